// What a visit looks like from the pack and the facts: the last word holds,
// and nothing is said to be held that has no receipt.
import { describe, expect, it } from 'vitest'
import type { Action, Kept, Verdict } from '../src/core/types.ts'
import { called, clockFrom, current, doseKey, fold, givenOf, inWindow, next, record, standing, toldOf, unanswered, unseen, where } from '../src/fold.ts'
import { whereabouts } from '../src/core/arrival.ts'
import { madePack } from '../src/madepack.ts'
import { at, clock, date, hours, listed, said, ukTime, when, whose } from '../src/screens/words.ts'

let seq = 0
const kept = (action: Action, visit: string, body: Record<string, unknown>, verdict?: Verdict): Kept => ({
  fact: {
    schema: 2, id: `f${++seq}`, phone: 'p', seq, prev: '', action, person: 'p1', visit, version: 3, pack: '',
    at: '2026-11-30T08:31:00.000Z', wall: 0, mono: 0, offset: 0, body,
  },
  receipt: verdict ? { seq, id: '', hash: '', verdict, at: '2026-11-30T08:36:00.000Z', sig: '' } : null,
  message: '',
})
const pack = madePack(false, false)
const joan = (...facts: Kept[]) => fold(pack, facts).find((l) => l.stop.visit === 'v1')!
const arrived = () => kept('visit.arrive', 'v1', { arrived: '2026-11-30T08:31:00.000Z' })

describe('a visit', () => {
  it('is ahead until the worker has come, and left when it is recorded', () => {
    expect(joan().stage).toBe('ahead')
    expect(joan(arrived()).stage).toBe('here')
    const left = joan(arrived(), kept('visit.record', 'v1', { arrived: '2026-11-30T08:31:00.000Z', left: '2026-11-30T08:52:00.000Z' }))
    expect([left.stage, left.left]).toEqual(['left', '2026-11-30T08:52:00.000Z'])
  })
  it('goes on when the door is opened after all', () => {
    const l = joan(kept('visit.no_answer', 'v1', { arrived: '2026-11-30T08:31:00.000Z' }), arrived())
    expect([l.stage, l.ending]).toEqual(['here', null])
  })
  it('keeps the last answer, and is not changed by the facts of another', () => {
    const l = joan(
      arrived(), kept('visit.task', 'v1', { task: 't1', level: 'alone' }), kept('visit.task', 'v1', { task: 't1', level: 'watched' }),
      kept('visit.task', 'v2', { task: 't1', level: 'done_for' }), kept('visit.feeling', 'v1', { feeling: 'better' }),
    )
    expect([...l.levels]).toEqual([['t1', 'watched']])
    expect(l.feeling).toBe('better')
  })
  it('knows a dose again whose entry of the chart was replaced after it was given', () => {
    const given = kept('visit.dose', 'v1', { medicine: 'before m1', line: 'm1', slot: '2026-11-30/morning', outcome: 'taken', reason: '' })
    expect(unanswered(joan(arrived(), given)).map((m) => m.medicine)).toEqual(['m2'])
    expect(givenOf(joan().medicines.find((m) => m.medicine === 'm1')!, [given]).map((g) => g.id)).toEqual([given.fact.id])
  })
  it('says which medicines nobody has answered for, apart from those only when needed', () => {
    expect(unanswered(joan(arrived())).map((m) => m.medicine)).toEqual(['m1', 'm2'])
    const dose = kept('visit.dose', 'v1', { medicine: 'm1', slot: '2026-11-30/morning', outcome: 'taken', reason: '' })
    expect(unanswered(joan(arrived(), dose)).map((m) => m.medicine)).toEqual(['m2'])
    expect(joan(dose).doses.get(doseKey('m1', '2026-11-30/morning'))?.fact).toBe(dose.fact.id)
    const dev = fold(pack, []).find((l) => l.stop.visit === 'v2')!
    expect(unanswered(dev).map((m) => m.medicine)).toEqual(['m3', 'm5', 'm6'])
  })
  it('is recorded whole, without what was not answered', () => {
    const l = joan(arrived(), kept('visit.task', 'v1', { task: 't2', level: 'alone' }))
    expect(record(l, '2026-11-30T08:52:00.000Z', 'called_away')).toEqual({
      arrived: '2026-11-30T08:31:00.000Z', left: '2026-11-30T08:52:00.000Z', tasks: [{ task: 't2', activity: 'dress', level: 'alone' }],
      feeling: '', note: '', early: 'called_away',
      without: [{ medicine: 'm1', slot: '2026-11-30/morning', reason: 'called_away' }, { medicine: 'm2', slot: '2026-11-30/morning', reason: 'called_away' }],
    })
  })
})

