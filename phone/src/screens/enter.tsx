// Before going in: one press where nothing has changed, tiles where something
// has, and more where nobody of the service has been there before.
import type { Look } from '../fold.ts'
import { doorway } from './codes.ts'
import { Call, Choice, Draft, Office } from './parts.tsx'
import { focusOn } from './route.ts'
import { about, useApp, usePack } from './state.ts'
import { at } from './words.ts'

/** Enter asks at the door: ten seconds when all is as usual, and never in the way. */
export function Enter({ look: l }: { look: Look }) {
  const s = useApp()
  const isFirst = !!l.person?.first
  const name = 'door ' + l.stop.visit
  const half = s.drafts.value[name] ?? ''
  const seen = (s.drafts.value[name + ' seen'] ?? '').split(' ').filter(Boolean)
  const words = (s.drafts.value[name + ' words'] ?? '').trim()
  const tell = async (answer: string, wentIn: boolean) => {
    if (answer !== 'fine' && !seen.length && !words) {
      s.unsaved.value = answer === 'changed' ? 'Press what has changed.' : 'Press why it is not safe.'
      return
    }
    const body = { answer, seen: answer === 'fine' ? [] : seen, words: answer === 'fine' ? '' : words, ...(isFirst && { first: true }), ...((isFirst || answer !== 'fine') && { went_in: wentIn }) }
    if (!(await s.save('visit.risk', about(l), body))) return
    for (const part of ['', ' seen', ' words']) s.draft(name + part, null)
    focusOn('#at-the-door')
  }
  const toggle = (code: string) => s.draft(name + ' seen', (seen.includes(code) ? seen.filter((c) => c !== code) : [...seen, code]).join(' '))
  const pick = (code: string) => {
    if (code === 'fine') return tell('fine', true)
    s.draft(name, code)
    focusOn('#what-changed')
  }
  const chosen = half || l.risk
  const tiles = l.person?.door.length ? l.person.door : doorway
  return (
    <section>
      <h2 id="at-the-door" tabIndex={-1}>At the door</h2>
      {isFirst && <FirstVisit look={l} />}
      <Choice
        label={isFirst ? 'Look, listen, smell. Do you go in?' : 'Is it safe to go in?'} small wide value={chosen} onPick={pick}
        options={[{ code: 'fine', label: isFirst ? 'Go in: it looks safe' : 'All as usual' }, { code: 'changed', label: 'Something has changed' }, { code: 'not_safe', label: isFirst ? 'Stop: do not go in' : 'Not safe' }]}
      />
      {half && (
        <div id="what-changed" tabIndex={-1} role="group" aria-label="What do you see?">
          <div class="tiles wide">
            {tiles.map((d) => <button type="button" key={d.code} class={seen.includes(d.code) ? 'on' : ''} aria-pressed={seen.includes(d.code)} onClick={() => toggle(d.code)}>{d.label}</button>)}
          </div>
          <Draft name={name + ' words'} label="Anything else?" hint="Only if you have time. Say what you see." rows={2} />
          {half === 'changed' && <button type="button" class="button main" onClick={() => tell('changed', true)}>Save, and go in</button>}
          <button type="button" class="button stop" onClick={() => tell('not_safe', false)}>Do not go in: tell the office</button>
        </div>
      )}
      {!half && l.risk === 'not_safe' && (
        <div class="strip warn">
          <p><b>Go to a safe place first.</b> Then ring. You do not have to finish the visit.</p>
          <Call phone="999" main>Call 999</Call>
          <Office />
          <p class="links"><a href="/v/help">I need help</a></p>
        </div>
      )}
    </section>
  )
}

/** FirstVisit is what is known of a home that nobody has been to, what is not, and who stays on the line. */
export function FirstVisit({ look: l }: { look: Look }) {
  const { known, unknown, checks } = l.person!.first!
  return (
    <div class="card">
      <h3>Nobody of us has been here before</h3>
      <p><b>We know:</b></p>
      {known.length ? <ul>{known.map((w) => <li key={w}>{w}</li>)}</ul> : <p>Nothing yet.</p>}
      <p><b>We do not know:</b></p>
      {unknown.length ? <ul>{unknown.map((w) => <li key={w}>{w}</li>)}</ul> : <p>Nothing is left open.</p>}
      <p><b>On the way in:</b></p>
      <ol>{checks.map((w) => <li key={w}>{w}</li>)}</ol>
      <Buddy />
    </div>
  )
}

/** Buddy is who is in charge now, to stay on the line with. */
export function Buddy() {
  const s = useApp()
  const now = s.now.value
  const who = usePack().shift.duty.find((d) => Date.parse(d.from) <= now && now < Date.parse(d.until))
  if (!who?.phone) return <Office />
  return <Call phone={who.phone}>Stay on the line with {who.name} <span class="nb">{who.phone}</span></Call>
}

/** inCharge says who is in charge now, and until when. */
export function InCharge() {
  const s = useApp()
  const now = s.now.value
  const who = usePack().shift.duty.find((d) => Date.parse(d.from) <= now && now < Date.parse(d.until))
  return who ? <p>In charge now: <b>{who.name}</b>, until {at(who.until)}.</p> : null
}
