// How a dose is given: nothing is recorded past a warning that was not shown,
// and what could not be kept can be pressed again.
import { expect, test } from 'vitest'
import type { Medicine } from '../src/core/types.ts'
import type { Made } from '../src/made.ts'
import { shown } from './screen.ts'

const { giving } = await import('../src/screens/giving.ts')
const { open } = await import('../src/screens/medicine.tsx')

// Each look at a dose is one drawing of the screen.
async function at(name: string, made: Made = {}, change: Partial<Medicine> = {}) {
  const m = shown(made)
  await m.arrive('v2')
  const due = m.look('v2').medicines.find((x) => x.name === name)!
  const medicine: Medicine = { ...due, checked_at: '2026-11-01T00:00:00.000Z', right: 'here', ...change }
  return { ...m, due, dose: () => giving(m.s, m.look('v2'), medicine), doses: () => m.bodies('visit.dose') }
}

// Two units were had at 6:10, four hours must lie between, and at most three in 24 hours.
const needed = { most_units: 3, most_doses: 0, given: [{ id: 'g', at: '2026-11-30T06:10:00.000Z', slot: '2026-11-30/needed', amount: '2', site: '' }] }

test('a warning of one amount is none of another: what was not shown is not given past', async () => {
  const m = await at('Pain tablets', {}, needed)
  m.dose().put('', 'asked')
  m.dose().answer(' why', 'Pain')
  m.dose().answer(' amount', '1')
  m.dose().choose('taken')
  await m.dose().give({ outcome: 'taken', by: ' outcome' })
  expect(m.dose().of('warned')).toBe('too_early')
  m.dose().put(' despite', 'office')
  const stale = m.dose() // a press on a strip that is going from the screen
  m.dose().answer(' amount', '2')
  expect([m.dose().of('warned'), m.dose().of('despite'), m.dose().of('outcome')]).toEqual(['', '', ''])
  await stale.give({ outcome: 'taken', all: true })
  expect(m.doses()).toEqual([])
  expect([m.dose().of('warned'), m.dose().of('despite')]).toEqual(['over_most too_early', ''])
  expect(m.s.unsaved.value).toContain('Something more')
  m.dose().put(' despite', 'prescriber')
  await m.dose().give({ outcome: 'taken', all: true })
  expect(m.doses()).toMatchObject([{ amount: '2', warned: ['over_most', 'too_early'], words: 'The GP or pharmacist said so' }])
})

test('a warning that no longer holds goes, and the dose can be said again; typed words count as another answer', async () => {
  const m = await at('Pain tablets', {}, { ...needed, gap_min: 0 })
  m.dose().put('', 'asked')
  m.dose().answer(' why', 'Pain')
  m.dose().answer(' amount', '2')
  m.dose().choose('taken')
  await m.dose().give({ outcome: 'taken', by: ' outcome' })
  expect(m.dose().of('warned')).toBe('over_most')
  m.dose().answer(' amount', '?')
  m.s.draft(m.dose().name + ' much', '1')
  m.dose().unwarn() // as the box does
  expect([m.dose().of('warned'), m.dose().of('outcome')]).toEqual(['', ''])
  m.dose().choose('taken')
  await m.dose().give({ outcome: 'taken', by: ' outcome' })
  expect(m.doses()).toMatchObject([{ amount: '1', why: 'Pain' }])
  expect(m.doses()[0]).not.toHaveProperty('warned')
})

test('a reason given for part of a dose is not one for all of it', async () => {
  const m = await at('Water tablet', {}, { right: 'elsewhere' })
  m.dose().choose('part')
  m.dose().answer(' reason', 'asleep')
  await m.dose().give({ outcome: 'part', reason: 'asleep', by: ' reason' })
  expect(m.dose().of('warned')).toBe('elsewhere')
  await m.dose().give({ outcome: 'taken' })
  m.dose().put(' despite', 'office')
  await m.dose().give({ outcome: 'taken', reason: m.dose().of('reason'), all: true }) // as the strip does
  expect(m.doses()).toMatchObject([{ outcome: 'taken', reason: '' }])
})

test('on a full phone the answer that was pressed is open again, with why it was not saved', async () => {
  const full = 'This is NOT saved: the phone is full.'
  const m = await at('Water tablet')
  m.core.set({ full })
  m.dose().choose('not_taken')
  m.dose().answer(' reason', 'asleep')
  await m.dose().give({ outcome: 'not_taken', reason: 'asleep', by: ' reason' })
  expect([m.dose().chosen, m.dose().of('reason'), m.s.unsaved.value]).toEqual(['not_taken', '', full])
  const n = await at('Pain tablets', {}, { ...needed, gap_min: 0 })
  n.core.set({ full })
  n.dose().put('', 'asked')
  n.dose().answer(' why', 'Pain')
  n.dose().answer(' amount', '1')
  n.dose().choose('taken')
  await n.dose().give({ outcome: 'taken', by: ' outcome' })
  expect([n.dose().of('outcome'), n.dose().of('amount'), n.s.unsaved.value]).toEqual(['', '1', full])
  n.core.set({ full: '' })
  n.dose().choose('taken')
  await n.dose().give({ outcome: 'taken', by: ' outcome' })
  expect(n.doses()).toMatchObject([{ outcome: 'taken', amount: '1' }])
})

test('a controlled drug wants its second person, whoever gave the last one; unless it is said that no worker gave this one', async () => {
  for (const help of ['family', 'self']) {
    const m = await at('Pain patch', {}, { help })
    m.dose().choose('taken')
    m.dose().answer(' site', 'chest_right')
    await m.dose().give({ outcome: 'taken', by: ' site' })
    expect(m.doses()).toEqual([])
    m.dose().answer(' witness', '=' + help)
    await m.dose().give({ outcome: 'taken', by: ' witness' })
    expect(m.doses()).toMatchObject([{ outcome: 'taken', help, site: 'chest_right' }])
    expect(m.doses()[0]).not.toHaveProperty('witness')
    expect(m.doses()[0]).not.toHaveProperty('warned')
  }
  const m = await at('Pain patch', {}, { help: 'family', controlled: false })
  m.dose().answer(' site', 'chest_right')
  await m.dose().give({ outcome: 'taken', by: ' site' })
  expect(m.doses()).toMatchObject([{ help: 'family' }])
})

test('one when needed that is half said stays what it is on the way out', async () => {
  const m = await at('Pain tablets', {}, needed)
  m.dose().put('', 'asked')
  expect(open(m.look('v2'), m.s.drafts.value)).toContain(m.due)
  expect([m.dose().needed, m.dose().of('outcome')]).toEqual([true, ''])
})
