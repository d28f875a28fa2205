// The core behind the screens: what they may ask, over the ports and the
// browser's own matters (Host). It holds no timer and no page of its own.
import { computed, signal } from '@preact/signals'
import { arrival, begins, ends, visitAtMost, whereabouts } from './arrival.ts'
import { call, calls as callsOf, cannot, forgetCalls, test, testedOf, testHolds } from './calls.ts'
import { Contact, helpEvery } from './contact.ts'
import type { Host } from './host.ts'
import { forget, KeyRing, openWith, signedOut, stored } from './keys.ts'
import { append, type Enrolled, enrolled, exported, helpWaits, hushed, offsetOf, owes, read, waiting } from './ledger.ts'
import { open as openPack } from './pack.ts'
import { makePlace } from './place.ts'
import type { Ports } from './ports.ts'
import { inWords, Locked, NeedsPassphrase, Said, SignInFirst, strange, troubleOf } from './said.ts'
import { enrol, keep, lockFor, start, type Started } from './setup.ts'
import type { CanCall, Core, Kept, Pack, Phase, Status, Unlocking } from './types.ts'

/** The core, with what the browser tells it. */
export type Running = Core & {
  /** Something happened: signal is back, the app is shown, time passed. It says to the host when to call again. */
  wake(pack?: boolean): Promise<void>
  /** A shell is waiting, or none. */
  shell(ready: boolean): void
  online(now: boolean): void
  /** Closes the keys if nobody used the app for long. */
  touched(): void
  tick(): Promise<void>
  block(why: string): void
  /** Opens what lies here. A store that does not open is tried again, and then said; `rest` waits so many milliseconds. */
  begin(rest: (ms: number) => Promise<void>): Promise<void>
}

const removed = 'The office has removed your work from this phone. What you recorded is kept and sent. Ring the office to use this phone again.'
const restFor = 15 * 60_000
const restForVisit = 60 * 60_000

