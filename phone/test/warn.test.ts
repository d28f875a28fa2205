// The rules of a dose are the council's own: both are held to the same cases.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Given, Medicine } from '../src/core/types.ts'
import { doors, doorway, effects, endings, helps, results, sites, steps, warnings } from '../src/screens/codes.ts'
import { type About, before, gravest, unitsOf, warn } from '../src/warn.ts'

const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')) as T

type Case = { name: string; medicine: Medicine; given: Given[]; dose: About; warns: string[] }

test.each(read<{ cases: Case[] }>('dose-warnings.json').cases.map((c) => [c.name, c] as const))('dose-warnings.json: %s', (_, c) => {
  expect(warn(c.medicine, c.given, c.dose)).toEqual(c.warns)
})

test('every code the phone sends is one the council knows, and every warning has words', () => {
  const codes = Object.fromEntries(Object.entries({ doors, doorway, effects, endings, helps, results, sites, steps, warnings }).map(([k, list]) => [k, list.map((w) => w.code)]))
  expect(codes).toEqual(read<{ codes: unknown }>('phone-codes.json').codes)
  expect(gravest).toEqual(codes.warnings)
})

test('what is known before a dose: the last, how many in 24 hours, when the next may be', () => {
  const at = (h: number) => Date.parse('2026-11-30T00:00:00Z') + h * 3600_000
  const given = [-26, -20, 2].map((h, i): Given => ({ id: String(i), at: new Date(at(h)).toISOString(), slot: '', amount: '1', site: h === 2 ? 'face' : '' }))
  expect(before({ gap_min: 240 }, given, at(3))).toMatchObject({ day: 2, notBefore: at(6), site: 'face' })
  expect(before({ gap_min: 240 }, given, at(6))).toMatchObject({ notBefore: 0 })
  expect(before({ gap_min: 240 }, [], at(6))).toEqual({ last: undefined, day: 0, notBefore: 0, site: '' })
  for (const { words, units } of read<{ amounts: { words: string; units: number }[] }>('dose-warnings.json').amounts) expect(unitsOf(words), words).toBe(units)
})
