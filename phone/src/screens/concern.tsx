// A concern: what kind, how soon, words if there is time, and back to where
// one was. What it is about is never shown again on this phone.
import { Call, Choice, Draft, Needs, Screen } from './parts'
import type { Person } from '../core/types'
import { back } from './route'
import { useApp, usePack, type About } from './state'
import { soon } from './words'

export function Concern({ about, person, to }: { about: About; person: Person | undefined; to: string }) {
  const s = useApp()
  const { shift } = usePack()
  const key = 'concern ' + to
  const kind = s.drafts.value[key + ' kind'] ?? ''
  const urgency = s.drafts.value[key + ' soon'] ?? ''
  const words = s.drafts.value[key + ' words'] ?? ''
  const send = async () => {
    if (!kind || !urgency) {
      s.unsaved.value = kind ? 'Choose how soon somebody must look at it.' : 'Choose what it is about.'
      return
    }
    if (!(await s.save('concern.raise', about, { kind, urgency, words: words.trim() }))) return
    for (const part of [' kind', ' soon', ' words']) s.draft(key + part, null)
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
      <Choice label="How soon must somebody look?" options={soon} value={urgency} onPick={(code) => s.draft(key + ' soon', code)} />
      <button type="button" class="button main" onClick={send}>Send</button>
      <Draft name={key + ' words'} label="What did you see or hear?" hint="Only if you have time. Use their own words." />
      <p class="links"><a href={to}>Back without sending</a></p>
    </Screen>
  )
}