export function makeCore(p: Ports, host: Host): Running {
  const phase = signal<Phase>('starting')
  const status = signal<Status>({ unsent: 0, online: host.online(), sending: false, heard: '', trouble: '', update: false, signIn: false })
  const pack = signal<Pack | null>(null)
  const facts = signal<Kept[]>([])
  const unlocking = signal<Unlocking | null>(null)
  const canCall = signal<CanCall>({ at: '', why: '' })
  const calls = signal<{ at: string; told: string }[]>([])

  let keys: KeyRing | null = null
  let here: Enrolled | null = null
  let started: Started | null = null
  let offset = 0
  let evicted = false
  let persisted = false
  let touched = p.clock.mono()
  let saving: Promise<unknown> = Promise.resolve()

  const now = () => p.clock.wall() + offset
  const say = (s: Partial<Status>) => (status.value = { ...status.value, ...s })

  /** The visit under way: the last arrival that nothing ended, for 4 hours at most, also of a clock that was wrong. */
  const arrived = computed(() => Date.parse(arrival(facts.value)?.at ?? '') || 0)
  const moment = signal(0)
  const visiting = computed(() => arrived.value > 0 && Math.abs(moment.value - arrived.value) < visitAtMost)

  const telling = () => ({ app: host.app, persisted, marker: !evicted, showing: host.showing() })

  const contact = new Contact(p, {
    telling,
    here: () => here,
    keys: () => keys,
    maySwap: () => !visiting.value,
    async again(phone) {
      try {
        const anew = await enrol(p, host.app, phone.id, phone.sign_key, phone.account)
        if (anew.account !== phone.account) return null
        await p.store.write([{ table: 'meta', key: `phone:${phone.id}`, put: anew }])
        if (here?.id === anew.id) here = anew
        return anew
      } catch {
        return null
      }
    },
  })

  // Which look at the ledger was asked for last, and which is shown.
  let asked = 0
  let drawn = 0

  async function refresh(): Promise<void> {
    offset = await offsetOf(p)
    say({ unsent: await waiting(p), heard: (await p.store.get<string>('meta', 'heard')) ?? '' })
    calls.value = (await callsOf(p)).filter((c) => !c.quiet).sort((a, b) => (a.at < b.at ? -1 : 1)).map(({ at, told }) => ({ at, told }))
    const open = keys
    if (!open || !here) return
    const turn = ++asked
    const before = new Set(facts.value.map((k) => k.fact.id))
    const all = await read(p, here.id, open)
    // Locked meanwhile, nothing readable goes back into memory; and a later look holds more.
    if (open !== keys || turn < drawn) return
    drawn = turn
    const known = new Set(all.map((k) => k.fact.id))
    const fresh = facts.value.filter((k) => !before.has(k.fact.id) && !known.has(k.fact.id)) // saved while this was read
    // The first day may be yesterday, while its night shift lasts. A UK day begins at most an hour before that of UTC.
    const first = pack.value && (pack.value.days[0]?.on ?? pack.value.shift.today)
    const from = first ? Date.parse(`${first}T00:00:00Z`) - 3600_000 : 0
    facts.value = [...all, ...fresh].filter((k) => (!k.receipt || Date.parse(k.fact.at) >= from) && !hushed(k.fact.action, k.fact.body))
  }

  function close(to: Phase): void {
    keys = null
    pack.value = null
    facts.value = []
    phase.value = to
  }

  let going: Promise<void> | null = null

  function gone(why: string): Promise<void> {
    return (going ??= goneOnce(why).finally(() => (going = null)))
  }

  async function goneOnce(why: string): Promise<void> {
    const owed = await forget(p)
    here = null
    unlocking.value = null
    canCall.value = { at: '', why: '' } // of the phone that is forgotten
    close('setup')
    say({ trouble: why })
    void (owed ? sessionOver() : host.signOut()).catch(() => {})
  }

  let ending: Promise<boolean> | null = null

  const sessionOver = () => (ending ??= signedOut(p, () => host.signOut()).finally(() => (ending = null)))

  /** Drops what has run out, but not in the middle of a visit; the facts of before stay sealed. */
  async function expire(): Promise<void> {
    // The service worker may have done what the office asked, while this page was open.
    if (here && !(await stored(p)) && here) return gone(removed)
    const open = keys
    if (!visiting.value && open && (await open.expire(now())) && here) {
      const left = await openPack(p, here, open)
      if (open !== keys) return
      pack.value = left
      await refresh()
    }
  }

  async function opened(with_: KeyRing): Promise<void> {
    keys = with_
    touched = p.clock.mono()
    moment.value = now()
    const had = here ? await openPack(p, here, with_) : null
    if (keys !== with_) return // forgotten meanwhile
    pack.value = had
    await refresh() // tells whether a visit is under way
    await expire()
    if (keys !== with_) return
    if (keys.duress) await record('help.want', whereabouts(facts.value, now()), { silent: true, how: 'duress' }).catch(() => {})
    phase.value = 'open'
    say({ trouble: '' })
  }

  let testing: Promise<void> | null = null

  /** Tries whether help could be called, unless that was shown during this shift. */
  function tried(again = false): Promise<void> {
    const phone = here
    if (!phone || (!again && !canCall.value.why && now() - (Date.parse(canCall.value.at) || 0) < testHolds)) return Promise.resolve()
    return (testing ??= test(p, phone, telling(), now()).then((t) => void (here?.id === phone.id && (canCall.value = t)), () => {}).finally(() => (testing = null)))
  }

  /** Shows a pack that came, as whoever has the app open now may see it: not all of it under duress, which may have begun meanwhile. */
  async function show(came: Pack): Promise<void> {
    const open = keys
    const mine = open && here && (await openPack(p, here, open))
    if (open && open === keys) pack.value = mine ?? { ...came, people: new Map([...came.people].map(([id, x]) => [id, { ...x, getting_in: '' }])) }
  }

  /** Whoever woke it, a save as well as the clock, it is called again as soon as this contact says. */
  async function wake(wanted = false): Promise<void> {
    host.again(60_000)
    if (phase.value === 'starting' || phase.value === 'blocked') return
    moment.value = now()
    void sessionOver().catch(() => {}) // sending needs no session, and does not wait for its end
    await expire().catch(() => {}) // whatever could not be dropped is tried again: sending does not wait for it
    if (!(await enrolled(p)).length) return
    if (await helpWaits(p).catch(() => false)) host.again(helpEvery)
    say({ sending: true })
    const r = await contact.run(wanted)
    host.again(r.wait)
    if (r.heard && evicted && here) {
      evicted = false
      await p.store.write([{ table: 'meta', key: 'evicted', drop: true }])
    }
    if (r.watch !== undefined) say({ watch: r.watch })
    if (r.wipe && here) {
      await gone(removed)
    } else if (here && !r.wipe) {
      if (r.pack?.way === 'new') await show(r.pack.pack)
      say({ trouble: troubleOf(r, persisted, status.value.online), signIn: r.unknown || r.pack?.way === 'signed_out' })
      if (r.stranger) canCall.value = await cannot(p, here.id, strange)
    }
    await refresh()
    if (r.heard && here && keys && !r.stranger) void tried()
    say({ sending: false })
    if (await owes(p).catch(() => true)) host.wakeLater()
  }

  /** Saves one after the other, so that facts have the order of the taps. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = saving.then(work)
    saving = done.catch(() => {})
    return done
  }

  const record: Core['record'] = (action, about, body) => inTurn(async () => {
    if (!keys || !here) throw new Locked('This is NOT saved. Unlock the app, then save again.')
    const fact = await append(p, here, keys, pack.value?.hash ?? '', action, about, body)
    moment.value = now()
    if (!hushed(action, body)) {
      // Locked meanwhile it is kept all the same, and nothing readable goes back into memory.
      if (keys && here?.id === fact.phone && !facts.value.some((k) => k.fact.id === fact.id)) facts.value = [...facts.value, { fact, receipt: null, message: '' }]
      say({ unsent: status.value.unsent + 1 })
    }
    const visit = begins.includes(action) ? now() : ends.includes(action) ? 0 : null
    if (visit !== null) await p.store.write([{ table: 'meta', key: 'visiting', put: visit }]).catch(() => {})
    host.wakeLater()
    if (action === 'help.want') void contact.help().catch(() => {}).then(refresh)
    void wake().catch(() => {})
    return fact
  })

  let opening: Promise<void> | null = null
  let openingWith: string | undefined

  async function unlockOnce(passphrase?: string): Promise<void> {
    const at = await stored(p)
    try {
      if (at?.way === 'passkey' && passphrase === undefined) {
        const secret = await host.usePasskey(at.credential, at.salt)
        if (!secret) throw new Said('The passkey did not open the app. Try again.')
        const ring = await KeyRing.open(p, at, await p.crypto.fromPasskey(secret)).catch(() => null)
        if (!ring) throw new Said('That passkey is not the one of this app. Try again with the one you set it up with.')
        await opened(ring)
      } else {
        await opened(await openWith(p, passphrase ?? ''))
      }
    } catch (e) {
      const wrong = inWords(e)
      if (!(await stored(p))) await gone((wrong as Error).message)
      throw wrong
    }
    void wake().catch(() => {})
  }

  async function setUpOnce(passphrase?: string): Promise<void> {
    persisted = await host.persist()
    if (!persisted) {
      throw new Said('This browser does not promise to keep what you record. Add Stillhome to your home screen, open it from there, and set up again.')
    }
    if (!(await sessionOver())) {
      throw new Said('Who used this phone before is not signed out yet. That needs signal: try again where there is some.')
    }
    const salt = p.chance.bytes(32)
    const way = passphrase === undefined ? 'passkey' : 'passphrase'
    started ??= await start(p)
    try {
      const passkey = way === 'passkey' ? await host.makePasskey(salt) : null
      if (way === 'passkey' && !passkey) {
        throw new NeedsPassphrase('This phone’s lock cannot be used for the app. Choose a passphrase of 12 characters or more.')
      }
      const lock = await lockFor(p, passphrase, passkey, salt)
      const phone = await enrol(p, host.app, started.id, started.open)
      if (passkey?.owner !== undefined && passkey.owner !== phone.account) {
        throw new Said('That passkey is not yours: somebody else uses it on this phone. Try again with your own, or choose a passphrase instead.')
      }
      const ring = await keep(p, phone, started, lock, way, salt, passkey?.credential ?? '')
      host.mark(phone.id)
      started = null
      here = phone
      unlocking.value = { way }
      await opened(ring)
    } catch (e) {
      if (e instanceof SignInFirst) host.signIn()
      throw inWords(e)
    }
    await wake(true)
  }

  async function begun(): Promise<void> {
    const id = await p.store.get<string>('meta', 'here')
    here = (await enrolled(p)).find((e) => e.id === id) ?? null
    const at = await stored(p)
    unlocking.value = at ? { way: at.way } : null
    const marked = host.marked()
    evicted = (await p.store.get<boolean>('meta', 'evicted')) === true
    if (marked && !(await enrolled(p)).some((e) => e.id === marked)) {
      evicted = true
      await p.store.write([{ table: 'meta', key: 'evicted', put: true }])
    } else if (here && !marked) host.mark(here.id)
    persisted = await host.persisted()
    if (here) canCall.value = await testedOf(p, here.id)
    await forgetCalls(p, now()).catch(() => {})
    await refresh()
    phase.value = at && here ? 'locked' : 'setup'
    if (evicted) say({ trouble: 'This browser threw away what Stillhome kept on this phone. Tell the office, then set it up again.' })
  }

  const core: Running = {
    phase, status, pack, facts, unlocking, visiting, now, wake,

    record, canCall, calls, tryCall: () => tried(true),

    async setOther(passphrase) {
      if (!keys) throw new Locked('Unlock the app first.')
      await keys.setOther(passphrase).catch((e) => Promise.reject(inWords(e)))
    },

    async call(silent) {
      if (!here) throw new Said('This phone is not set up, so it cannot call for you. Ring 999.')
      await call(p, here, silent, now()).catch((e) => Promise.reject(inWords(e)))
      host.again(helpEvery)
      host.wakeLater()
      await refresh()
      void contact.help().catch(() => {}).then(refresh)
    },

    setUp(passphrase) {
      return (opening ??= setUpOnce(passphrase).finally(() => (opening = null)))
    },

    unlock(passphrase) {
      if (opening && openingWith === passphrase) return opening
      // Another passphrase is another wish: it waits for the one before, and holds.
      const mine: Promise<void> = (opening ?? Promise.resolve()).catch(() => {}).then(() => unlockOnce(passphrase)).finally(() => {
        if (opening === mine) opening = null
      })
      openingWith = passphrase
      return (opening = mine)
    },

    lock() {
      if (phase.value === 'open') close('locked')
    },

    async signOut() {
      await inTurn(() => gone('')) // what was just pressed is kept first
      void wake().catch(() => {})
    },

    async contact() {
      await wake(true).catch(() => {})
    },

    exportSealed: async () => new Blob([JSON.stringify(await exported(p, now()))], { type: 'application/json' }),

    update() {
      if (!visiting.value) host.takeShell()
    },

    place: makePlace(p, () => keys),

    shell: (ready) => void say({ update: ready }),
    online: (is) => void say({ online: is, ...(is ? {} : { trouble: '' }) }),
    touched: () => void (touched = p.clock.mono()),

    async tick() {
      moment.value = now()
      const rest = visiting.value ? restForVisit : restFor
      if (phase.value === 'open' && p.clock.mono() - touched > rest) core.lock()
      await expire()
    },

    block(why) {
      say({ trouble: why })
      phase.value = 'blocked'
    },

    async begin(rest) {
      // After a phone that died, the browser may still be putting its store in order.
      for (const wait of [300, 1000, 3000]) {
        if (await begun().then(() => true, () => false)) return
        await rest(wait)
      }
      await begun().catch(() => core.block('This browser does not let Stillhome keep anything on this phone. Leave private browsing, or free some space, then open it again.'))
    },
  }
  return core
}
