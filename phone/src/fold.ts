// What a visit looks like now: the plan of the pack with this phone's facts
// laid over it, in the order they were recorded. The last word on a thing
// holds; nothing is counted twice, and nothing is said to be held by the
// council that has no receipt.
import type { Change, Given, Kept, Medicine, Pack, Person, Shift, Stop, Task } from './core/types.ts'

/** Where a visit stands, for the worker who makes it. */
export type Stage = 'ahead' | 'here' | 'left' | 'no_answer' | 'not_wanted' | 'cancelled'

/** A dose as it was recorded on this phone. */
export type Said = { fact: string; at: string; line: string; slot: string; outcome: string; reason: string; help: string; amount: string; site: string; witness: string; why: string }

/** A door that nobody opens: when the office was told, what was tried, and how it ended. */
export type Unanswered = { told: Kept; steps: { step: string; result: string; at: string }[]; ended: Kept | null }

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
  doses: Map<string, Said>
  /** Every dose recorded at this visit that no other has put right, in order. */
  said: Said[]
  feeling: string
  note: string
  /** What was answered at the door; empty for nothing yet. */
  risk: string
  door: Unanswered | null
  /** Minutes late that the office was told of; 0 for none. */
  late: number
  /** The fact that ended the visit, or that told the office of no answer. */
  ending: Kept | null
}

/** doseKey names one line of the chart at one time of one day. */
export const doseKey = (line: string, slot: string) => line + ' ' + slot

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
    levels: new Map(), doses: new Map(), said: [], feeling: '', note: '', risk: '', door: null, late: 0, ending: null,
  }
  for (const k of facts) lay(l, k)
  return l
}

const strings = (v: unknown): string[] => (Array.isArray(v) ? v.map(text) : [])

/** lineOf is the line of the chart that a dose belongs to, also once the entry it was given by was replaced. */
const lineOf = (b: Record<string, unknown>) => text(b.line) || text(b.medicine)

const saidOf = ({ fact: { id, at, body: b } }: Kept): Said => ({
  fact: id, at, line: lineOf(b), slot: text(b.slot), outcome: text(b.outcome), reason: text(b.reason), help: text(b.help), amount: text(b.amount), site: text(b.site),
  witness: text(b.witness), why: text(b.why),
})

const had = (outcome: string) => outcome === 'taken' || outcome === 'part'

/** givenOf lists the doses of a medicine that the person had: those the pack knows of and those of this phone, each once, the oldest first. */
export function givenOf(m: Medicine, facts: Kept[]): Given[] {
  const doses = facts.filter((k) => k.fact.action === 'visit.dose')
  const put = new Set(doses.map((k) => k.fact.body.corrects).filter(Boolean))
  const here = doses.filter((k) => lineOf(k.fact.body) === m.line && had(text(k.fact.body.outcome))).map((k): Given => {
    const { fact: id, at, slot, amount, site } = saidOf(k)
    return { id, at, slot, amount, site }
  })
  const known = new Set(here.map((g) => g.id))
  return [...m.given.filter((g) => !known.has(g.id)), ...here].filter((g) => !put.has(g.id)).sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

/** A dose taken when needed, of which nobody has said yet whether it helped. */
export type Asking = { dose: string; name: string; given_at: string; ask_at: string }

/** asking lists those of a person: what the pack knows of, and what was given on this phone since. */
export function asking(person: Person | undefined, facts: Kept[], now: number): Asking[] {
  if (!person) return []
  const told = new Set(facts.filter((k) => k.fact.action === 'visit.dose_effect').map((k) => k.fact.body.dose))
  const put = new Set(facts.map((k) => k.fact.body.corrects).filter(Boolean))
  const needed = new Map(person.visits.flatMap((v) => v.medicines).filter((m) => m.as_needed).map((m) => [m.line, m]))
  const here = facts.filter((k) => k.fact.action === 'visit.dose' && k.fact.person === person.person).flatMap((k): Asking[] => {
    const d = saidOf(k)
    const m = needed.get(d.line)
    if (!m || !had(d.outcome)) return []
    return [{ dose: d.fact, name: m.name, given_at: d.at, ask_at: new Date(Date.parse(d.at) + m.as_needed!.effect_min * 60_000).toISOString() }]
  })
  const known = new Set(here.map((a) => a.dose))
  return [...person.effects.filter((a) => !known.has(a.dose)), ...here].filter((a) => !told.has(a.dose) && !put.has(a.dose) && Date.parse(a.ask_at) <= now)
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
      l.door = null
      break
    case 'no_answer.start':
      l.arrived = text(b.arrived)
      l.stage = 'no_answer'
      l.ending = k
      l.door = { told: k, steps: strings(b.tried).map((step) => ({ step, result: 'nothing', at: k.fact.at })), ended: null }
      break
    case 'no_answer.step':
      l.door?.steps.push({ step: text(b.step), result: text(b.result), at: k.fact.at })
      break
    case 'no_answer.end':
      l.stage = b.outcome === 'answered' ? 'ahead' : 'no_answer'
      l.ending = b.outcome === 'answered' ? null : k
      if (l.door) l.door = { ...l.door, ended: k }
      break
    case 'visit.task':
      l.levels.set(text(b.task), text(b.level))
      break
    case 'visit.dose':
      l.said = [...l.said.filter((d) => d.fact !== b.corrects), saidOf(k)]
      l.doses.set(doseKey(lineOf(b), text(b.slot)), saidOf(k))
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

/** asNeeded tells a medicine that is taken only when needed: any number of doses, or none. */
export const asNeeded = (m: Medicine) => m.kind === 'as_needed' || m.as_needed !== null

/** unanswered lists the medicines due at a visit that nobody has answered for. One given only when needed may go unanswered. */
export const unanswered = (l: Look): Medicine[] =>
  l.medicines.filter((m) => !asNeeded(m) && !l.doses.has(doseKey(m.line, m.slot)))

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

/** What may be said of a door that the office is to be told of: nothing runs there for one that it has to look at first. */
export const toldOf = (k: Kept): string => ({ phone: 'The office does not know yet.', office: 'The office has to look at it first. Ring them.', council: 'The office was told.' })[where(k)]

/** clockFrom is the moment from which the council counts until the next person in charge is asked: of a first report when it happened, never later than it came, of one that opens a door again when it came. */
export function clockFrom(told: Kept, facts: Kept[]): number {
  const again = facts.some((k) => k.fact.action === 'no_answer.start' && k.fact.visit === told.fact.visit && k.fact.seq < told.fact.seq)
  const at = Date.parse(told.fact.at)
  const came = told.receipt ? Date.parse(told.receipt.at) : at
  return again ? came : Math.min(at, came)
}

/** standing are the warnings that still stand on a day: each shows until somebody was to look at it again, also on a phone that was not heard since. */
export const standing = (warnings: Person['warnings'], on: string) => warnings.filter((w) => !w.review_on || w.review_on >= on)

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
