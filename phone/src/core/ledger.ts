// The ledger: this phone's facts in order, only ever added to. A fact is saved
// when one strict transaction holds it sealed to the council, readable to this
// phone, and the new head; nothing here takes a fact away but `prune`, and that
// only what the council has signed for, 14 days before.
import { utf8 } from './bytes.ts'
import type { DayKey, KeyRing } from './keys.ts'
import type { Change, Ports } from './ports.ts'
import { Moved } from './ports.ts'
import { NotSaved } from './said.ts'
import type { Action, Fact, Kept, Receipt } from './types.ts'

/** A phone as enrolled for one account. Nothing of it opens anything that is sealed. */
export type Enrolled = {
  id: string; token: string; sign_key: string; account: string; name: string
  council: { name: string; ods: string }; seal_key: string; receipt_key: string
}

export type Head = { seq: number; hash: string }

/** A fact as only the council can read it. `help` goes before everything else; `quiet` is told to nobody who looks at this phone. */
export type Sealed = { seq: number; id: string; hash: string; sealed: string; help: boolean; quiet?: boolean }

/** hushed is a call for help that shows nowhere on this phone. */
export const hushed = (action: Action, body: Record<string, unknown>): boolean => action === 'help.want' && body.silent === true

/** A fact as this phone can read it while it holds the day's key. */
type Own = { seq: number; day: string; closed: string }

/** What a receipt came with, readable like the fact. */
export type Held = { receipt: Receipt; day: string; said: string }

/** What the council said it holds: every fact up to `have`, and which are missing below the head. */
export type Have = { have: number; need: number[] }

export const zero: Head = { seq: 0, hash: '' }
/** Bytes of a fact's text, and of it in its envelope, where quotes are longer: sealed it must fit into one request. */
const mostText = 24_000
const mostInside = 40_000
const keepFor = 14 * 24 * 3600_000

/** Where a fact lies. Eight digits, so that the order of keys is the order of facts. */
export const at = (phone: string, seq: number): string => `${phone}/${String(seq).padStart(8, '0')}`

export const seqOf = (key: string): number => Number(key.slice(key.lastIndexOf('/') + 1))

export const enrolled = (p: Ports): Promise<Enrolled[]> => p.store.all<Enrolled>('meta', 'phone:')

export const headOf = async (p: Ports, phone: string): Promise<Head> =>
  (await p.store.get<Head>('meta', `head:${phone}`)) ?? zero

export const offsetOf = async (p: Ports): Promise<number> => (await p.store.get<number>('meta', 'offset')) ?? 0

export type About = { person?: string; visit?: string; version?: number }

/**
 * Saves a fact. It resolves once the fact is durable and was read back, and
 * rejects with NotSaved when it is not on this phone.
 */
export async function append(
  p: Ports, phone: Enrolled, keys: KeyRing, pack: string, action: Action, about: About, body: Record<string, unknown>,
): Promise<Fact> {
  const id = p.chance.uuid()
  const wall = Math.round(p.clock.wall())
  const mono = Math.round(p.clock.mono())
  const offset = Math.round(await offsetOf(p))
  const day = keys.day() ?? (await dayAnyway(p, keys, wall + offset))
  for (let tries = 0; tries < 20; tries++) {
    const before = await p.store.get<Head>('meta', `head:${phone.id}`)
    const { seq, hash: prev } = before ?? zero
    const fact: Fact = {
      schema: 2, id, phone: phone.id, seq: seq + 1, prev, action,
      person: about.person ?? '', visit: about.visit ?? '', version: about.version ?? 0, pack,
      at: new Date(wall + offset).toISOString(), wall, mono, offset, body,
    }
    const text = JSON.stringify(fact)
    const hash = await p.crypto.hash(text)
    const sig = await p.crypto.sign(keys.sign, text)
    const inside = JSON.stringify({ fact: text, sig })
    if (utf8(text).length > mostText || utf8(inside).length > mostInside) {
      throw new NotSaved('This is NOT saved: it is too long. Make your words shorter and save again.')
    }
    const sealed: Sealed = {
      seq: fact.seq, id, hash, help: action === 'help.want', ...(hushed(action, body) && { quiet: true }),
      sealed: await p.crypto.seal(phone.seal_key, `stillhome/field/2|${phone.id}|${fact.seq}`, inside),
    }
    const key = at(phone.id, fact.seq)
    const own: Own = { seq: fact.seq, day: day.id, closed: await p.crypto.close(day.key, text, `own/${key}`) }
    try {
      await p.store.write([
        { table: 'meta', key: `head:${phone.id}`, put: { seq: fact.seq, hash }, guarded: true, was: before },
        { table: 'sealed', key, put: sealed },
        { table: 'own', key, put: own },
      ])
    } catch (e) {
      // A store that lost its connection may have kept it all the same.
      if (await holds(p, key, sealed)) return fact
      if (e instanceof Moved) continue // another tab was faster
      throw notSaved(e)
    }
    if (!(await holds(p, key, sealed))) throw notSaved(null)
    return fact
  }
  throw notSaved(null)
}

/** A key for today where no pack brought one: help can be asked for without. */
async function dayAnyway(p: Ports, keys: KeyRing, now: number): Promise<DayKey> {
  const { day, changes, took } = await keys.dayFor(new Date(now + 12 * 3600_000).toISOString())
  await p.store.write(changes).catch((e) => Promise.reject(notSaved(e)))
  took()
  return day
}

