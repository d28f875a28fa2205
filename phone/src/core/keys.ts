// The keyring: the sign key and the days' keys, sealed together on disk, opened
// in memory only, by what a passkey gives or a passphrase.
import { ownOf } from './ledger.ts'
import type { Change, Key, Ports } from './ports.ts'
import { Said } from './said.ts'

export type Way = 'passkey' | 'passphrase'

/**
 * The keyring as it lies on disk. `tries` counts wrong passphrases. The ring lies
 * under a key of its own, which `own` holds for whoever unlocks, and `other` for
 * who is made to: nothing on the disk tells whether that one was ever set up. A
 * keyring of an earlier app has neither, and lies under the lock itself.
 */
export type Stored = {
  phone: string; way: Way; salt: string; credential: string; closed: string; tries: number; own?: string; other?: string
}

type Day = { id: string; secret: string; until: string }
type Ring = { sign: string; days: Day[] }

export type DayKey = { id: string; key: Key; until: string }

/** What a lock holds: the ring's key, and which lock it is. Both are as long. */
type Inside = { ring: string; as: 'own' | 'two' }

export const fewest = 12
const mostTries = 10

export const stored = (p: Ports): Promise<Stored | undefined> => p.store.get<Stored>('meta', 'keyring')

/** The keyring, open. Forget the object and it is locked. */
export class KeyRing {
  private constructor(
    private readonly p: Ports,
    private at: Stored,
    private inner: string,
    private lock: Key,
    private ring: Ring,
    readonly sign: Key,
    private days: Map<string, DayKey>,
    /** It was opened by who was made to. */
    readonly duress: boolean,
  ) {}

  /** A new keyring round a sign key, and the change that keeps it. */
  static async make(
    p: Ports, lock: Key, secret: string, about: Omit<Stored, 'closed' | 'tries'>,
  ): Promise<{ keys: KeyRing; change: Change }> {
    const { inner, locks } = await locked(p, lock, about.phone)
    const ring = { sign: secret, days: [] }
    const keys = new KeyRing(p, { ...about, ...locks, closed: '', tries: 0 }, inner, await p.crypto.dataKey(inner), ring, await p.crypto.signKey(secret), new Map(), false)
    keys.at = await keys.closed(ring)
    return { keys, change: { table: 'meta', key: 'keyring', put: keys.at } }
  }

  /** Opens what lies on disk. Rejects when the key is not the one. */
  static async open(p: Ports, at: Stored, lock: Key): Promise<KeyRing> {
    let inside: Inside | null = null
    if (at.own) {
      inside = JSON.parse(await p.crypto.openUp(lock, at.own, ownPlace(at.phone)).catch(() => p.crypto.openUp(lock, at.other!, otherPlace(at.phone)))) as Inside
    }
    const by = inside ? await p.crypto.dataKey(inside.ring) : lock
    const ring = JSON.parse(await p.crypto.openUp(by, at.closed, `keyring/${at.phone}`)) as Ring
    const days = new Map<string, DayKey>()
    for (const d of ring.days) days.set(d.id, { id: d.id, until: d.until, key: await p.crypto.dataKey(d.secret) })
    return new KeyRing(p, at, inside?.ring ?? '', by, ring, await p.crypto.signKey(ring.sign), days, inside?.as === 'two')
  }

  private async closed(ring: Ring): Promise<Stored> {
    return { ...this.at, tries: 0, closed: await this.p.crypto.close(this.lock, JSON.stringify(ring), `keyring/${this.at.phone}`) }
  }

