// A soft stop: something has no answer. Answer it here, or say why you go, and
// go. The door is never locked.
import { asNeeded, type Look } from '../fold.ts'
import { Choice, Needs, Office, Screen } from './parts.tsx'
import { Give, open } from './medicine.tsx'
import { useApp } from './state.ts'
import { blanks, leave } from './visit.tsx'
import { first, leaving, many } from './words.ts'

export function Leave({ look: l }: { look: Look }) {
  const s = useApp()
  const name = 'leaving ' + l.stop.visit
  const why = s.drafts.value[name] ?? ''
  const left = open(l, s.drafts.value)
  const gaps = blanks(l, s.drafts.value)
  const to = '/v/visit/' + l.stop.visit
  const now = async () => {
    if (!why) {
      s.unsaved.value = 'Choose why you leave now.'
      return
    }
    await leave(s, l, why)
    s.draft(name, null)
  }
  // Medicines answered on this screen stay on it, so that a slip can be put right.
  const shown = l.medicines.filter((m) => !asNeeded(m) || left.includes(m))
  const heading = left.length ? `${many(left.length, 'medicine')} ${left.length === 1 ? 'has' : 'have'} no answer`
    : gaps ? 'Nothing is recorded yet' : 'Everything has an answer'
  return (
    <Screen title="Before you leave" heading={heading}>
      <Needs person={l.person} />
      {shown.map((m) => <Give key={m.medicine + m.slot} look={l} medicine={m} />)}
      {!left.length && gaps && <p>You have not said what {first(l.stop.name)} did.</p>}
      {!gaps && <button type="button" class="button leave main" onClick={() => leave(s, l, '')}>Leave</button>}
      <p class="links"><a href={to}>Back to the visit</a></p>
      {gaps && (
        <section>
          <h2>Or leave now</h2>
          <Choice label="Why?" small wide options={leaving} value={why} onPick={(code) => s.draft(name, code)} />
          {why === 'not_safe' && <div class="strip warn"><p><b>Go to a safe place first.</b> Then ring.</p><Office /><p class="links"><a href="/v/help">I need help</a></p></div>}
          <button type="button" class="button main" onClick={now}>Leave now</button>
        </section>
      )}
    </Screen>
  )
}
