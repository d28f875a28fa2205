// Help from a locked app, under duress, and whether the phone could call at all.
import { expect, test } from 'vitest'
import { makeCore } from '../src/core/core.ts'
import type { Host } from '../src/core/host.ts'
import { type Stored, stored } from '../src/core/keys.ts'
import { Council, Dying, madePorts } from './council.ts'

const own = 'four brown hens walking'
const other = 'seven blue doors open'
const person = JSON.stringify({ person: 'p', name: 'Joan P', getting_in: 'Key safe 4711', visits: [] })

async function phone(way: 'passkey' | 'passphrase' = 'passphrase') {
  const council = await Council.found()
  council.packs['person:p'] = person
  const store = new Dying()
  const clock = { at: council.time }
  const again: number[] = []
  const woken: number[] = []
  const host: Host = {
    app: '2026.11.22-test', persist: async () => true, persisted: async () => true, marked: () => '', mark: () => {}, showing: () => true, online: () => true,
    makePasskey: async () => ({ credential: 'c', secret: new Uint8Array(32).fill(7) }), usePasskey: async () => new Uint8Array(32).fill(7),
    signIn: () => {}, signOut: async () => true, takeShell: () => {}, wakeLater: () => void woken.push(1), again: (wait) => void again.push(wait),
  }
  const p = madePorts(council, store, clock)
  const core = makeCore(p, host)
  await core.begin(async () => {})
  await core.setUp(way === 'passphrase' ? own : undefined)
  return { council, store, clock, core, p, again, woken, host }
}

const soon = (done: () => boolean) => expect.poll(done, { timeout: 3000 }).toBe(true)
const posted = (m: Awaited<ReturnType<typeof phone>>, path: string) => m.council.posts.filter((x) => x.path === path)
const helps = (m: Awaited<ReturnType<typeof phone>>) => [...m.council.held.values()].map((h) => JSON.parse(h.fact)).filter((f) => f.action === 'help.want')

test('the second passphrase opens the app without the ways in, and tells the office in silence', async () => {
  const m = await phone()
  await m.core.record('visit.arrive', { person: 'p', visit: 'v', version: 1 }, { arrived: 'now' })
  await m.core.setOther(other)
  m.core.lock()
  await m.core.unlock(other)
  expect(m.core.phase.value).toBe('open')
  expect(m.core.pack.value!.people.get('p')).toMatchObject({ name: 'Joan P', getting_in: '' })
  await soon(() => helps(m).length === 1)
  expect(helps(m)[0]).toMatchObject({ person: 'p', visit: 'v', body: { silent: true, how: 'duress' } })
  // Nothing of it shows: not among what was recorded, not among what waits.
  expect(m.core.facts.value.map((k) => k.fact.action)).toEqual(['visit.arrive'])
  m.council.post = async () => { throw new TypeError('no signal') }
  m.core.lock()
  await m.core.unlock(other)
  await m.core.wake()
  expect(m.core.status.value.unsent).toBe(0)
  // Work goes on, under the same keys; a new pack brings no way in either.
  await m.core.record('visit.note', { person: 'p', visit: 'v' }, { words: 'x' })
  m.core.lock()
  await m.core.unlock(own)
  expect(m.core.pack.value!.people.get('p')!.getting_in).toBe('Key safe 4711')
  expect(m.core.facts.value.map((k) => k.fact.action)).toEqual(['visit.arrive', 'visit.note'])
})

test('a pack that comes while the app is open under duress shows no way in', async () => {
  const m = await phone()
  await m.core.setOther(other)
  m.core.lock()
  await m.core.unlock(other)
  m.council.packs['person:p'] = person.replace('4711', '4712')
  m.clock.at += 10 * 60_000
  await m.core.contact()
  expect(m.core.pack.value!.people.get('p')!.getting_in).toBe('')
  m.core.lock()
  await m.core.unlock(own)
  expect(m.core.pack.value!.people.get('p')!.getting_in).toBe('Key safe 4712')
})

test('who unlocks by passkey has it too; it is never the one to unlock with, and never short', async () => {
  const m = await phone('passkey')
  await expect(m.core.setOther('too short')).rejects.toThrow('12 characters')
  await m.core.setOther(other)
  m.core.lock()
  await expect(m.core.unlock('not one of them')).rejects.toThrow('not the passphrase')
  await m.core.unlock(other)
  await soon(() => helps(m).length === 1)
  m.core.lock()
  await m.core.unlock()
  expect(m.core.pack.value!.people.get('p')!.getting_in).toBe('Key safe 4711')
  const n = await phone()
  await expect(n.core.setOther(` ${own} `)).rejects.toThrow('Choose another')
})

