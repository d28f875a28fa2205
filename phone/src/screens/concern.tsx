// A concern: what kind, how soon, words if there is time, and back to where
// one was. One for now stays until it is clear whether the office knows. What
// it is about is never shown again on this phone.
import { where } from '../fold.ts'
import { Call, Choice, Draft, held, Needs, Office, Screen } from './parts.tsx'
import type { Person } from '../core/types.ts'
import { back, steppedOn } from './route.ts'
import { useApp, usePack, type About } from './state.ts'
import { at, soon } from './words.ts'

export function Concern({ about, person, to, kind: preset = '' }: { about: About; person: Person | undefined; to: string; kind?: string }) {
  const s = useApp()
  const { shift } = usePack()
  const key = `concern ${preset}${to}`
  const kind = s.drafts.value[key + ' kind'] ?? preset
  const urgency = s.drafts.value[key + ' soon'] ?? (preset && 'today')
  const words = s.drafts.value[key + ' words'] ?? ''
  const sent = s.core.facts.value.find((k) => k.fact.id === s.drafts.value[key + ' sent'])
  const goBack = () => {
    s.draft(key + ' sent', null)
    back(to, '.worry')
  }
  if (sent) {
    const told = where(sent) !== 'phone'
    return (
      <Screen title="Raise a concern" heading={told ? `Held by the council at ${at(sent.receipt!.at)}` : 'The council does not know yet'}>
        <Needs person={person} />
        <p class={told ? 'strip done' : 'strip warn'} role="status">{!told && held(sent) + ' It goes when there is signal. '}You said it is for now: ring the office as well.</p>
        <Office main />
        <Call phone="999">In danger? Call 999</Call>
        <button type="button" class="button main" onClick={goBack}>Back to where I was</button>
      </Screen>
    )
  }
  const send = async () => {
    if (!kind || !urgency) {
      s.unsaved.value = kind ? 'Choose how soon somebody must look at it.' : 'Choose what it is about.'
      return
    }
    const fact = await s.save('concern.raise', about, { kind, urgency, words: words.trim() })
    if (!fact) return
    for (const part of [' kind', ' soon', ' words']) s.draft(key + part, null)
    if (urgency === 'now') {
      s.draft(key + ' sent', fact.id)
      steppedOn()
      return
    }
    s.notice.value = 'Concern saved on this phone.'
    s.spoken.value = 'Concern saved on this phone.'
    back(to, '.worry')
  }
  return (
    <Screen title="Raise a concern" heading={person ? `A concern about ${person.name}` : 'Raise a concern'}>
      <Needs person={person} />
      <p>Is someone in danger now? <b>Ring 999 first.</b></p>
      <Call phone="999">Call 999</Call>
      <Choice label="What is it about?" wide options={shift.concerns} value={kind} onPick={(code) => s.draft(key + ' kind', code)} />
      {shift.concerns.find((c) => c.code === kind)?.sealed && <p class="strip"><b>Only the safeguarding lead reads this.</b> If it cannot wait, ring as well.</p>}
      <Choice label="How soon must somebody look?" options={soon} value={urgency} onPick={(code) => s.draft(key + ' soon', code)} />
      <button type="button" class="button main" onClick={send}>Send</button>
      <Draft name={key + ' words'} label="What did you see or hear?" hint="Only if you have time. Use their own words." />
      <p class="links"><a href={to}>Back without sending</a></p>
    </Screen>
  )
}
