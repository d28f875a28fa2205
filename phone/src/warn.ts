// What speaks against a dose before it is given: the same rules as at the
// council (support/medicine/warn.go), so that they hold without signal. Both
// are held to docs/dose-warnings.json. A warning is never a lock.
import type { Given, Medicine } from './core/types.ts'
import { minuteOf } from './fold.ts'
import { ukTime } from './screens/words.ts'

/** A dose as it is about to be recorded. */
export type About = { at: string; slot: string; outcome: string; amount: string; site: string; witness: string; help: string }

/** Every warning, the gravest first. */
export const gravest = [
  'allergy', 'stopped', 'twice', 'over_most', 'too_early', 'elsewhere', 'not_due', 'not_started', 'word_run_out', 'unchecked', 'same_site', 'no_witness',
]

const hour = 3_600_000
const day = 24 * hour
const partFrom: Record<string, number> = { morning: 300, lunch: 690, afternoon: 900, evening: 1080, night: 1320 }
const earlyExact = 30
const earlyPart = 60

/** warn lists what speaks against a dose. `given` are the doses known of, by the pack and on this phone; `right` whether the visit holds the right to it. */
export function warn(m: Omit<Medicine, 'given' | 'last' | 'last_confirmed' | 'as_needed'>, given: Given[], d: About): string[] {
  if (d.outcome !== 'taken' && d.outcome !== 'part') return []
  const [on = '', part = ''] = d.slot.split('/')
  const at = Date.parse(d.at)
  const apart = (g: Given) => Math.abs(at - Date.parse(g.at))
  const holds: Record<string, boolean> = {
    allergy: m.allergy !== '',
    stopped: m.stopped_at !== '' && at >= Date.parse(m.stopped_at),
    twice: part !== 'needed' && given.some((g) => g.slot === d.slot),
    over_most: overMost(m, given, d),
    too_early: given.some((g) => apart(g) < m.gap_min * 60_000) || beforeItsTime(m.due_min, on, part, at),
    elsewhere: m.right === 'elsewhere',
    not_due: m.until_on !== '' && on > m.until_on,
    not_started: m.from_on !== '' && on < m.from_on,
    word_run_out: m.word_until !== '' && ukTime(at).on > m.word_until,
    unchecked: m.checked_at === '' || at < Date.parse(m.checked_at),
    same_site: sameSite(m, given, d),
    no_witness: m.controlled && m.witness && d.witness === '' && d.help !== 'self' && d.help !== 'family',
  }
  return gravest.filter((w) => holds[w])
}

/** The instant at which a clock in the UK shows a minute of a day: of two the earlier, and where an hour is left out, an hour on. */
function atMinute(on: string, min: number): number {
  const winter = Date.parse(on + 'T00:00:00Z') + min * 60_000
  const shown = ukTime(winter - hour)
  return shown.on === on && shown.min === min ? winter - hour : winter
}

/** What a dose may be early is counted as time passes, on the nights of summer time as well. */
function beforeItsTime(due: number, on: string, part: string, at: number): boolean {
  if (!on || !(part in partFrom)) return false
  if (due >= 0) return at < atMinute(on, due) - earlyExact * 60_000
  if (part !== 'night') return at < atMinute(on, partFrom[part]! - earlyPart)
  const now = minuteOf(on, ukTime(at)) // a night begins the day, and ends it
  return now < 0 || (now >= partFrom.morning! && now < partFrom.night! - earlyPart)
}

/** Whether some 24 hours that hold this dose have more than the most. */
function overMost(m: { most_doses: number; most_units: number }, given: Given[], d: About): boolean {
  if (!m.most_doses && !m.most_units) return false
  const all: { at: string; amount: string }[] = [...given, d]
  return all.some((first) => {
    const since = (g: { at: string }) => Date.parse(g.at) - Date.parse(first.at)
    const within = (g: { at: string }) => since(g) >= 0 && since(g) < day
    if (!within(d)) return false
    const doses = all.filter(within)
    const units = doses.reduce((n, g) => n + unitsOf(g.amount), 0)
    return (m.most_doses > 0 && doses.length > m.most_doses) || (m.most_units > 0 && units > m.most_units)
  })
}

const unitWords: Record<string, number> = {
  half: 0.5, '½': 0.5, '¼': 0.25, '¾': 0.75, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10,
}
const weights = ['mg', 'mgs', 'milligram', 'milligrams', 'mcg', 'mcgs', 'µg', 'μg', 'microgram', 'micrograms', 'ng', 'nanogram', 'nanograms', 'g', 'gram', 'grams']

/** unitsOf is how many units an amount counts, like "2 tablets", "half" or "1½"; a range counts its larger end, a weight nothing. */
export function unitsOf(amount: string): number {
  const words = amount.toLowerCase().replace(/[½¼¾]/g, ' $& ').split(/[^\p{L}\p{Nd}.½¼¾]+/u).filter((w) => w)
  const out: number[] = []
  let last = -1 // where the last number stood
  words.forEach((word, i) => {
    let n = unitWords[word] ?? NaN
    const joined = (last === i - 1 && word !== 'half') || words[i - 1] === 'and' || (words[i - 1] === 'a' && words[i - 2] === 'and')
    if (n < 1 && last >= 0 && joined) {
      out[out.length - 1]! += n
      return
    }
    if (!(word in unitWords)) {
      const digits = word.replace(/[\p{L}.]+$/u, '')
      const unit = (word.slice(digits.length) || (words[i + 1] ?? '')).replace(/^\.+|\.+$/g, '')
      n = weights.includes(unit) ? NaN : Number(digits || NaN)
    }
    if (n >= 0 && n < 10_000) {
      out.push(n)
      last = i
    }
  })
  return Math.max(0, ...out)
}

function sameSite(m: { shape: string; rest_days: number }, given: Given[], d: About): boolean {
  if (!d.site || (m.shape !== 'patch' && m.shape !== 'injection')) return false
  const at = Date.parse(d.at)
  if (given.some((g) => g.site === d.site && Math.abs(at - Date.parse(g.at)) < m.rest_days * day)) return true
  return lastBefore(given, at)?.site === d.site
}

const lastBefore = (given: Given[], at: number): Given | undefined =>
  given.filter((g) => Date.parse(g.at) < at).sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1)

/** What is known of the doses before one, for who is about to give it. */
export type Before = { last: Given | undefined; day: number; notBefore: number; site: string }

/** before says when the last dose was, how many there were in the last 24 hours, when the next may be (milliseconds; 0: any time), and where the last one is on the body. */
export function before(m: Pick<Medicine, 'gap_min'>, given: Given[], now: number): Before {
  const last = lastBefore(given, now + 1)
  const next = last && m.gap_min ? Date.parse(last.at) + m.gap_min * 60_000 : 0
  return { last, day: given.filter((g) => now - Date.parse(g.at) < day).length, notBefore: next > now ? next : 0, site: given.filter((g) => g.site).at(-1)?.site ?? '' }
}
