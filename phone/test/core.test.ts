// The core as the screens use it, on a made-up browser.
import { expect, test } from 'vitest'
import { makeCore, type Running } from '../src/core/core.ts'
import type { Host } from '../src/core/host.ts'
import { forget } from '../src/core/keys.ts'
import { unsent } from '../src/core/ledger.ts'
import { Council, Dying, madePorts } from './council.ts'

export type Shown = { core: Running; host: Host & { mark_: string; persists: boolean; signedIn: boolean; signal: boolean; taken: number; secret: Uint8Array | null } }

/** The app started anew over the same disk. */
export async function opened(council: Council, store: Dying, clock: { at: number }, before?: Shown): Promise<Shown> {
  const host: Shown['host'] = {
    mark_: before?.host.mark_ ?? '', persists: true, signedIn: true, signal: true, taken: 0, secret: new Uint8Array(32).fill(7),
    app: '2026.11.22-test', persist: async () => host.persists, persisted: async () => host.persists,
    marked: () => host.mark_, mark: (id) => void (host.mark_ = id), showing: () => true, online: () => true,
    makePasskey: async () => (host.secret ? { credential: 'c', secret: host.secret } : null), usePasskey: async () => host.secret,
    signIn: () => void (host.signedIn = false),
    signOut: async () => host.signal && (host.signedIn = false, true), takeShell: () => void host.taken++, wakeLater: () => {}, again: () => {},
  }
  const core = makeCore(madePorts(council, store, clock), host)
  await core.begin(async () => {})
  return { core, host }
}

export async function fresh() {
  const council = await Council.found()
  const store = new Dying()
  const clock = { at: council.time }
  return { council, store, clock, ...(await opened(council, store, clock)) }
}

const arrive = (core: Running) => core.record('visit.arrive', { person: 'p', visit: 'v', version: 1 }, { arrived: 'now' })
const settled = async (core: Running) => {
  await core.wake()
  await core.wake()
}

test('set up, record, sent and held; locked and opened again without signal', async () => {
  const m = await fresh()
  expect(m.core.phase.value).toBe('setup')
  await m.core.setUp()
  expect(m.core.phase.value).toBe('open')
  expect(m.core.pack.value!.shift.today).toBe('2026-11-30')
  await arrive(m.core)
  expect(m.core.facts.value[0]!.fact.pack).toBe(m.core.pack.value!.hash)
  await settled(m.core)
  expect(m.core.facts.value[0]!.receipt?.verdict).toBe('done')
  expect(m.core.status.value).toMatchObject({ unsent: 0, trouble: '' })
  m.core.lock()
  expect([m.core.phase.value, m.core.pack.value, m.core.facts.value]).toEqual(['locked', null, []])
  await expect(arrive(m.core)).rejects.toThrow('NOT saved')
  m.council.post = async () => { throw new TypeError('no signal') }
  const again = await opened(m.council, m.store, m.clock, m)
  expect(again.core.phase.value).toBe('locked')
  await again.core.unlock()
  expect(again.core.pack.value!.shift.today).toBe('2026-11-30')
  expect(again.core.facts.value).toHaveLength(1)
})

test('a browser that promises nothing is refused in words, and nothing is enrolled', async () => {
  const m = await fresh()
  m.host.persists = false
  await expect(m.core.setUp()).rejects.toThrow('home screen')
  expect(m.council.posts).toHaveLength(0)
})

test('no session leads to the sign-in page; a passkey without keys asks for a passphrase', async () => {
  const m = await fresh()
  m.council.script = [async () => ({ status: 401, body: '{"code":"auth.sign_in"}' })]
  await expect(m.core.setUp()).rejects.toThrow('Sign in')
  expect(m.host.signedIn).toBe(false)
  m.host.secret = null
  await expect(m.core.setUp()).rejects.toMatchObject({ name: 'NeedsPassphrase' })
  await m.core.setUp('four brown hens walking')
  expect(m.core.unlocking.value).toEqual({ way: 'passphrase' })
})

