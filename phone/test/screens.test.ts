// What the screens do with what is typed and pressed, on the made-up core.
import { expect, test } from 'vitest'
import { buzzes, shown } from './screen.ts'

const { about, keepPlace, picker } = await import('../src/screens/state.ts')
const { blanks, leave } = await import('../src/screens/visit.tsx')

test('a note that was typed and not saved goes with the visit when the worker leaves', async () => {
  const m = shown()
  await m.arrive()
  m.s.draft('writing v1', 'yes')
  m.s.draft('note v1', ' Out of milk. ')
  await leave(m.s, m.look(), 'called_away')
  expect(m.bodies('visit.note')).toEqual([{ words: 'Out of milk.' }])
  expect(m.bodies('visit.record')).toMatchObject([{ note: 'Out of milk.' }])
  expect(m.s.drafts.value).toEqual({})
  expect(m.look().note).toBe('Out of milk.')
})

test('a note being typed says something of the visit, and a saved one is not saved twice', async () => {
  const m = shown()
  await m.arrive('v3')
  await m.s.save('visit.note', about(m.look('v3')), { words: 'All well.' })
  await leave(m.s, m.look('v3'), '')
  expect(m.bodies('visit.note')).toHaveLength(1)
  expect(m.bodies('visit.record')).toMatchObject([{ note: 'All well.' }])
  const without = { ...m.look('v1'), medicines: [] }
  expect([blanks(without, {}), blanks(without, { 'note v1': 'Asleep.' })]).toEqual([true, false])
})

test('where the phone is full, a note is kept in its box and the visit is not left without it', async () => {
  const m = shown()
  await m.arrive()
  m.s.draft('note v1', 'Out of milk.')
  m.core.set({ full: 'This is NOT saved: the phone is full.' })
  await leave(m.s, m.look(), '')
  expect(m.bodies('visit.record')).toEqual([])
  expect(m.s.drafts.value['note v1']).toBe('Out of milk.')
  expect(m.s.unsaved.value).toContain('NOT saved')
})

test('an alarm in silence is not felt and not spoken; any other save is', async () => {
  const m = shown()
  await m.arrive()
  expect([m.s.spoken.value, buzzes.length > 0]).toEqual(['Saved on this phone.', true])
  const spoken: string[] = []
  const stop = m.s.spoken.subscribe((words) => void spoken.push(words))
  buzzes.length = spoken.length = 0
  expect(await m.s.save('help.want', about(m.look()), { silent: true, how: 'silent' })).not.toBeNull()
  expect([m.core.hushed.length, buzzes, spoken.filter(Boolean)]).toEqual([1, [], []])
  await m.s.save('help.want', about(m.look()), { silent: false, how: 'pressed' })
  expect([buzzes.length, m.s.spoken.value]).toEqual([1, 'Saved on this phone.'])
  stop()
})

test('a quick change of answer is kept after the first; the same press twice is one fact', async () => {
  const m = shown({ slow: 20 })
  await m.arrive()
  const press = (level: string) => m.s.save('visit.task', about(m.look()), { task: 't1', activity: 'wash', level })
  await Promise.all([press('alone'), press('alone'), press('watched')])
  expect(m.bodies('visit.task').map((b) => b.level)).toEqual(['alone', 'watched'])
  const go = (left: string) => m.s.save('visit.record', about(m.look()), { arrived: 'a', left, note: '' })
  await Promise.all([go('2026-11-30T08:52:00.000Z'), go('2026-11-30T08:52:00.090Z')])
  expect(m.bodies('visit.record')).toHaveLength(1)
})

test('presses that come while one is being kept: the last follows it, and nothing is said twice', async () => {
  const shows: string[] = []
  const kept: string[] = []
  const pick = picker((code) => void shows.push(code))
  const keep = (code: string) => new Promise<void>((done) => setTimeout(() => (kept.push(code), done()), 5))
  await Promise.all(['alone', 'alone', 'watched', 'done_for'].map((code) => pick(code, keep)))
  expect([kept, shows.at(-1)]).toEqual([['alone', 'done_for'], ''])
  await Promise.all(['alone', 'watched', 'alone'].map((code) => pick(code, keep)))
  expect(kept).toEqual(['alone', 'done_for', 'alone'])
  await expect(pick('alone', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await pick('watched', keep)
  expect(kept.at(-1)).toBe('watched')
})

test('what is half done goes from memory when the app is locked, and comes back with its place', async () => {
  const m = shown()
  const soon = () => new Promise((r) => setTimeout(r, 5))
  const close = keepPlace(m.s)
  await soon()
  m.s.draft('note v1', 'Out of milk.')
  close() // as the open app goes from the screen
  expect(m.s.drafts.value).toEqual({})
  const again = keepPlace(m.s)
  await soon()
  expect(m.s.drafts.value).toEqual({ 'note v1': 'Out of milk.' })
  again()
  // Another worker's place holds nothing of it, and a place read too late changes nothing.
  const theirs = m.core.place
  m.core.place = { get: async () => '', set: () => {} }
  const other = keepPlace(m.s)
  await soon()
  expect(m.s.drafts.value).toEqual({})
  other()
  m.core.place = { ...theirs, get: () => soon().then(() => theirs.get()) }
  keepPlace(m.s)()
  await soon()
  await soon()
  expect(m.s.drafts.value).toEqual({})
})
