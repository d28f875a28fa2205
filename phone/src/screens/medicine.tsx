// One medicine at one visit: taken, part or not taken; and where not, why.
import type { Medicine } from '../core/types'
import { doseKey, type Look } from '../fold'
import { Choice, Office } from './parts'
import { about, useApp, usePack } from './state'
import { at, label } from './words'

export function Dose({ look: l, medicine: m }: { look: Look; medicine: Medicine }) {
  const s = useApp()
  const { shift } = usePack()
  const key = doseKey(m.medicine, m.slot)
  const name = `dose ${l.stop.visit} ${key}`
  const given = l.doses.get(key)
  // Not taken is a record only with its reason: until then it is half said.
  const half = s.drafts.value[name]
  const give = async (outcome: string, reason: string) => {
    if (await s.save('visit.dose', about(l), { medicine: m.medicine, slot: m.slot, outcome, reason })) s.draft(name, null)
  }
  const pick = (code: string) => {
    const o = shift.outcomes.find((x) => x.code === code)
    return o?.taken ? give(code, '') : s.draft(name, code)
  }
  const chosen = half ?? given?.outcome ?? ''
  const missed = given && !half && !shift.outcomes.find((o) => o.code === given.outcome)?.taken
  return (
    <>
      <Choice label={m.name} hint={hint(m, shift.outcomes)} options={shift.outcomes} value={chosen} onPick={pick} />
      {(half || missed) && (
        <Choice
          label={`Why was ${m.name} not taken?`} small options={shift.reasons} value={half ? '' : (given?.reason ?? '')}
          onPick={(reason) => give(half ?? given!.outcome, reason)}
        />
      )}
      {m.time_critical && (half || missed) && (
        <div class="strip warn"><p><b>This medicine must be on time.</b> Ring the office now. If nobody answers, call 111.</p><Office /></div>
      )}
    </>
  )
}

function hint(m: Medicine, outcomes: { code: string; label: string }[]): string {
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