test('the disk does not tell whether there is a second one; set under duress it is answered alike and opens alike', async () => {
  const m = await phone()
  const lengths = (s: Stored) => [s.own!.length, s.other!.length]
  const before = (await stored(m.p))!
  expect(lengths(before)[0]).toBe(lengths(before)[1])
  await m.core.setOther(other)
  const after = (await stored(m.p))!
  expect(lengths(after)).toEqual(lengths(before))
  expect(Object.keys(after)).toEqual(Object.keys(before))
  m.core.lock()
  await m.core.unlock(other)
  // Typing the one just used is refused here as it is to the owner.
  await expect(m.core.setOther(other)).rejects.toThrow('the one you unlock with')
  const shorn = 'eight green lamps lit'
  await m.core.setOther(shorn) // as the one who stands there says, who then tries it
  expect(lengths((await stored(m.p))!)).toEqual(lengths(before))
  const called = helps(m).length
  m.core.lock()
  await m.core.unlock(shorn)
  expect(m.core.pack.value!.people.get('p')!.getting_in).toBe('')
  await soon(() => helps(m).length === called + 1)
  m.core.lock()
  await m.core.unlock(own)
  expect(m.core.pack.value!.people.get('p')!.getting_in).toBe('Key safe 4711')
})

test('a keyring of an earlier app opens, and takes a second passphrase', async () => {
  const m = await phone()
  const at = (await stored(m.p))!
  const lock = await m.p.crypto.fromPassphrase(own, at.salt)
  const inner = await m.p.crypto.dataKey(JSON.parse(await m.p.crypto.openUp(lock, at.own!, `keyring/own/${at.phone}`)).ring)
  const ring = await m.p.crypto.openUp(inner, at.closed, `keyring/${at.phone}`)
  const { own: _, other: __, ...old } = { ...at, closed: await m.p.crypto.close(lock, ring, `keyring/${at.phone}`) }
  await m.store.write([{ table: 'meta', key: 'keyring', put: old }])
  m.core.lock()
  await m.core.unlock(own)
  expect(m.core.pack.value!.people.size).toBe(1)
  await m.core.setOther(other)
  for (const words of [other, own]) {
    m.core.lock()
    await m.core.unlock(words)
    expect(m.core.pack.value!.people.get('p')!.getting_in).toBe(words === own ? 'Key safe 4711' : '')
  }
})

test('help from the locked app is kept, sent until the council holds it, and said only then', async () => {
  const m = await phone()
  m.core.lock()
  const way = m.council.post
  m.council.post = async () => { throw new TypeError('no signal') }
  await m.core.call(false)
  expect(m.core.calls.value).toMatchObject([{ told: '' }])
  await m.core.wake()
  expect(m.again.at(-1)).toBeLessThanOrEqual(10_000)
  m.council.post = way
  await m.core.wake()
  expect(m.core.calls.value[0]!.told).toBe(m.council.now())
  expect([...m.council.calls.values()]).toMatchObject([{ action: 'help.want', body: { silent: false, how: 'pressed' } }])
  const sent = posted(m, '/field/v1/help').length
  await m.core.wake()
  expect(posted(m, '/field/v1/help').length).toBe(sent) // what is held is not told twice
})