test('a visit holds the pack and the shell as they are, until it ends or 4 hours have passed', async () => {
  const m = await fresh()
  await m.core.setUp()
  const hash = m.core.pack.value!.hash
  await arrive(m.core)
  expect(m.core.visiting.value).toBe(true)
  m.council.packs['person:1'] = '{"person":"1"}'
  m.core.update()
  await m.core.contact()
  expect(m.host.taken).toBe(0)
  expect(m.core.pack.value!.hash).toBe(hash)
  await m.core.record('visit.record', { person: 'p', visit: 'v', version: 1 }, {})
  expect(m.core.visiting.value).toBe(false)
  await m.core.contact()
  expect(m.core.pack.value!.hash).not.toBe(hash)
  m.core.update()
  expect(m.host.taken).toBe(1)
  await m.core.record('visit.arrive', { person: 'p', visit: 'w', version: 1 }, {})
  m.clock.at += 4 * 3600_000
  await m.core.tick()
  expect(m.core.visiting.value).toBe(false)
})

test('a wipe takes pack and keys at the next contact; what was recorded is sent all the same', async () => {
  const m = await fresh()
  await m.core.setUp()
  m.council.verdict = () => 'retry'
  await arrive(m.core)
  m.council.wipe = true
  await settled(m.core)
  expect(m.core.phase.value).toBe('setup')
  expect(m.core.status.value.trouble).toContain('removed your work')
  expect(await m.store.keys('pack', '')).toEqual([])
  expect(m.core.status.value.unsent).toBe(1)
  m.council.verdict = () => 'done'
  await settled(m.core)
  expect(m.core.status.value.unsent).toBe(0)
})

test('signing out forgets pack and keys, and never a fact', async () => {
  const m = await fresh()
  await m.core.setUp()
  m.council.verdict = () => 'retry'
  await arrive(m.core)
  await m.core.signOut()
  expect(m.core.phase.value).toBe('setup')
  expect(m.core.status.value.unsent).toBe(1)
  const blob = JSON.parse(await (await m.core.exportSealed()).text())
  expect(blob.ledgers[0].envelopes).toHaveLength(1)
  expect(JSON.stringify(blob)).not.toContain('visit.arrive')
  expect(JSON.stringify(blob)).not.toContain(m.council.token + '"')
})

test('a store that was thrown away is noticed, and the council is told once', async () => {
  const m = await fresh()
  await m.core.setUp()
  m.store.tables.clear()
  const again = await opened(m.council, m.store, m.clock, m)
  expect(again.core.phase.value).toBe('setup')
  expect(again.core.status.value.trouble).toContain('threw away')
  m.council.posts = []
  await again.core.setUp()
  const told = () => m.council.posts.filter((x) => x.path.endsWith('sync')).map((x) => JSON.parse(x.body).storage.marker)
  expect(told()[0]).toBe(false)
  await settled(again.core)
  expect(told().at(-1)).toBe(true)
})

test('left alone for a quarter of an hour, the app locks; a visit gives an hour', async () => {
  const m = await fresh()
  await m.core.setUp()
  m.clock.at += 16 * 60_000
  await m.core.tick()
  expect(m.core.phase.value).toBe('locked')
  await m.core.unlock()
  await arrive(m.core)
  m.clock.at += 50 * 60_000
  await m.core.tick()
  expect(m.core.phase.value).toBe('open')
  m.clock.at += 11 * 60_000
  await m.core.tick()
  expect(m.core.phase.value).toBe('locked')
})

test('a full phone: the fact is not there and not counted, and the next one is saved', async () => {
  const m = await fresh()
  await m.core.setUp()
  m.store.room = 100
  await expect(arrive(m.core)).rejects.toMatchObject({ name: 'NotSaved' })
  expect(m.core.facts.value).toEqual([])
  expect(m.core.status.value.unsent).toBe(0)
  m.store.room = Infinity
  await arrive(m.core)
  const here = (await m.store.get<string>('meta', 'here'))!
  expect((await m.store.keys('sealed', here)).length).toBe(1)
  expect((await unsent(madePorts(m.council, m.store, m.clock), here)).length).toBeLessThanOrEqual(1)
})

test('where the screen was is kept sealed, the last place last', async () => {
  const m = await fresh()
  await m.core.setUp()
  for (let i = 0; i < 20; i++) m.core.place.set(`/v/visit/${i}`)
  await expect.poll(() => m.core.place.get(), { timeout: 3000 }).toBe('/v/visit/19')
  expect(JSON.stringify([...m.store.tables.get('meta')!])).not.toContain('/v/visit')
})

