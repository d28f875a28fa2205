// What a visit looks like now: the plan of the pack with this phone's facts
// laid over it, in the order they were recorded. The last word on a thing
// holds; nothing is counted twice, and nothing is said to be held by the
// council that has no receipt.
import type { Change, Kept, Medicine, Pack, Person, Shift, Stop, Task } from './core/types.ts'

/** Where a visit stands, for the worker who makes it. */
export type Stage = 'ahead' | 'here' | 'left' | 'no_answer' | 'not_wanted' | 'cancelled'

/** A visit of one day, with all that is known of it. */
export type Look = {
  on: string
  stop: Stop
  person: Person | undefined
  tasks: Task[]
  medicines: Medicine[]
  stage: Stage
  /** RFC 3339; empty until the worker has come, or gone. */
  arrived: string
  left: string
  /** What was answered: level by task, dose by medicine and slot. */
  levels: Map<string, string>
  doses: Map<string, { fact: string; outcome: string; reason: string }>
  feeling: string
  note: string
  risk: string
  /** Minutes late that the office was told of; 0 for none. */
  late: number
  /** The fact that ended the visit, or that told the office of no answer. */
  ending: Kept | null
}

/** doseKey names one medicine at one time of one day. */
export const doseKey = (medicine: string, slot: string) => medicine + ' ' + slot

const text = (v: unknown) => (typeof v === 'string' ? v : '')

const stages: Record<string, Stage> = {
  done: 'left', no_answer: 'no_answer', not_wanted: 'not_wanted', cancelled: 'cancelled',
}

/** fold gives every visit of the pack, today first, each day in its order. */
export function fold(pack: Pack | null, facts: Kept[]): Look[] {
  if (!pack) return []
  const mine = new Map<string, Kept[]>()
  for (const k of facts) {
    if (!k.fact.visit) continue
    const all = mine.get(k.fact.visit)
    if (all) all.push(k)
    else mine.set(k.fact.visit, [k])
  }
  return [...pack.days]
    .sort((a, b) => (a.on < b.on ? -1 : 1))
    .flatMap((d) => d.stops.map((s) => look(pack, d.on, asTold(s), mine.get(s.visit) ?? [])))
}

/** The rota tells a worker when to start, which may be some minutes from what was agreed: they go by that. */
const asTold = (s: Stop): Stop => ({ ...s, start_min: s.told_min, end_min: s.end_min + s.told_min - s.start_min })

function look(pack: Pack, on: string, stop: Stop, facts: Kept[]): Look {
  const person = pack.people.get(stop.person)
  const work = person?.visits.find((v) => v.visit === stop.visit)
  const l: Look = {
    on, stop, person, tasks: work?.tasks ?? [], medicines: work?.medicines ?? [],
    stage: stages[stop.state] ?? (stop.left_at ? 'left' : stop.arrived_at ? 'here' : 'ahead'),
    arrived: stop.arrived_at, left: stop.left_at,
    levels: new Map(), doses: new Map(), feeling: '', note: '', risk: '', late: 0, ending: null,
  }
  for (const k of facts) lay(l, k)
  return l
}

// lay puts one fact over what was known before it.
function lay(l: Look, k: Kept) {
  const b = k.fact.body
  switch (k.fact.action) {
    case 'visit.arrive':
      l.arrived = text(b.arrived)
      l.left = ''
      l.stage = 'here'
      l.ending = null
      break
    case 'visit.task':
      l.levels.set(text(b.task), text(b.level))
      break
    case 'visit.dose':
      l.doses.set(doseKey(text(b.medicine), text(b.slot)), { fact: k.fact.id, outcome: text(b.outcome), reason: text(b.reason) })
      break
    case 'visit.feeling':
      l.feeling = text(b.feeling)
      break
    case 'visit.note':
      l.note = text(b.words)
      break
    case 'visit.risk':
      l.risk = text(b.answer)
      break
    case 'visit.late':
      l.late = Number(b.minutes) || 0
      break
    case 'visit.record':
      l.arrived = text(b.arrived)
      l.left = text(b.left)
      l.stage = 'left'
      l.ending = k
      break
    case 'visit.no_answer':
      l.arrived = text(b.arrived)
      l.stage = 'no_answer'
      l.ending = k
      break
    case 'visit.not_wanted':
      l.stage = 'not_wanted'
      l.ending = k
      break
  }
}