test('a silent one shows nowhere; one whose receipt is not the council’s is sent again', async () => {
  const m = await phone()
  m.core.lock()
  const answer = m.council.post.bind(m.council)
  m.council.post = async (...a) => {
    const r = await answer(...a)
    return { ...r, body: r.body.replace(/"sig":"..../g, '"sig":"AAAA') }
  }
  await m.core.call(true)
  await soon(() => m.council.calls.size === 1)
  expect(m.core.calls.value).toEqual([])
  expect(m.core.status.value.unsent).toBe(0)
  m.council.post = answer
  await m.core.wake()
  expect((await m.store.all<{ told: string }>('meta', 'call:'))[0]!.told).toBe(m.council.now())
  expect([...m.council.calls.values()][0]!.body).toEqual({ silent: true, how: 'silent' })
})

test('a phone that is not set up, or is full, says so at once', async () => {
  const m = await phone()
  m.core.lock()
  m.store.room = 0
  await expect(m.core.call(false)).rejects.toThrow('too full')
  m.store.room = Infinity
  await m.core.signOut()
  await expect(m.core.call(false)).rejects.toThrow('Ring 999')
})

test('whether help could be called: shown at the start of a shift, and not without signal', async () => {
  const m = await phone()
  await soon(() => m.core.canCall.value.at !== '')
  const bodies = posted(m, '/field/v1/help').map((x) => JSON.parse(x.body))
  expect(bodies.at(-1)).toMatchObject({ envelopes: [], head: { seq: 0 } })
  m.clock.at += 13 * 3600_000 // the next shift
  m.council.time = m.clock.at
  m.core.lock()
  const way = m.council.post
  m.council.post = async () => { throw new TypeError('no signal') }
  await m.core.unlock(own)
  await m.core.tryCall()
  expect(m.core.canCall.value).toMatchObject({ why: 'The council did not answer.' })
  expect(m.clock.at - Date.parse(m.core.canCall.value.at)).toBeGreaterThan(12 * 3600_000)
  m.council.post = way
  m.council.script = [async () => ({ status: 503, body: '{"code":"field.busy","retry_s":7}' })] // an answer all the same
  await m.core.tryCall()
  expect(m.core.canCall.value).toEqual({ at: new Date(m.core.now()).toISOString(), why: '' })
  m.council.token = 'another'
  await m.core.tryCall()
  expect(m.core.canCall.value.why).toContain('does not know this phone')
})

test('a pack is not dropped in the middle of a visit when the app is unlocked after its time', async () => {
  const m = await phone()
  m.clock.at = Date.parse(m.council.until) - 30 * 60_000
  m.council.time = m.clock.at
  await m.core.record('visit.arrive', { person: 'p', visit: 'v', version: 1 }, { arrived: 'now' })
  m.core.lock()
  m.council.post = async () => { throw new TypeError('no signal') }
  m.clock.at += 3600_000
  await m.core.unlock(own)
  expect(m.core.pack.value!.people.size).toBe(1)
  expect(m.core.facts.value).toHaveLength(1)
  await m.core.record('visit.record', { person: 'p', visit: 'v', version: 1 }, {})
  await m.core.tick()
  expect(m.core.pack.value).toBeNull()
})

test('a busy council says when to ask for the pack again', async () => {
  const m = await phone()
  m.clock.at += 10 * 60_000
  const answer = m.council.post.bind(m.council)
  m.council.post = async (path, ...a) => (path.endsWith('/pack') ? { status: 503, body: '{"code":"field.busy","retry_s":42}' } : answer(path, ...a))
  await m.core.contact()
  expect(m.again.at(-1)).toBe(42_000)
})

test('under duress nothing shows of what the owner was in the middle of, and nothing takes its place', async () => {
  const m = await phone()
  m.core.place.set('a concern, half typed')
  await expect.poll(() => m.core.place.get(), { timeout: 3000 }).toBe('a concern, half typed')
  await m.core.setOther(other)
  m.core.lock()
  await m.core.unlock(other)
  expect(await m.core.place.get()).toBe('')
  m.core.place.set('what who stands there looks at')
  m.core.lock()
  await m.core.unlock(own)
  expect(await m.core.place.get()).toBe('a concern, half typed')
})

test('the browser is asked to wake the app for a call of the locked app, and for a silent alarm', async () => {
  const m = await phone()
  await m.core.wake()
  m.woken.length = 0
  await m.core.wake()
  expect(m.woken).toEqual([]) // nothing waits
  m.council.post = async () => { throw new TypeError('no signal') }
  m.core.lock()
  await m.core.call(true)
  expect(m.woken.length).toBeGreaterThan(0)
  await m.core.wake()
  m.woken.length = 0
  await m.core.wake()
  expect(m.woken.length).toBeGreaterThan(0)
  const n = await phone()
  await n.core.wake()
  n.council.post = async () => { throw new TypeError('no signal') }
  await n.core.record('help.want', {}, { silent: true, how: 'silent' })
  await n.core.wake()
  n.woken.length = 0
  await n.core.wake()
  expect(n.core.status.value.unsent).toBe(0)
  expect(n.woken.length).toBeGreaterThan(0)
})

test('a phone that the council does not know any more cannot call, whatever it showed before', async () => {
  const m = await phone()
  await soon(() => m.core.canCall.value.at !== '')
  const way = m.council.post.bind(m.council)
  m.council.post = async (path, ...a) => (path.endsWith('/phones') ? { status: 401, body: '{"code":"auth.sign_in"}' } : way(path, ...a)) // signed out
  m.council.token = 'another'
  await m.core.wake()
  expect(m.core.canCall.value.at).toBe('')
  expect(m.core.canCall.value.why).toContain('does not know this phone')
  await m.core.tryCall()
  expect(m.core.canCall.value.at).toBe('')
  const again = makeCore(m.p, m.host)
  await again.begin(async () => {})
  expect(again.canCall.value.at).toBe('')
  m.council.token = 'token'
  await m.core.wake()
  await soon(() => m.core.canCall.value.at !== '')
})

test('what one phone has shown is not said of the next worker on it', async () => {
  const m = await phone()
  await soon(() => m.core.canCall.value.at !== '')
  await m.core.signOut()
  expect(m.core.canCall.value.at).toBe('')
  expect(await m.store.get('meta', 'tested')).toBeUndefined()
  // One left by an earlier app is nobody's either.
  await m.store.write([{ table: 'meta', key: 'tested', put: { at: m.council.now(), why: '' } }])
  const way = m.council.post.bind(m.council)
  m.council.post = async (path, ...a) => (path.endsWith('/help') ? Promise.reject(new TypeError('no signal')) : way(path, ...a))
  await m.core.setUp(own)
  await m.core.tryCall()
  expect(m.core.canCall.value).toMatchObject({ at: '', why: 'The council did not answer.' })
})

test('a call that the council held and has no more, as after an older backup, is sent again', async () => {
  const m = await phone()
  m.core.lock()
  await m.core.call(false)
  await m.core.wake()
  expect(m.core.calls.value[0]!.told).not.toBe('')
  m.council.calls.clear()
  await m.core.wake()
  expect(m.core.calls.value[0]!.told).toBe('') // nobody is told that the office knows
  expect(m.again.at(-1)).toBeLessThanOrEqual(10_000)
  await m.core.wake()
  expect(m.council.calls.size).toBe(1)
  expect(m.core.calls.value[0]!.told).not.toBe('')
})
