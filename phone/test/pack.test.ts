import { expect, test } from 'vitest'
import { forget, KeyRing } from '../src/core/keys.ts'
import { append, read, unsent } from '../src/core/ledger.ts'
import { fetchPack, open } from '../src/core/pack.ts'
import { made, type Made } from './council.ts'

const get = (m: Made) => fetchPack(m.p, m.phone, m.keys)
const two = { 'person:1': '{"person":"1","name":"Ann"}', 'person:2': '{"person":"2","name":"Ben"}' }

test('a pack is taken whole, opens offline, and the next brings only what changed', async () => {
  const m = await made()
  Object.assign(m.council.packs, two)
  expect((await get(m)).way).toBe('new')
  const pack = (await open(m.p, m.phone, m.keys))!
  expect(pack.shift.today).toBe('2026-11-30')
  expect([...pack.people.keys()]).toEqual(['1', '2'])
  expect((await get(m)).way).toBe('same')
  expect(m.council.given).toEqual([])
  m.council.packs['person:2'] = '{"person":"2","name":"Benjamin"}'
  delete m.council.packs['person:1']
  expect((await get(m)).way).toBe('new')
  expect(m.council.given).toEqual(['person:2'])
  expect([...(await open(m.p, m.phone, m.keys))!.people.values()].map((p) => p.name)).toEqual(['Benjamin'])
  expect(await m.store.keys('pack', 'person:')).toEqual(['person:2'])
})

test('a new day has a key of its own, and what stays is sealed under it', async () => {
  const m = await made()
  Object.assign(m.council.packs, two)
  await get(m)
  const first = m.keys.day()!
  m.council.until = '2026-12-02T03:00:00.000Z'
  expect((await get(m)).way).toBe('new')
  expect(m.keys.day()!.id).not.toBe(first.id)
  expect(await m.keys.expire(Date.parse('2026-12-01T03:00:00.000Z'))).toBe(true)
  expect(m.keys.day(first.id)).toBeUndefined()
  expect((await open(m.p, m.phone, m.keys))!.people.size).toBe(2)
})

test('when its time has passed the pack is gone, and the readable facts; the sealed stay', async () => {
  const m = await made()
  await get(m)
  await append(m.p, m.phone, m.keys, '', 'visit.note', {}, { words: 'w' })
  expect(await m.keys.expire(Date.parse(m.council.until) - 1)).toBe(false)
  expect(await m.keys.expire(Date.parse(m.council.until))).toBe(true)
  expect(await open(m.p, m.phone, m.keys)).toBeNull()
  expect(await m.store.keys('pack', '')).toEqual([])
  expect(await read(m.p, m.phone.id, m.keys)).toEqual([])
  expect(await unsent(m.p, m.phone.id)).toEqual([1])
})

test('a part, a manifest or a hash that does not fit is not taken; the old pack stays', async () => {
  for (const spoil of [
    (a: any) => (a.parts[0].body += ' '),
    (a: any) => a.parts.pop(),
    (a: any) => (a.manifest.hash = '0'.repeat(64)),
    (a: any) => (a.manifest.parts[0].hash = '0'.repeat(64)),
    (a: any) => a.manifest.parts.pop(),
    (a: any) => a.manifest.parts.splice(a.manifest.parts.findIndex((x: any) => x.key === 'shift'), 1),
  ]) {
    const m = await made()
    await get(m)
    const before = await open(m.p, m.phone, m.keys)
    Object.assign(m.council.packs, two)
    const post = m.council.post.bind(m.council)
    m.council.post = async (...x) => {
      const reply = await post(...x)
      const a = JSON.parse(reply.body)
      spoil(a)
      return { status: 200, body: JSON.stringify(a) }
    }
    expect((await get(m)).way).toBe('refused')
    expect(await open(m.p, m.phone, m.keys)).toEqual(before)
  }
})

test('a part that was damaged on the phone is asked for again', async () => {
  const m = await made()
  Object.assign(m.council.packs, two)
  await get(m)
  await m.store.write([{ table: 'pack', key: 'person:1', drop: true }])
  expect(await open(m.p, m.phone, m.keys)).toBeNull()
  expect((await get(m)).way).toBe('new')
  expect((await open(m.p, m.phone, m.keys))!.people.size).toBe(2)
})

test('cut at any await, there is the old pack whole or the new one whole', async () => {
  for (let cut = 0; cut < 30; cut++) {
    const m = await made()
    Object.assign(m.council.packs, two)
    await get(m)
    const at = await m.store.get<any>('meta', 'keyring')
    m.council.packs['person:1'] = '{"person":"1","name":"Anna"}'
    delete m.council.packs['person:2']
    m.council.until = '2026-12-02T03:00:00.000Z'
    m.store.left = cut
    await get(m).catch(() => {})
    m.store.left = Infinity
    // Started anew: the keyring is opened from disk.
    const now = await m.store.get<any>('meta', 'keyring')
    const lock = await m.p.crypto.fromPasskey(new Uint8Array(32))
    const keys = await KeyRing.open(m.p, now, lock)
    const names = [...(await open(m.p, m.phone, keys))!.people.values()].map((p) => p.name)
    expect(names).toEqual(now.closed === at.closed ? ['Ann', 'Ben'] : ['Anna'])
    expect((await fetchPack(m.p, m.phone, keys)).way).toMatch(/new|same/)
    expect([...(await open(m.p, m.phone, keys))!.people.values()].map((p) => p.name)).toEqual(['Anna'])
  }
})

test('no room: the old pack stays, and the words say what to do', async () => {
  const m = await made()
  await get(m)
  Object.assign(m.council.packs, two)
  m.store.room = 20
  const r = await get(m)
  expect(r.way === 'refused' && r.message).toContain('too full')
  expect((await open(m.p, m.phone, m.keys))!.people.size).toBe(0)
})

test('a wipe while a pack is on its way: it does not come back', async () => {
  const m = await made()
  await get(m)
  Object.assign(m.council.packs, two)
  m.council.script = [async () => { await forget(m.p) }]
  await get(m)
  expect(await m.store.keys('pack', '')).toEqual([])
  expect(await m.store.get('meta', 'keyring')).toBeUndefined()
})

test('no session, and no such phone, are told apart', async () => {
  const m = await made()
  m.council.script = [async () => ({ status: 401, body: '{"code":"auth.sign_in","message":"Sign in."}' })]
  expect((await get(m)).way).toBe('signed_out')
  m.council.token = 'another'
  expect((await get(m)).way).toBe('unknown')
})