test('after midnight, what a night shift recorded the evening before is still shown while the pack holds that day', async () => {
  const m = await fresh()
  await m.core.setUp()
  m.council.time += 14 * 3600_000 // 22:00
  m.clock.at = m.council.time
  const given = await m.core.record('visit.dose', { person: 'p', visit: 'v', version: 1 }, { medicine: 'm1', slot: '2026-11-30/night', outcome: 'taken' })
  await settled(m.core)
  m.council.time += 3 * 3600_000 // 01:00
  m.clock.at = m.council.time
  m.council.packs = { ...m.council.packs, shift: '{"today":"2026-12-01"}', 'day:2026-12-01': '{"on":"2026-12-01","stops":[]}' }
  await m.core.contact()
  expect(m.core.pack.value!.days.map((d) => d.on)).toEqual(['2026-11-30', '2026-12-01'])
  expect(m.core.facts.value.map((k) => [k.fact.id, !!k.receipt])).toEqual([[given.id, true]])
  delete m.council.packs['day:2026-11-30']
  m.clock.at = m.council.time += 3600_000
  await m.core.contact()
  expect(m.core.facts.value).toEqual([])
})

test('an open page whose keys the service worker has wiped goes on sending, and shows nothing of anybody', async () => {
  for (const later of [0, 24 * 3600_000]) {
    const m = await fresh()
    await m.core.setUp()
    m.council.script = Array(20).fill(async () => 'unheard')
    await arrive(m.core)
    await m.core.record('visit.record', { person: 'p', visit: 'v', version: 1 }, {})
    await settled(m.core)
    await forget(madePorts(m.council, m.store, m.clock))
    m.council.script = []
    m.clock.at += later
    await m.core.tick().catch(() => {})
    await settled(m.core)
    expect([m.core.phase.value, m.core.pack.value, m.core.facts.value]).toEqual(['setup', null, []])
    expect(m.core.status.value.trouble).toContain('removed your work')
    expect([m.core.status.value.unsent, m.council.held.size]).toEqual([0, 2])
  }
})

test('a phone too full to drop what has run out sends all the same', async () => {
  const m = await fresh()
  await m.core.setUp()
  m.council.verdict = () => 'retry'
  await arrive(m.core)
  await m.core.record('visit.record', { person: 'p', visit: 'v', version: 1 }, {})
  await settled(m.core)
  m.council.verdict = () => 'done'
  m.clock.at += 24 * 3600_000
  m.store.room = 0
  const posts = m.council.posts.length
  await m.core.wake()
  expect(m.council.posts.length).toBeGreaterThan(posts)
})

test('a wipe and ten wrong passphrases end the session too', async () => {
  const m = await fresh()
  await m.core.setUp()
  m.council.wipe = true
  await settled(m.core)
  expect(m.host.signedIn).toBe(false)
  const n = await fresh()
  n.host.secret = null
  await n.core.setUp('four brown hens walking')
  n.core.lock()
  for (let i = 0; i < 9; i++) await expect(n.core.unlock('not it at all')).rejects.toThrow('not the passphrase')
  expect(n.host.signedIn).toBe(true)
  await expect(n.core.unlock('not it at all')).rejects.toThrow('tenth')
  await settled(n.core)
  expect([n.host.signedIn, n.core.phase.value]).toEqual([false, 'setup'])
}, 60_000)

test('signing out without signal forgets at once, and ends the session before anybody sets up anew', async () => {
  const m = await fresh()
  await m.core.setUp()
  m.host.signal = false
  const post = m.council.post
  m.council.post = () => new Promise(() => {}) // neither an answer nor an end
  await m.core.signOut()
  expect([m.core.phase.value, await m.store.keys('pack', ''), await m.store.get('meta', 'keyring')]).toEqual(['setup', [], undefined])
  m.council.post = post
  const again = await opened(m.council, m.store, m.clock, m) // also after the app was closed
  again.host.signal = false
  await settled(again.core)
  await expect(again.core.setUp()).rejects.toThrow('not signed out yet')
  expect(again.core.phase.value).toBe('setup')
  again.host.signal = true
  await settled(again.core)
  expect(again.host.signedIn).toBe(false)
  await again.core.setUp()
  expect(again.core.phase.value).toBe('open')
})

