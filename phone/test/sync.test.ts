import { expect, test } from 'vitest'
import { Contact } from '../src/core/contact.ts'
import { append, at, type Have, type Held, read, unsent } from '../src/core/ledger.ts'
import { send } from '../src/core/sync.ts'
import { made, type Made, telling } from './council.ts'

const note = (m: Made, words = 'w', action: 'visit.note' | 'help.want' | 'visit.dose' = 'visit.note') =>
  append(m.p, m.phone, m.keys, '', action, {}, { words })
const sendAll = (m: Made, help = false) => send(m.p, m.phone, m.keys, telling, help)
const side = (m: Made) => ({
  telling: () => telling, here: () => m.phone, keys: () => m.keys, maySwap: () => true, again: async () => null,
})

test('everything goes, in order, and each receipt is kept with the fact', async () => {
  const m = await made()
  for (let i = 0; i < 3; i++) await note(m)
  const sent = await sendAll(m)
  expect(sent).toMatchObject({ heard: true, doubt: false, news: true })
  expect([...m.council.held.keys()]).toEqual([1, 2, 3])
  expect(await unsent(m.p, m.phone.id)).toEqual([])
  const kept = await read(m.p, m.phone.id, m.keys)
  expect(kept.every((k) => k.receipt?.verdict === 'done')).toBe(true)
  expect(await m.store.get('meta', 'offset')).toBe(-340)
})

test('batches stay under 64 kB and drain', async () => {
  const m = await made()
  for (let i = 0; i < 12; i++) await note(m, 'å'.repeat(9000))
  await sendAll(m)
  expect(m.council.held.size).toBe(12)
  expect(m.council.posts.filter((x) => x.path.endsWith('sync')).length).toBeGreaterThan(4)
  for (const post of m.council.posts) expect(new TextEncoder().encode(post.body).length).toBeLessThanOrEqual(64 << 10)
})

test('an answer dropped after the commit: sent again, held once', async () => {
  const m = await made()
  await note(m)
  m.council.script = [async () => 'lost']
  expect((await sendAll(m)).heard).toBe(false)
  expect(m.council.held.size).toBe(1)
  expect(await unsent(m.p, m.phone.id)).toEqual([1])
  await sendAll(m)
  expect(m.council.held.size).toBe(1)
  expect(await unsent(m.p, m.phone.id)).toEqual([])
})

test('a fact that the council puts off holds up no other, and goes at the next contact', async () => {
  const m = await made()
  await note(m)
  await note(m, 'w', 'visit.dose')
  await note(m)
  m.council.verdict = (a) => (a === 'visit.dose' ? 'retry' : 'done')
  await sendAll(m)
  expect(await unsent(m.p, m.phone.id)).toEqual([2])
  m.council.verdict = () => 'held'
  await sendAll(m)
  expect(await unsent(m.p, m.phone.id)).toEqual([])
  expect((await read(m.p, m.phone.id, m.keys))[1]).toMatchObject({ receipt: { verdict: 'held' }, message: 'The office will look.' })
})

test('a batch that is refused whole is sent one by one; the one it cannot be stays', async () => {
  const m = await made()
  for (let i = 0; i < 4; i++) await note(m)
  const bad = { status: 400, body: '{"code":"field.batch","message":"No."}' }
  const refuse = async (_: string, body: string) => {
    if ((JSON.parse(body) as { envelopes: { seq: number }[] }).envelopes.some((e) => e.seq === 2)) return bad
  }
  m.council.script = Array(8).fill(refuse)
  expect((await sendAll(m)).doubt).toBe(true)
  expect([...m.council.held.keys()]).toEqual([1, 3, 4])
  expect(await unsent(m.p, m.phone.id)).toEqual([2])
})

test('a receipt that is forged, of another fact, or of another phone is not believed', async () => {
  for (const spoil of [
    (r: Record<string, unknown>) => (r.sig = 'AAAA'),
    (r: Record<string, unknown>) => (r.hash = '0'.repeat(64)),
    (r: Record<string, unknown>) => (r.id = 'another'),
    (r: Record<string, unknown>) => (r.at = '2020-01-01T00:00:00.000Z'),
    (r: Record<string, unknown>) => (r.verdict = 'conflict'),
    (r: Record<string, unknown>) => (r.seq = 2),
  ]) {
    const m = await made()
    await note(m)
    await note(m)
    const post = m.council.post.bind(m.council)
    m.council.post = async (path, body, headers) => {
      const reply = await post(path, body, headers)
      const said = JSON.parse(reply.body) as { answers: { receipt: Record<string, unknown> }[] }
      if (said.answers[0]) spoil(said.answers[0].receipt)
      return { status: 200, body: JSON.stringify(said) }
    }
    const sent = await sendAll(m)
    expect(sent.doubt).toBe(true)
    expect(await unsent(m.p, m.phone.id)).toEqual([1])
  }
})