  /**
   * Sets the passphrase of who is made to open the app. Who is made to set it
   * is answered alike and it opens alike, as any difference would tell: only the
   * one used now is refused, and what was set takes the place of the one before.
   */
  async setOther(passphrase: string): Promise<void> {
    const { p, at } = this
    const words = longEnough(passphrase)
    const key = await p.crypto.fromPassphrase(words, at.salt)
    const [box, where] = this.duress ? [at.other!, otherPlace(at.phone)] : at.own ? [at.own, ownPlace(at.phone)] : [at.closed, `keyring/${at.phone}`]
    const same = await p.crypto.openUp(key, box, where).then(() => true, () => false)
    if (same) throw new Said('That is the one you unlock with. Choose another.')
    let next: Stored = { ...at }
    let { inner, lock } = this
    if (!inner) { // of an earlier app: the ring lies under the lock itself
      const fresh = await locked(p, lock, at.phone)
      inner = fresh.inner
      lock = await p.crypto.dataKey(inner)
      next = { ...at, ...fresh.locks, closed: await p.crypto.close(lock, JSON.stringify(this.ring), `keyring/${at.phone}`) }
    }
    next.other = await p.crypto.close(key, JSON.stringify({ ring: inner, as: 'two' } satisfies Inside), otherPlace(at.phone))
    await p.store.write([{ table: 'meta', key: 'keyring', put: next, guarded: true, was: at }])
    Object.assign(this, { at: next, inner, lock })
  }

  /** A day's key by its id, or the newest. */
  day(id?: string): DayKey | undefined {
    return id === undefined ? [...this.days.values()].at(-1) : this.days.get(id)
  }

  /**
   * The key for a pack that holds until then: the one there is, or a new one.
   * `changes` keep it, and fail where the keyring was forgotten meanwhile; call
   * `took` once they are written.
   */
  async dayFor(until: string): Promise<{ day: DayKey; changes: Change[]; took: () => void }> {
    const now = this.day()
    if (now?.until === until) return { day: now, changes: [this.kept(this.at)], took: () => {} }
    const id = this.p.chance.uuid()
    const secret = this.p.chance.bytes(32)
    const day = { id, until, key: await this.p.crypto.dataKey(secret) }
    const ring = { ...this.ring, days: [...this.ring.days, { id, secret, until }] }
    return this.turned(ring, new Map(this.days).set(id, day), day)
  }

  private async turned(ring: Ring, days: Map<string, DayKey>, day: DayKey): Promise<{ day: DayKey; changes: Change[]; took: () => void }> {
    const at = await this.closed(ring)
    const took = () => {
      this.at = at
      this.ring = ring
      this.days = days
    }
    return { day, changes: [this.kept(at)], took }
  }

  private kept(at: Stored): Change {
    return { table: 'meta', key: 'keyring', put: at, guarded: true, was: this.at }
  }

  /**
   * Drops the keys whose time has passed, with the pack and the readable facts
   * they opened. True when something went.
   */
  async expire(now: number): Promise<boolean> {
    const over = this.ring.days.filter((d) => Date.parse(d.until) <= now)
    if (!over.length) return false
    const gone = new Set(over.map((d) => d.id))
    const ring = { ...this.ring, days: this.ring.days.filter((d) => !gone.has(d.id)) }
    const days = new Map([...this.days].filter(([id]) => !gone.has(id)))
    const at = await this.closed(ring)
    const changes: Change[] = [this.kept(at), ...(await ownOf(this.p, this.at.phone, (d) => gone.has(d)))]
    const pack = await this.p.store.get<{ day: string }>('meta', 'pack')
    if (pack && gone.has(pack.day)) changes.push(...(await packGone(this.p)))
    await this.p.store.write(changes)
    this.at = at
    this.ring = ring
    this.days = days
    return true
  }
}

const ownPlace = (phone: string): string => `keyring/own/${phone}`
const otherPlace = (phone: string): string => `keyring/other/${phone}`

/** A key for a ring, under the lock; and in the place of the second lock what nobody can open. */
async function locked(p: Ports, lock: Key, phone: string): Promise<{ inner: string; locks: { own: string; other: string } }> {
  const inner = p.chance.bytes(32)
  const text = (ring: string, as: Inside['as']) => JSON.stringify({ ring, as } satisfies Inside)
  return {
    inner,
    locks: {
      own: await p.crypto.close(lock, text(inner, 'own'), ownPlace(phone)),
      other: await p.crypto.close(await p.crypto.dataKey(p.chance.bytes(32)), text(p.chance.bytes(32), 'two'), otherPlace(phone)),
    },
  }
}