test('a full phone forgets all the same', async () => {
  const m = await fresh()
  await m.core.setUp()
  m.store.room = 0
  await forget(madePorts(m.council, m.store, m.clock)).catch(() => {})
  expect([await m.store.keys('pack', ''), await m.store.get('meta', 'keyring')]).toEqual([[], undefined])
})

test('a colleague’s passkey on a shared phone does not open what is mine', async () => {
  const m = await fresh()
  for (const owner of ['a2', '']) {
    m.host.makePasskey = async () => ({ credential: 'theirs', secret: new Uint8Array(32), owner })
    await expect(m.core.setUp()).rejects.toThrow('not yours')
    expect([m.core.phase.value, await m.store.get('meta', 'keyring')]).toEqual(['setup', undefined])
  }
  m.host.makePasskey = async () => ({ credential: 'mine', secret: new Uint8Array(32), owner: 'a1' })
  await m.core.setUp()
  expect(m.core.phase.value).toBe('open')
})

test('a fact saved while the ledger is being read stays on the screen', async () => {
  const m = await fresh()
  await m.core.setUp()
  await arrive(m.core)
  await settled(m.core)
  const shown = () => m.core.facts.value.map((k) => k.fact.action)
  // The look at the ledger is held up once it has read what there is.
  const all = m.store.all.bind(m.store)
  let go = () => {}
  let read = () => {}
  const waits = new Promise<void>((done) => (go = done))
  const had = new Promise<void>((done) => (read = done))
  m.store.all = (async (table: 'own', prefix: string) => {
    const rows = await all(table, prefix)
    if (table === 'own') {
      m.store.all = all as never
      read()
      await waits
    }
    return rows
  }) as never
  const looking = m.core.wake()
  await had
  m.council.post = async () => { throw new TypeError('no signal') }
  await m.core.record('visit.dose', { person: 'p', visit: 'v', version: 1 }, { medicine: 'm1', outcome: 'taken' })
  expect(shown()).toEqual(['visit.arrive', 'visit.dose'])
  go()
  await looking
  expect(shown()).toEqual(['visit.arrive', 'visit.dose'])
})

test('what was being read when the app was locked does not come back into memory', async () => {
  for (const end of ['lock', 'signOut'] as const) {
    const m = await fresh()
    await m.core.setUp()
    await arrive(m.core)
    await settled(m.core)
    const all = m.store.all.bind(m.store)
    m.store.all = (async (table: 'own', prefix: string) => {
      const rows = await all(table, prefix)
      if (table === 'own') {
        m.store.all = all as never
        await m.core[end]()
      }
      return rows
    }) as never
    await m.core.wake()
    expect([m.core.facts.value, m.core.pack.value]).toEqual([[], null])
  }
})

test('a fact that was being kept when the app was locked is kept, and does not come back into memory', async () => {
  const m = await fresh()
  await m.core.setUp()
  const write = m.store.write.bind(m.store)
  m.store.write = async (changes) => {
    await write(changes)
    if (changes.some((c) => c.table === 'sealed')) m.core.lock()
  }
  await arrive(m.core)
  expect(m.core.facts.value).toEqual([])
  m.store.write = write
  await m.core.unlock()
  expect(m.core.facts.value.map((k) => k.fact.action)).toEqual(['visit.arrive'])
})

test('a store that does not open at once, as after a phone that died, is tried again before it is said', async () => {
  const m = await fresh()
  await m.core.setUp()
  const begun = async (fails: number) => {
    const get = m.store.get.bind(m.store)
    const waited: number[] = []
    m.store.get = (async (...a: Parameters<typeof get>) => {
      if (fails-- > 0) throw new DOMException('Internal error opening backing store', 'UnknownError')
      return get(...a)
    }) as never
    const core = makeCore(madePorts(m.council, m.store, m.clock), m.host)
    await core.begin(async (ms) => {
      expect(core.phase.value).toBe('starting')
      waited.push(ms)
    })
    m.store.get = get as never
    return [core.phase.value, waited]
  }
  expect(await begun(0)).toEqual(['locked', []])
  expect(await begun(2)).toEqual(['locked', [300, 1000]])
  expect(await begun(Infinity)).toEqual(['blocked', [300, 1000, 3000]])
})