test('a page of somebody else’s network is no answer', async () => {
  const m = await made()
  await note(m)
  m.council.script = [async () => ({ status: 200, body: '<html>Welcome to our wifi' })]
  expect((await sendAll(m)).heard).toBe(false)
  expect(await unsent(m.p, m.phone.id)).toEqual([1])
})

test('a council restored from a backup is made whole by the phone', async () => {
  const m = await made()
  for (let i = 0; i < 6; i++) await note(m)
  await sendAll(m)
  for (const seq of [3, 5, 6]) m.council.held.delete(seq)
  await sendAll(m)
  expect([...m.council.held.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6])
  expect(await unsent(m.p, m.phone.id)).toEqual([])
})

test('held facts go after 14 days by the council’s clock, and only while it has them', async () => {
  const m = await made()
  await note(m)
  await note(m)
  await sendAll(m)
  m.clock.at += 40 * 24 * 3600_000 // the phone's clock is wrong: nothing goes
  await sendAll(m)
  expect((await m.store.keys('sealed', '')).length).toBe(2)
  m.council.time += 15 * 24 * 3600_000
  m.council.held.delete(2)
  m.council.verdict = () => 'retry'
  await sendAll(m)
  expect(await m.store.keys('sealed', '')).toEqual([at(m.phone.id, 2)])
  expect((await m.store.get<Have>('meta', `have:${m.phone.id}`))!.have).toBe(1)
  expect((await m.store.get<Held>('receipts', at(m.phone.id, 2)))!.receipt.seq).toBe(2)
})

test('killed at any await of a contact: no fact is lost, none doubled, none believed too early', async () => {
  for (let cut = 0; cut < 40; cut++) {
    const m = await made()
    for (let i = 0; i < 3; i++) await note(m)
    m.store.left = cut
    await sendAll(m).catch(() => {})
    m.store.left = Infinity
    for (const h of await m.store.all<Held>('receipts', '')) expect(m.council.held.get(h.receipt.seq)?.hash).toBe(h.receipt.hash)
    expect((await m.store.keys('sealed', '')).length).toBe(3)
    await sendAll(m)
    expect(m.council.held.size).toBe(3)
    expect(await unsent(m.p, m.phone.id)).toEqual([])
  }
})

test('a network that fails one time in three, in every way: all arrives once', async () => {
  const m = await made()
  let dice = 7
  const roll = () => (dice = (dice * 1103515245 + 12345) % 2 ** 31) / 2 ** 31
  const how = async () => (roll() < 0.33 ? ([{ status: 500, body: '' }, 'lost', 'unheard'] as const)[Math.floor(roll() * 3)]! : undefined)
  for (let i = 0; i < 30; i++) {
    await note(m, `${i}`)
    m.council.script = [how, how, how]
    await sendAll(m)
  }
  m.council.script = []
  await sendAll(m)
  expect(await unsent(m.p, m.phone.id)).toEqual([])
  expect([...m.council.held.values()].map((h) => JSON.parse(h.fact).body.words)).toHaveLength(30)
})

test('help goes before everything, alone, and waits for no long contact', async () => {
  const m = await made()
  for (let i = 0; i < 3; i++) await note(m)
  const contact = new Contact(m.p, side(m))
  let free = () => {}
  m.council.script = [() => new Promise((done) => (free = () => done()))]
  const long = contact.run()
  while (m.council.posts.length < 2) await new Promise((r) => setTimeout(r, 1))
  await note(m, 'w', 'help.want')
  await contact.help()
  expect(m.council.posts.at(-1)!.path).toBe('/field/v1/help')
  expect([...m.council.held.keys()]).toEqual([4])
  free()
  await long
  expect(m.council.held.size).toBe(4)
})