/** How many characters a passphrase has, as it is used. */
export const lengthOf = (passphrase: string): number => [...passphrase.trim()].length

/** A passphrase as it is used, where it is long enough. */
export function longEnough(passphrase: string | undefined): string {
  const words = (passphrase ?? '').trim()
  if (lengthOf(words) < fewest) throw new Said(`Choose a passphrase of ${fewest} characters or more. Three or four words are good.`)
  return words
}

/** The changes that take the pack away, and where the screen was with it. */
export async function packGone(p: Ports): Promise<Change[]> {
  const parts = await p.store.keys('pack', '')
  return [
    ...parts.map((key): Change => ({ table: 'pack', key, drop: true })),
    { table: 'meta', key: 'pack', drop: true },
    { table: 'meta', key: 'place', drop: true },
  ]
}

/**
 * Forgets pack, keyring and every readable copy: signing out, a wipe, ten wrong
 * passphrases. Sealed facts, their heads and the tokens that send them stay. The
 * session is to end as well, which needs signal: until it did, that is owed.
 * False where the phone is too full to note that it is.
 */
export async function forget(p: Ports): Promise<boolean> {
  const own = await p.store.keys('own', '')
  const drops: Change[] = [
    ...(await packGone(p)),
    ...own.map((key): Change => ({ table: 'own', key, drop: true })),
    { table: 'meta', key: 'keyring', drop: true },
    { table: 'meta', key: 'here', drop: true },
    { table: 'meta', key: 'tested', drop: true },
  ]
  const owed: Change = { table: 'meta', key: 'sign_out', put: true }
  try {
    await p.store.write([...drops, owed])
  } catch (e) {
    if ((e as Error).name !== 'QuotaExceededError') throw e
    await p.store.write(drops) // a full phone forgets all the same, and mostly has room then
    return p.store.write([owed]).then(() => true, () => false)
  }
  return true
}

/** Ends the session that forgetting left open; false while that could not be done. */
export async function signedOut(p: Ports, signOut: () => Promise<boolean>): Promise<boolean> {
  if (!(await p.store.get<boolean>('meta', 'sign_out'))) return true
  if (!(await signOut())) return false
  await p.store.write([{ table: 'meta', key: 'sign_out', drop: true }])
  return true
}

/** Opens the keyring with a passphrase. The tenth wrong one forgets pack and keyring. */
export async function openWith(p: Ports, passphrase: string): Promise<KeyRing> {
  const at = await stored(p)
  if (!at) throw new Said('This phone has to be set up again. Nothing you recorded is lost.')
  // Counted first, so that closing the app in time is no way round it.
  const counted = { ...at, tries: at.tries + 1 }
  await p.store.write([{ table: 'meta', key: 'keyring', put: counted, guarded: true, was: at }]).catch(fullIsNoLock)
  const lock = await p.crypto.fromPassphrase(passphrase.trim(), at.salt)
  let keys: KeyRing
  try {
    keys = await KeyRing.open(p, { ...counted, tries: 0 }, lock)
  } catch {
    const left = mostTries - counted.tries
    if (left > 0) throw new Said(`That is not the passphrase. You have ${left} more ${left === 1 ? 'try' : 'tries'}.`)
    await forget(p)
    throw new Said('That was the tenth wrong passphrase. Your work for today is removed from this phone. What you recorded is safe and will be sent. Set up this phone again.')
  }
  await p.store.write([{ table: 'meta', key: 'keyring', put: { ...counted, tries: 0 } }]).catch(fullIsNoLock)
  return keys
}

/** A full phone still opens: what is on it is needed at the next door. It is the key that is slow to guess. */
function fullIsNoLock(e: unknown): void {
  if ((e as Error).name !== 'QuotaExceededError') throw e
}
