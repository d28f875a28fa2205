// The visit under way, by this phone's own facts: where a worker is, and whether
// what is on the screen may be swapped.
import type { Action, Fact, Kept } from './types.ts'

/** What ends a visit. */
export const ends: Action[] = ['visit.record', 'visit.no_answer', 'visit.not_wanted', 'no_answer.end']

/** What begins one: also standing at a door that nobody answers. */
export const begins: Action[] = ['visit.arrive', 'no_answer.start']

/** How long a visit is taken to be under way when nothing ended it. */
export const visitAtMost = 4 * 3600_000

/** arrival is the last arrival, where nothing has ended its visit since. */
export function arrival(facts: Kept[]): Fact | undefined {
  const last = facts.filter((k) => begins.includes(k.fact.action)).at(-1)?.fact
  return facts.some((k) => ends.includes(k.fact.action) && k.fact.visit === last?.visit && k.fact.seq > last.seq) ? undefined : last
}

/** whereabouts names the home this worker is in, for a call for help: none rather than the wrong one. */
export function whereabouts(facts: Kept[], now: number): { person?: string; visit?: string; version?: number } {
  const at = arrival(facts)
  if (!at || now - Date.parse(at.at) > visitAtMost) return {}
  return { person: at.person, visit: at.visit, version: at.version }
}