test('a busy council is left alone for as long as it asks, but for help', async () => {
  const m = await made()
  await note(m)
  const contact = new Contact(m.p, side(m))
  m.council.script = [async () => ({ status: 503, body: '{"code":"field.busy","retry_s":7}' })]
  expect((await contact.run()).wait).toBe(7000)
  const posts = m.council.posts.length
  expect((await contact.run()).wait).toBe(7000)
  expect(m.council.posts.length).toBe(posts)
  await note(m, 'w', 'help.want')
  await contact.run()
  expect(m.council.posts.at(-1)!.path).toBe('/field/v1/help')
  m.clock.at += 7001
  expect((await contact.run()).heard).toBe(true)
  expect(m.council.held.size).toBe(2)
})

test('without an answer the waits grow, and end with one', async () => {
  const m = await made()
  await note(m)
  const contact = new Contact(m.p, side(m))
  const waits: number[] = []
  for (let i = 0; i < 9; i++) {
    m.council.script = [async () => 'unheard']
    waits.push((await contact.run()).wait)
  }
  expect(waits[0]).toBeLessThanOrEqual(2000)
  expect(Math.max(...waits)).toBeLessThanOrEqual(300_000)
  expect(waits[8]!).toBeGreaterThan(waits[0]! * 20)
  expect((await contact.run()).heard).toBe(true)
})

test('who asks while a contact is under way gets another after it', async () => {
  const m = await made()
  await note(m)
  const contact = new Contact(m.p, side(m))
  let free = () => {}
  m.council.script = [() => new Promise((done) => (free = () => done()))]
  const first = contact.run()
  while (m.council.posts.length < 2) await new Promise((r) => setTimeout(r, 1))
  await note(m)
  const second = contact.run()
  expect(second).toBe(first)
  free()
  await second
  expect(await unsent(m.p, m.phone.id)).toEqual([])
})

test('a phone that is not known, and cannot be enrolled now, keeps everything', async () => {
  const m = await made()
  await note(m)
  m.council.token = 'another'
  expect(await new Contact(m.p, side(m)).run()).toMatchObject({ heard: false, unknown: true })
  expect(await unsent(m.p, m.phone.id)).toEqual([1])
})

test('a phone that is not known is enrolled again for whom it was, and goes on', async () => {
  const m = await made()
  await note(m)
  m.council.token = 'another'
  const anew = { ...m.phone, token: 'another' }
  const contact = new Contact(m.p, { ...side(m), again: async () => anew })
  expect(await contact.run()).toMatchObject({ heard: true, unknown: false })
  expect(await unsent(m.p, m.phone.id)).toEqual([])
})

test('a call for help without a receipt is tried again within 10 seconds, whatever else waits longer', async () => {
  const m = await made()
  await note(m, 'w', 'help.want')
  const contact = new Contact(m.p, side(m))
  for (let i = 0; i < 9; i++) {
    m.council.script = Array(4).fill(async () => 'unheard')
    const { heard, wait } = await contact.run()
    expect([heard, wait > 0 && wait <= 10_000]).toEqual([false, true])
  }
  const lane = async (path: string) => (path.endsWith('help') ? ('unheard' as const) : { status: 503, body: '{"code":"field.busy","retry_s":40}' })
  m.council.script = Array(4).fill(lane)
  expect((await contact.run()).wait).toBe(10_000) // and the rest is left alone for 40
  m.council.script = []
  m.council.verdict = () => 'retry'
  m.clock.at += 41_000
  expect(await contact.run()).toMatchObject({ heard: true, wait: 10_000 })
  m.council.verdict = () => 'done'
  expect((await contact.run()).wait).toBeGreaterThan(10_000)
})

test('a call for help that failed is tried again while a long contact is still under way', async () => {
  const m = await made()
  const contact = new Contact(m.p, side(m))
  let free = () => {}
  m.council.script = [() => new Promise((done) => (free = () => done()))]
  const long = contact.run()
  while (!m.council.posts.length || m.council.script.length) await new Promise((r) => setTimeout(r, 1))
  m.council.script = [async () => 'unheard']
  await note(m, 'w', 'help.want')
  await contact.help()
  expect(m.council.held.size).toBe(0)
  void contact.run()
  for (let i = 0; i < 200 && !m.council.held.size; i++) await new Promise((r) => setTimeout(r, 1))
  expect(m.council.held.size).toBe(1)
  free()
  await long
})