describe('the day', () => {
  it('goes by when the worker is told to start', () => {
    const late = structuredClone(pack.days)
    const stop = late.flatMap((d) => d.stops).find((x) => x.visit === 'v1')!
    stop.told_min += 25
    const told = fold({ ...pack, days: late }, []).find((l) => l.stop.visit === 'v1')!.stop
    expect([told.start_min, told.end_min]).toEqual([joan().stop.start_min + 25, joan().stop.end_min + 25])
  })
  const all = fold(pack, [])
  it('goes on to the next visit that is neither made nor cancelled', () => {
    expect(next(all, { on: '2026-11-30', min: 500 })?.stop.visit).toBe('v1')
    const done = fold(pack, [kept('visit.record', 'v1', {}), kept('visit.not_wanted', 'v2', {})])
    expect(next(done, { on: '2026-11-30', min: 500 })?.stop.visit).toBe('v3')
    expect(next(fold(pack, [kept('visit.record', 'v1', {}), arrived()]), { on: '2026-11-30', min: 800 })?.stop.visit).toBe('v1')
  })
  it('is the next one after midnight, with what a night shift has still to do', () => {
    expect(current(all, { on: '2026-12-01', min: 420 }).map((l) => l.stop.visit)).toEqual(['v5'])
    const night = structuredClone({ ...pack, people: new Map() })
    Object.assign(night.days[0]!.stops[2]!, { told_min: 1470, start_min: 1470, end_min: 1500 })
    const looks = fold(night, [])
    expect(next(looks, { on: '2026-12-01', min: 20 })?.stop.visit).toBe('v3')
    expect(current(looks, { on: '2026-12-01', min: 420 }).map((l) => l.stop.visit)).toEqual(['v3', 'v5'])
    expect(next(looks, { on: '2026-12-01', min: 420 })?.stop.visit).toBe('v5')
  })
  it('does not begin with a visit of the day before that was never ended', () => {
    const forgotten = kept('visit.arrive', 'v3', { arrived: '2026-11-30T11:05:00.000Z' })
    const looks = fold(pack, [forgotten])
    expect(next(looks, { on: '2026-11-30', min: 900 })?.stop.visit).toBe('v3')
    expect(next(looks, { on: '2026-12-01', min: 30 })?.stop.visit).toBe('v5')
    expect(next(looks, { on: '2026-12-01', min: 420 })?.stop.visit).toBe('v5')
    const since = kept('visit.arrive', 'v2', { arrived: '2026-11-30T11:40:00.000Z' })
    expect(next(fold(pack, [forgotten, since]), { on: '2026-11-30', min: 705 })?.stop.visit).toBe('v2')
  })
  it('shows how to get in from half an hour before until half an hour after', () => {
    const open = (min: number, on = '2026-11-30') => inWindow(all, 'p1', { on, min })?.stop.visit
    expect([open(479), open(480), open(585), open(586)]).toEqual([undefined, 'v1', 'v1', undefined])
    expect(open(495, '2026-12-01')).toBe('v5')
    expect(inWindow(all, 'p2', { on: '2026-11-30', min: 730 })).toBeUndefined() // that visit is cancelled
  })
  it('has no changes left that were seen', () => {
    expect(unseen(pack.shift, []).map((c) => c.id)).toEqual(['c1', 'c2'])
    expect(unseen(pack.shift, [kept('roster.seen', '', { changes: ['c1'] })]).map((c) => c.id)).toEqual(['c2'])
  })
})

