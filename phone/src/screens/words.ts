// Times, dates and short sentences as the screens say them: "8:30am",
// "Monday 30 November", by the clock in the UK wherever the phone thinks it is.
import type { Kept, Pack, Word } from '../core/types.ts'
import { where } from '../fold.ts'
import { doors, endings, steps } from './codes.ts'

/** clock is minutes since midnight as "8:30am". */
export function clock(min: number): string {
  const m = ((min % 1440) + 1440) % 1440
  const h = Math.floor(m / 60)
  return `${h % 12 || 12}:${String(m % 60).padStart(2, '0')}${h < 12 ? 'am' : 'pm'}`
}

export const span = (start: number, end: number) => `${clock(start)} to ${clock(end)}`

const uk = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/London', hourCycle: 'h23',
  year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
})

/** ukTime is the date and the minute of the day in the UK at an instant, in milliseconds. */
export function ukTime(ms: number): { on: string; min: number } {
  const p = Object.fromEntries(uk.formatToParts(ms).map((x) => [x.type, x.value]))
  return { on: `${p.year}-${p.month}-${p.day}`, min: Number(p.hour) * 60 + Number(p.minute) }
}

/** at is an RFC 3339 instant as "8:31am"; empty for none. */
export const at = (instant: string) => (instant ? clock(ukTime(Date.parse(instant)).min) : '')

const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long' })

/** date is "2026-11-30" as "Monday 30 November". */
export const date = (on: string) => day.format(Date.parse(on + 'T12:00:00Z')).replace(',', '')

/** when is a day beside today: "today", "tomorrow", else its date. */
export function when(on: string, today: string): string {
  const days = Math.round((Date.parse(on) - Date.parse(today)) / 86_400_000)
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : days === -1 ? 'yesterday' : date(on)
}

export const many = (n: number, one: string, more = one + 's') => `${n} ${n === 1 ? one : more}`

export const list = (names: string[]) =>
  names.length < 2 ? names.join('') : names.slice(0, -1).join(', ') + ' and ' + names.at(-1)

export const label = (words: Word[], code: string) => words.find((w) => w.code === code)?.label ?? code

/** first is what someone is called: the first word of their name. */
export const first = (name: string) => name.split(' ')[0] ?? name

export const hours = (min: number) =>
  [Math.floor(min / 60) && many(Math.floor(min / 60), 'hour'), min % 60 && many(min % 60, 'minute')].filter(Boolean).join(' ') || '0 hours'

/** soon lists how soon a concern must be looked at. */
export const soon: Word[] = [
  { code: 'now', label: 'Now' },
  { code: 'today', label: 'Today' },
  { code: 'next', label: 'At the next visit' },
]

/** leaving lists why a worker goes before everything is answered. */
export const leaving: Word[] = [
  { code: 'called_away', label: 'I am called away' },
  { code: 'not_safe', label: 'I do not feel safe' },
  { code: 'asked_to_go', label: 'I was asked to go' },
  { code: 'other', label: 'Something else' },
]

/** listed leaves of this phone's facts those that may stand in the list of what waits: a concern only until the council holds it, as others may see the screen. */
export const listed = (facts: Kept[]) => facts.filter((k) => k.fact.action !== 'concern.raise' || where(k) === 'phone')

/** whose is the person a fact in that list is about; nobody, where it is a concern. */
export const whose = (k: Kept, pack: Pack | null) => (k.fact.action === 'concern.raise' ? '' : (pack?.people.get(k.fact.person)?.name ?? ''))

/** said is a fact in words, for the list of what waits. It says what was recorded, never the words of a concern. */
export function said(k: Kept, pack: Pack | null): string {
  const b = k.fact.body as Record<string, string>
  const person = pack?.people.get(k.fact.person)
  const of = person?.visits.find((v) => v.visit === k.fact.visit)
  const shift = pack?.shift
  switch (k.fact.action) {
    case 'visit.arrive': return 'Arrived'
    case 'visit.task':
      return `${of?.tasks.find((t) => t.task === b.task)?.words ?? 'A task'}: ${label(shift?.ladder ?? [], b.level ?? '')}`
    case 'visit.dose':
      return `${of?.medicines.find((m) => m.medicine === b.medicine)?.name ?? 'A medicine'}: ${label(shift?.outcomes ?? [], b.outcome ?? '')}`
    case 'visit.dose_effect': return 'Whether a medicine helped'
    case 'no_answer.start': return 'No answer at the door'
    case 'no_answer.step': return `No answer: ${label(steps, b.step ?? '').toLowerCase()}`
    case 'no_answer.end': return `No answer, how it ended: ${label(endings, b.outcome ?? '').toLowerCase()}`
    case 'visit.feeling': return `How they were: ${label(shift?.feelings ?? [], b.feeling ?? '')}`
    case 'visit.note': return 'A note'
    case 'visit.risk': return `At the door: ${label(doors, b.answer ?? '').toLowerCase()}`
    case 'visit.record': return 'The whole visit'
    case 'visit.no_answer': return 'No answer at the door'
    case 'visit.not_wanted': return 'Chose not to today'
    case 'visit.late': return `Running ${b.minutes} minutes late`
    case 'concern.raise': return 'A concern'
    case 'help.want': return 'I need help'
    case 'help.cancel': return 'I am safe now'
    case 'equipment.left': return 'Equipment left'
    case 'keysafe.shown': return 'Looked at how to get in'
    case 'mileage.confirm': return `Mileage: ${b.miles} miles`
    case 'roster.seen': return 'Saw the changes'
  }
}
