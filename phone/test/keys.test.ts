import { expect, test } from 'vitest'
import { forget, KeyRing, lengthOf, openWith, type Stored, stored } from '../src/core/keys.ts'
import { append, enrolled, unsent } from '../src/core/ledger.ts'
import { fetchPack, open } from '../src/core/pack.ts'
import { enrol, keep, lockFor, start } from '../src/core/setup.ts'
import { send } from '../src/core/sync.ts'
import { made, telling } from './council.ts'

const words = 'four brown hens walking'

async function withPassphrase() {
  const m = await made()
  await forget(m.p)
  const started = await start(m.p)
  const salt = m.p.chance.bytes(32)
  const phone = await enrol(m.p, telling.app, started.id, started.open)
  const keys = await keep(m.p, phone, started, await lockFor(m.p, words, null, salt), 'passphrase', salt, '')
  await fetchPack(m.p, phone, keys)
  await append(m.p, phone, keys, '', 'visit.note', {}, { words: 'w' })
  return { ...m, phone, keys }
}

test('the passphrase opens keyring and pack, without the network', async () => {
  const m = await withPassphrase()
  m.council.post = async () => { throw new Error('no signal') }
  const keys = await openWith(m.p, ` ${words} `)
  expect((await open(m.p, m.phone, keys))!.shift.today).toBe('2026-11-30')
})

test('fewer than 12 characters are refused, blanks at the ends not counted, an emoji as one', async () => {
  expect([' '.repeat(12), ' 12345678901 ', '🐝'.repeat(6)].map(lengthOf)).toEqual([0, 11, 6])
  const m = await made()
  await expect(lockFor(m.p, '12345678901 ', null, '')).rejects.toThrow('12 characters or more')
})

test('wrong tries are counted, also by an app that is closed in time; the right one starts anew', async () => {
  const m = await withPassphrase()
  await expect(openWith(m.p, 'not it at all')).rejects.toThrow('9 more tries')
  m.store.left = 2 // reads and counts, then is killed
  const dying = openWith(m.p, 'not it at all')
  m.store.left = 2
  await expect(dying).rejects.toThrow()
  m.store.left = Infinity
  expect((await stored(m.p))!.tries).toBe(2)
  await openWith(m.p, words)
  expect((await stored(m.p))!.tries).toBe(0)
})

test('a full phone still opens', async () => {
  const m = await withPassphrase()
  m.store.room = 0
  expect((await open(m.p, m.phone, await openWith(m.p, words)))!.shift.today).toBe('2026-11-30')
})

test('the tenth wrong passphrase forgets pack and keyring, never a fact', async () => {
  const m = await withPassphrase()
  for (let i = 0; i < 9; i++) await expect(openWith(m.p, 'not it at all')).rejects.toThrow('not the passphrase')
  await expect(openWith(m.p, 'not it at all')).rejects.toThrow('What you recorded is safe')
  expect(await stored(m.p)).toBeUndefined()
  expect(await m.store.keys('pack', '')).toEqual([])
  expect(await m.store.keys('own', '')).toEqual([])
  expect(await unsent(m.p, m.phone.id)).toEqual([1])
  // And it still goes, without any key, by the token alone.
  await send(m.p, m.phone, null, telling)
  expect(await unsent(m.p, m.phone.id)).toEqual([])
  await expect(openWith(m.p, words)).rejects.toThrow('set up again')
}, 60_000)

test('a keyring of one phone does not open in another’s place, nor with another key', async () => {
  const m = await made()
  const at = (await stored(m.p)) as Stored
  const lock = await m.p.crypto.fromPasskey(new Uint8Array(32))
  await KeyRing.open(m.p, at, lock)
  await expect(KeyRing.open(m.p, { ...at, phone: 'another' }, lock)).rejects.toThrow()
  await expect(KeyRing.open(m.p, at, await m.p.crypto.fromPasskey(new Uint8Array(32).fill(1)))).rejects.toThrow()
})

test('somebody else on the same phone: the facts of before still go, as whose they are', async () => {
  const m = await withPassphrase()
  await forget(m.p)
  const started = await start(m.p)
  const other = await enrol(m.p, telling.app, started.id, started.open)
  await keep(m.p, other, started, await lockFor(m.p, words, null, ''), 'passphrase', '', '')
  expect((await enrolled(m.p)).map((e) => e.id)).toContain(m.phone.id)
  expect(await unsent(m.p, m.phone.id)).toEqual([1])
  expect(await unsent(m.p, other.id)).toEqual([])
  await send(m.p, m.phone, null, telling)
  expect(JSON.parse([...m.council.held.values()][0]!.fact).phone).toBe(m.phone.id)
})