const holds = async (p: Ports, key: string, want: Sealed): Promise<boolean> => {
  const have = await p.store.get<Sealed>('sealed', key).catch(() => undefined)
  return have?.sealed === want.sealed && have.hash === want.hash
}

const notSaved = (e: unknown): NotSaved =>
  (e as Error | null)?.name === 'QuotaExceededError'
    ? new NotSaved('This is NOT saved: the phone is full. Write it down on paper, remove photos or apps, then save again.')
    : new NotSaved('This is NOT saved: the phone did not keep it. Write it down on paper, then save again or ring the office.')

/** The seqs without a receipt, in order. */
export async function unsent(p: Ports, phone: string): Promise<number[]> {
  const held = new Set(await p.store.keys('receipts', `${phone}/`))
  return (await p.store.keys('sealed', `${phone}/`)).filter((k) => !held.has(k)).map(seqOf)
}

/** Whether a call for help of anybody on this phone waits for a receipt. */
export async function helpWaits(p: Ports): Promise<boolean> {
  if ((await p.store.all<{ told: string }>('meta', 'call:')).some((c) => !c.told)) return true
  for (const phone of await enrolled(p)) {
    for (const seq of await unsent(p, phone.id)) if ((await p.store.get<Sealed>('sealed', at(phone.id, seq)))?.help) return true
  }
  return false
}

/** How many facts of anybody on this phone wait for a receipt, as anybody may see. */
export async function waiting(p: Ports): Promise<number> {
  let n = 0
  for (const phone of await enrolled(p)) {
    for (const seq of await unsent(p, phone.id)) if (!(await p.store.get<Sealed>('sealed', at(phone.id, seq)))?.quiet) n++
  }
  return n
}

/** Whether anything is to be sent, said or not: what the browser is asked to wake the app for. */
export const owes = async (p: Ports): Promise<boolean> => (await waiting(p)) > 0 || helpWaits(p)

/** What has no receipt, sealed as it is, to hand to a supervisor. */
export async function exported(p: Ports, now: number): Promise<object> {
  const ledgers: { phone: string; head: Head; envelopes: { seq: number; sealed: string }[] }[] = []
  for (const phone of await enrolled(p)) {
    const missing = new Set(await unsent(p, phone.id))
    const all = await p.store.all<Sealed>('sealed', `${phone.id}/`)
    const envelopes = all.filter((s) => missing.has(s.seq)).map(({ seq, sealed }) => ({ seq, sealed }))
    if (envelopes.length) ledgers.push({ phone: phone.id, head: await headOf(p, phone.id), envelopes })
  }
  return { schema: 2, kind: 'stillhome-export', at: new Date(now).toISOString(), ledgers }
}

/** The facts that this phone can still read, in order, with what became of them. */
export async function read(p: Ports, phone: string, keys: KeyRing): Promise<Kept[]> {
  const receipts = new Map((await p.store.all<Held>('receipts', `${phone}/`)).map((h) => [h.receipt.seq, h]))
  const kept: Kept[] = []
  for (const own of await p.store.all<Own>('own', `${phone}/`)) {
    const key = keys.day(own.day)
    if (!key) continue // its day is over
    const fact = JSON.parse(await p.crypto.openUp(key.key, own.closed, `own/${at(phone, own.seq)}`)) as Fact
    const held = receipts.get(own.seq)
    kept.push({ fact, receipt: held?.receipt ?? null, message: held ? await opened(p, phone, keys, held) : '' })
  }
  return kept
}

const opened = async (p: Ports, phone: string, keys: KeyRing, held: Held): Promise<string> => {
  const key = held.said ? keys.day(held.day) : undefined
  return key ? p.crypto.openUp(key.key, held.said, `said/${at(phone, held.receipt.seq)}`) : ''
}

/** What a receipt is kept as; its words only where the day's key is at hand. */
export async function heldAs(p: Ports, phone: string, keys: KeyRing | null, receipt: Receipt, message: string): Promise<Held> {
  const day = message ? keys?.day() : undefined
  const said = day ? await p.crypto.close(day.key, message, `said/${at(phone, receipt.seq)}`) : ''
  return { receipt, day: day?.id ?? '', said }
}

/** The readable copies that a day's key opened: they go with it. The sealed facts stay. */
export async function ownOf(p: Ports, phone: string, gone: (day: string) => boolean): Promise<Change[]> {
  const own = await p.store.all<Own>('own', `${phone}/`)
  return own.filter((o) => gone(o.day)).map((o) => ({ table: 'own', key: at(phone, o.seq), drop: true }))
}

/**
 * Takes away what the council signed for more than 14 days ago and says now
 * that it still holds. Time is the council's own, as the phone's may be wrong.
 */
export async function prune(p: Ports, phone: string, have: number, now: number): Promise<void> {
  const old = (await p.store.all<Held>('receipts', `${phone}/`))
    .filter((h) => h.receipt.seq <= have && now - Date.parse(h.receipt.at) > keepFor)
    .slice(0, 200)
  if (!old.length) return
  await p.store.write(old.flatMap((h): Change[] => {
    const key = at(phone, h.receipt.seq)
    return [
      { table: 'sealed', key, drop: true }, { table: 'own', key, drop: true },
      { table: 'receipts', key, drop: true, guarded: true, was: h },
    ]
  }))
}