describe('a record', () => {
  it('is held by the council only with a receipt, and never on a retry', () => {
    const of = (v?: Verdict) => where(kept('visit.note', 'v1', {}, v))
    expect([of(), of('retry'), of('done'), of('held'), of('conflict')]).toEqual(['phone', 'phone', 'council', 'office', 'office'])
  })
  it('of a door that nobody opens is told only where the council took it in as it is', () => {
    const start = (verdict?: Verdict) => toldOf(kept('no_answer.start', 'v1', {}, verdict))
    expect([start(), start('retry'), start('held'), start('conflict'), start('done')]).toEqual([
      'The office does not know yet.', 'The office does not know yet.', 'The office has to look at it first. Ring them.', 'The office has to look at it first. Ring them.', 'The office was told.',
    ])
  })
  it('of a door starts the office’s clock when it happened, and opened again when that came', () => {
    const first = kept('no_answer.start', 'v1', {}, 'done')
    const other = kept('no_answer.start', 'v2', {}, 'done')
    const again = kept('no_answer.start', 'v1', {}, 'done')
    const all = [first, other, arrived(), again]
    const ahead = { ...other, fact: { ...other.fact, at: '2026-11-30T08:44:00.000Z' } } // a phone whose clock runs before ours
    expect(clockFrom(ahead, [first, ahead])).toBe(Date.parse(other.receipt!.at))
    expect([first, other, again].map((k) => clockFrom(k, all))).toEqual([first.fact.at, other.fact.at, again.receipt!.at].map(Date.parse))
  })
  it('of what happened before shows until the day it was to be looked at again, and not after', () => {
    const warning = (review_on: string) => ({ words: 'A dog', source: '', on: '', review_on, challenged: false })
    expect(standing(['', '2026-11-29', '2026-11-30', '2026-12-01'].map(warning), '2026-11-30').map((w) => w.review_on)).toEqual(['', '2026-11-30', '2026-12-01'])
  })
  it('of a concern stands in the list only until it is held, and says neither whose nor what', () => {
    const concern = (v?: Verdict) => kept('concern.raise', 'v1', { kind: 'abuse', urgency: 'now', words: 'CANARY' }, v)
    const all = [concern(), concern('retry'), concern('done'), concern('held'), concern('conflict'), kept('visit.note', 'v1', { words: 'w' }, 'done')]
    expect(listed(all)).toEqual([all[0], all[1], all[5]])
    expect(listed(all).map((k) => [said(k, pack), whose(k, pack)])).toEqual([['A concern', ''], ['A concern', ''], ['A note', 'Joan P']])
  })
  it('of a call for help names the home of the last arrival that nothing ended, for 4 hours, and else none', () => {
    const min = 60_000
    const came = Date.parse('2026-11-30T08:31:00.000Z')
    const home = { person: 'p1', visit: 'v1', version: 3 }
    expect(whereabouts([], came)).toEqual({})
    expect([whereabouts([arrived()], came + 239 * min), whereabouts([arrived()], came + 241 * min)]).toEqual([home, {}])
    expect(whereabouts([arrived(), kept('visit.record', 'v1', {})], came + min)).toEqual({})
    expect(whereabouts([kept('visit.arrive', 'v2', {}), arrived(), kept('visit.no_answer', 'v1', {})], came + min)).toEqual({})
    expect(whereabouts([kept('visit.record', 'v1', {}), arrived()], came + min)).toEqual(home)
  })
  it('calls for help until it is taken back', () => {
    const help = kept('help.want', '', { silent: false })
    expect(called([help])).toBe(help)
    expect(called([help, kept('help.cancel', '', { help: help.fact.id })])).toBeUndefined()
  })
})

describe('words', () => {
  it('say times by the clock in the UK, summer and winter', () => {
    expect([clock(0), clock(510), clock(720), clock(1505)]).toEqual(['12:00am', '8:30am', '12:00pm', '1:05am'])
    expect(at('2026-11-30T08:31:00.000Z')).toBe('8:31am')
    expect(at('2026-06-30T08:31:00.000Z')).toBe('9:31am')
    expect(ukTime(Date.parse('2026-06-30T23:30:00Z'))).toEqual({ on: '2026-07-01', min: 30 })
    // The hour that comes twice when summer time ends.
    expect([at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z')]).toEqual(['1:30am', '1:30am'])
  })
  it('say days and lengths as people do', () => {
    expect(date('2026-11-30')).toBe('Monday 30 November')
    expect([when('2026-11-30', '2026-11-30'), when('2026-12-01', '2026-11-30'), when('2026-12-03', '2026-11-30')]).toEqual(['today', 'tomorrow', 'Thursday 3 December'])
    expect([hours(0), hours(60), hours(1170)]).toEqual(['0 hours', '1 hour', '19 hours 30 minutes'])
  })
})