/** unanswered lists the medicines due at a visit that nobody has answered for. One given only when needed may go unanswered. */
export const unanswered = (l: Look): Medicine[] =>
  l.medicines.filter((m) => m.kind !== 'as_needed' && !l.doses.has(doseKey(m.medicine, m.slot)))

/** record is the body of the fact that ends a visit: the visit, whole. */
export function record(l: Look, left: string, early: string): Record<string, unknown> {
  return {
    arrived: l.arrived || left,
    left,
    tasks: l.tasks.flatMap((t) => {
      const level = l.levels.get(t.task)
      return level ? [{ task: t.task, activity: t.activity, level }] : []
    }),
    feeling: l.feeling,
    note: l.note,
    without: unanswered(l).map((m) => ({ medicine: m.medicine, slot: m.slot, reason: early })),
    early,
  }
}

/** A moment by the clock in the UK: a date, and minutes since its midnight. */
export type Moment = { on: string; min: number }

const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)

/** minuteOf is a moment in minutes since the midnight of another day: a visit of a night shift lies past 1440 of the day before. */
export const minuteOf = (on: string, now: Moment) => now.min + 1440 * daysBetween(on, now.on)

const unended = (l: Look) => l.stage === 'ahead' || l.stage === 'here'

/** current lists the visits to look at today: those of the day, and those of the day before that nobody ended and that were to end less than half a day ago. */
export const current = (all: Look[], now: Moment): Look[] =>
  all.filter((l) => l.on === now.on || (l.on < now.on && unended(l) && minuteOf(l.on, now) < l.stop.end_min + 720))

/** next is the visit under way, where there are several the one come to last, or else the one to go to. A day before counts only while its night lasts. */
export function next(all: Look[], now: Moment): Look | undefined {
  const still = (l: Look, min: number) => l.on === now.on || minuteOf(l.on, now) < l.stop.end_min + min
  const mine = current(all, now)
  const here = mine.filter((l) => l.stage === 'here' && still(l, 240)).sort((a, b) => Date.parse(b.arrived) - Date.parse(a.arrived))
  return here[0] ?? mine.find((l) => l.stage === 'ahead' && still(l, 120))
}

/** unseen lists the changes of the rota that this worker has not yet said they saw. */
export function unseen(shift: Shift, facts: Kept[]): Change[] {
  const seen = new Set<unknown>()
  for (const { fact } of facts) {
    if (fact.action === 'roster.seen' && Array.isArray(fact.body.changes)) for (const id of fact.body.changes) seen.add(id)
  }
  return shift.changes.filter((c) => !seen.has(c.id))
}

/** Where a fact is. Only a receipt says that the council holds it. */
export type Where = 'phone' | 'council' | 'office'

/** where tells on this phone, held by the council, or held and for the office to decide on. */
export function where(k: Kept): Where {
  if (!k.receipt || k.receipt.verdict === 'retry') return 'phone'
  return k.receipt.verdict === 'done' ? 'council' : 'office'
}

/** called is the alert for help that still stands: the last one that nobody took back. */
export function called(facts: Kept[]): Kept | undefined {
  const back = new Set(facts.filter((k) => k.fact.action === 'help.cancel').map((k) => k.fact.body.help))
  return facts.filter((k) => k.fact.action === 'help.want' && !back.has(k.fact.id)).at(-1)
}

/** inWindow tells whether the way into a home may be looked at: half an hour before a visit until half an hour after. */
export function inWindow(all: Look[], person: string, now: Moment): Look | undefined {
  return all.find(
    (l) =>
      l.stop.person === person && l.stage !== 'cancelled' &&
      (l.stage === 'here' || (minuteOf(l.on, now) >= l.stop.start_min - 30 && minuteOf(l.on, now) <= l.stop.end_min + 30)),
  )
}
