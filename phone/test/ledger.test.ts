import { expect, test } from 'vitest'
import { append, at, headOf, read, type Sealed, unsent } from '../src/core/ledger.ts'
import { webCrypto } from '../src/core/webcrypto.ts'
import { made, type Made, unseal } from './council.ts'

const note = (m: Made, words: string) => append(m.p, m.phone, m.keys, 'pack', 'visit.note', { person: 'p', visit: 'v', version: 3 }, { words })

test('facts follow one another, are signed, and open for the council', async () => {
  const m = await made()
  const facts = [await note(m, 'one'), await note(m, 'two'), await note(m, 'three')]
  let prev = ''
  for (const [i, f] of facts.entries()) {
    expect(f).toMatchObject({ schema: 2, phone: m.phone.id, seq: i + 1, prev, pack: 'pack', person: 'p', visit: 'v', version: 3 })
    const kept = (await m.store.get<Sealed>('sealed', at(m.phone.id, f.seq)))!
    const inside = JSON.parse(await unseal(m.council.seal, `stillhome/field/2|${m.phone.id}|${f.seq}`, kept.sealed)) as { fact: string; sig: string }
    expect(JSON.parse(inside.fact)).toEqual(f)
    expect(await webCrypto.hash(inside.fact)).toBe(kept.hash)
    expect(await webCrypto.verified(m.phone.sign_key, inside.sig, inside.fact)).toBe(true)
    prev = kept.hash
  }
  expect(await headOf(m.p, m.phone.id)).toEqual({ seq: 3, hash: prev })
  expect((await read(m.p, m.phone.id, m.keys)).map((k) => k.fact)).toEqual(facts)
})

test('nothing on disk can be read without a key', async () => {
  const m = await made()
  await note(m, 'CANARY-OF-A-HOME')
  const disk = JSON.stringify([...m.store.tables].map(([t, rows]) => [t, [...rows]]))
  expect(disk).not.toContain('CANARY')
  expect(disk).not.toContain('visit.note')
})

test('a full phone says that it is not saved, and nothing is half there', async () => {
  const m = await made()
  await note(m, 'one')
  m.store.room = 10
  await expect(note(m, 'two')).rejects.toThrow('NOT saved: the phone is full')
  expect(await unsent(m.p, m.phone.id)).toEqual([1])
  expect((await headOf(m.p, m.phone.id)).seq).toBe(1)
  m.store.room = Infinity
  expect((await note(m, 'two')).seq).toBe(2)
})

test('a store that keeps nothing is found out', async () => {
  const m = await made()
  await note(m, 'one')
  m.store.write = async () => {}
  await expect(note(m, 'two')).rejects.toThrow('NOT saved')
})

test('a store that lost its connection after it had saved says saved, once', async () => {
  const m = await made()
  await note(m, 'one')
  const write = m.store.write.bind(m.store)
  m.store.write = async (c) => {
    await write(c)
    throw new Error('connection lost')
  }
  expect((await note(m, 'two')).seq).toBe(2)
  expect(await unsent(m.p, m.phone.id)).toEqual([1, 2])
})

test('two writers at once: each fact has its own place', async () => {
  const m = await made()
  await note(m, 'zero')
  const all = await Promise.all([note(m, 'a'), note(m, 'b'), note(m, 'c')])
  expect(all.map((f) => f.seq).sort()).toEqual([2, 3, 4])
  expect((await unsent(m.p, m.phone.id)).length).toBe(4)
})

test('killed at any await: saved whole or not at all, and the chain goes on', async () => {
  for (let cut = 0; cut < 8; cut++) {
    const m = await made()
    await note(m, 'one')
    m.store.left = cut
    const told = await note(m, 'two').then(() => true, () => false)
    m.store.left = Infinity
    const seqs = await unsent(m.p, m.phone.id)
    expect((await headOf(m.p, m.phone.id)).seq).toBe(seqs.length)
    if (told) expect(seqs).toEqual([1, 2])
    await note(m, 'three')
    const facts = (await read(m.p, m.phone.id, m.keys)).map((k) => k.fact)
    for (const [i, f] of facts.entries()) expect(f.prev === '').toBe(i === 0)
  }
})

test('words that are too long are refused, with what to do', async () => {
  const m = await made()
  await expect(note(m, 'x'.repeat(30_000))).rejects.toThrow('Make your words shorter')
})

test('what is too long for one request is refused at once, in whatever letters; what is kept can be sent', async () => {
  const m = await made()
  for (const words of ['€'.repeat(20_000), '"'.repeat(11_700), '\\'.repeat(11_700), 'w'.repeat(24_000)]) {
    await expect(note(m, words)).rejects.toThrow('too long')
  }
  expect(await unsent(m.p, m.phone.id)).toEqual([])
  for (const words of ['€'.repeat(7800), '"'.repeat(9000), 'w'.repeat(23_500), '\u0001'.repeat(3900)]) {
    await note(m, words)
    const sealed = (await m.store.all<Sealed>('sealed', '')).at(-1)!.sealed
    expect(sealed.length).toBeLessThan(60_000)
  }
})
