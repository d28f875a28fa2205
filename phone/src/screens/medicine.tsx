// One medicine at one visit: taken, part or not taken; and where not, why.
import type { Medicine, Word } from '../core/types.ts'
import { doseKey, unanswered, type Look } from '../fold.ts'
import { Choice, Office } from './parts.tsx'
import { about, useApp, usePack, type Drafts } from './state.ts'
import { at, label } from './words.ts'

export function Dose({ look: l, medicine: m }: { look: Look; medicine: Medicine }) {
  const s = useApp()
  const { shift } = usePack()
  const key = doseKey(m.medicine, m.slot)
  const name = halfName(l, m)
  const given = l.doses.get(key)
  // What was not wholly taken is a record only with its reason: until then it is half said.
  const half = s.drafts.value[name]
  const give = async (outcome: string, reason: string) => {
    // What was answered a moment ago may not be on the screen yet.
    const before = s.looks.value.find((x) => x.stop.visit === l.stop.visit)?.doses.get(key)
    if (await s.save('visit.dose', about(l), { medicine: m.medicine, slot: m.slot, outcome, reason, ...(before && { corrects: before.fact }) })) s.draft(name, null)
  }
  const pick = (code: string) => (needsReason(code) ? s.draft(name, code) : give(code, ''))
  const chosen = half ?? given?.outcome ?? ''
  const asks = needsReason(chosen)
  const missed = asks && !shift.outcomes.find((o) => o.code === chosen)?.taken
  return (
    <>
      <Choice label={m.name} hint={doseHint(m, shift.outcomes)} options={shift.outcomes} value={chosen} onPick={pick} />
      {asks && (
        <Choice
          label={`Why was ${m.name} ${missed ? 'not taken' : 'taken in part'}?`} small options={shift.reasons} value={half ? '' : (given?.reason ?? '')}
          onPick={(reason) => give(half ?? given!.outcome, reason)}
        />
      )}
      {m.time_critical && missed && (
        <div class="strip warn"><p><b>This medicine must be on time.</b> Ring the office now. If nobody answers, call 111.</p><Office /></div>
      )}
    </>
  )
}

const halfName = (l: Look, m: Medicine) => `dose ${l.stop.visit} ${doseKey(m.medicine, m.slot)}`

/** open lists the medicines of a visit that have no answer, or one that still wants its reason. */
export const open = (l: Look, drafts: Drafts): Medicine[] => {
  const none = unanswered(l)
  return l.medicines.filter((m) => none.includes(m) || halfName(l, m) in drafts)
}

const needsReason = (outcome: string) => outcome !== '' && outcome !== 'taken'

/** doseHint is what to know of a dose before it is given. */
export function doseHint(m: Medicine, outcomes: Word[]): string {
  return [
    m.dose,
    m.kind === 'as_needed' && 'Only when needed',
    m.time_critical && 'Must be on time',
    m.last && `Last: ${label(outcomes, m.last.outcome)}${m.last.at ? ', ' + last(m.last.at) : ''}`,
  ].filter(Boolean).join('. ')
}

// A last dose may be days ago: its day stands beside its time.
const weekday = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', weekday: 'long', day: 'numeric', month: 'long' })
const last = (instant: string) => `${weekday.format(Date.parse(instant)).replace(',', '')} at ${at(instant)}`
