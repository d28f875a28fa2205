// When to speak to the council, and with what: help first, then every ledger on
// this phone, then the newest pack. One contact at a time; who asks meanwhile
// gets one more after it.
import { sendCalls } from './calls.ts'
import type { KeyRing } from './keys.ts'
import { type Enrolled, enrolled, helpWaits, unsent } from './ledger.ts'
import { type Fetched, fetchPack, type StoredPack } from './pack.ts'
import type { Ports } from './ports.ts'
import { send, type Sent, type Telling } from './sync.ts'
import type { Watch } from './types.ts'

/** Who is being spoken for. */
export type Side = {
  telling(): Telling
  /** The phone of whoever uses the app now, and their keys while they are open. */
  here(): Enrolled | null
  keys(): KeyRing | null
  /** False while a visit is under way: then the pack stays as it is. */
  maySwap(): boolean
  /** Enrols the phone again for whom it was; null where that cannot be done now. */
  again(phone: Enrolled): Promise<Enrolled | null>
}

/** What came of a contact. */
export type Result = {
  heard: boolean; news: boolean; doubt: boolean; unknown: boolean; wipe: boolean
  /** The phone in use is not known there any more: it cannot call for help either. */
  stranger: boolean
  pack: Fetched | null
  watch?: Watch | null
  /** Milliseconds after which to try again by itself. */
  wait: number
}

const packEvery = 5 * 60_000
/** How soon after one pack the next is asked for, though the council says there is a newer. */
const packSoonest = 20_000
const idle = 4 * 60_000
const restEvery = 3600_000
const firstWait = 2000
const longestWait = 5 * 60_000
/** How long at most between two tries of a call for help. */
export const helpEvery = 10_000

export class Contact {
  private running: Promise<Result> | null = null
  private again = false
  private wanted = false
  private failures = 0
  private quietUntil = -Infinity
  private packAt = -Infinity
  private helping: Promise<unknown> | null = null
  private visited = new Map<string, number>()

  constructor(private readonly p: Ports, private readonly side: Side) {}

  /** Speaks to the council now. `pack`: ask for the newest pack, however lately it was asked for. */
  run(pack = false): Promise<Result> {
    this.wanted ||= pack
    if (this.running) {
      this.again = true
      void this.help().catch(() => {}) // it waits for no long contact
      return this.running
    }
    return (this.running = this.all().finally(() => (this.running = null)))
  }

  private async all(): Promise<Result> {
    let result: Result
    let news = false
    let wipe = false
    let pack: Fetched | null = null
    let failed = 0
    do {
      this.again = false
      result = await this.once()
      news ||= result.news
      wipe ||= result.wipe
      if (pack?.way !== 'new' || result.pack?.way === 'new') pack = result.pack ?? pack
      // A contact that failed is repeated once at most: signal may have come back meanwhile.
      if (!result.heard) failed++
    } while (this.again && failed < 2 && this.p.clock.mono() >= this.quietUntil)
    const calls = await helpWaits(this.p).catch(() => false)
    return { ...result, news, wipe, pack, wait: calls ? Math.min(result.wait, helpEvery) : result.wait }
  }

  /** Help goes in a lane of its own, also while a long contact is under way. */
  help(): Promise<unknown> {
    return (this.helping ??= this.sendHelp().finally(() => (this.helping = null)))
  }

  private async sendHelp(): Promise<void> {
    for (const phone of await enrolled(this.p)) {
      const keys = phone.id === this.side.here()?.id ? this.side.keys() : null
      await sendCalls(this.p, phone, this.side.telling())
      await send(this.p, phone, keys, this.side.telling(), true)
    }
  }

  private async once(): Promise<Result> {
    const r: Result = { heard: false, news: false, doubt: false, unknown: false, wipe: false, stranger: false, pack: null, wait: 0 }
    let busy = 0
    let newest = ''
    try {
      await this.help()
      const left = this.quietUntil - this.p.clock.mono()
      if (left > 0) return { ...r, heard: true, wait: left }
      const here = this.side.here()
      for (const phone of await enrolled(this.p)) {
        if (phone.id !== here?.id && this.lately(phone) && !(await unsent(this.p, phone.id)).length) continue
        const sent = await this.one(phone, here)
        if (sent.heard) this.visited.set(phone.id, this.p.clock.mono())
        busy = Math.max(busy, sent.busy)
        r.heard ||= sent.heard
        r.news ||= sent.news
        r.doubt ||= sent.doubt
        r.unknown ||= sent.unknown
        if (phone.id !== here?.id) continue
        newest = sent.pack
        if (sent.watch !== undefined) r.watch = sent.watch
        r.wipe = sent.wipe
        r.stranger = sent.unknown
      }
      if (!busy && !r.wipe) r.pack = await this.packNow(r.heard, newest)
      if (r.pack && r.pack.way !== 'new' && r.pack.busy) busy = r.pack.busy
    } catch {
      r.heard = false // the store failed: nothing was lost, and all of it is tried again
    }
    if (busy) {
      this.quietUntil = this.p.clock.mono() + busy
      return { ...r, wait: busy }
    }
    if (r.heard) {
      this.failures = 0
      return { ...r, wait: idle * (0.75 + this.p.chance.part() / 2) }
    }
    const wait = Math.min(longestWait, firstWait * 2 ** Math.min(this.failures++, 10))
    return { ...r, wait: wait * (0.5 + this.p.chance.part() / 2) }
  }

  /** An earlier ledger with nothing to send is offered now and then all the same: the council may have lost it. */
  private lately(phone: Enrolled): boolean {
    const at = this.visited.get(phone.id)
    return at !== undefined && this.p.clock.mono() - at < restEvery
  }

  private async one(phone: Enrolled, here: Enrolled | null): Promise<Sent> {
    const keys = here?.id === phone.id ? this.side.keys() : null
    const sent = await send(this.p, phone, keys, this.side.telling())
    // An earlier phone of the same worker can be enrolled again by them too.
    if (!sent.unknown || here?.account !== phone.account) return sent
    const anew = await this.side.again(phone)
    return anew ? send(this.p, anew, keys, this.side.telling()) : sent
  }

  /** `newest` is the pack the council would give, as it said; empty: it has to make one. */
  private async packNow(heard: boolean, newest: string): Promise<Fetched | null> {
    const here = this.side.here()
    const keys = this.side.keys()
    if (!here || !keys || !heard) return null
    const at = await this.p.store.get<StoredPack>('meta', 'pack')
    const none = at?.phone !== here.id || !keys.day(at.day)
    if (!none && !this.side.maySwap()) return null
    const now = this.p.clock.mono()
    const rest = newest === at?.hash ? packEvery : packSoonest
    if (!none && !this.wanted && now - this.packAt < rest) return null
    this.wanted = false
    const fetched = await fetchPack(this.p, here, keys)
    if (fetched.way !== 'offline') this.packAt = now
    return fetched
  }
}
