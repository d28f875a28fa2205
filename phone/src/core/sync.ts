// Sending: what is in the ledger goes to the council, in order, in batches, and
// counts as held only with a receipt that this phone has checked.
import { fromBase64url } from './bytes.ts'
import type { Call } from './calls.ts'
import type { KeyRing } from './keys.ts'
import { at, type Enrolled, type Have, type Head, headOf, heldAs, prune, type Sealed, seqOf } from './ledger.ts'
import type { Change, Ports, Reply } from './ports.ts'
import type { Receipt, Verdict, Watch } from './types.ts'

/** What a phone tells of itself at each contact. */
export type Telling = { app: string; persisted: boolean; marker: boolean; showing: boolean }

/** How sending went. */
export type Sent = {
  /** The council answered. */
  heard: boolean
  /** How long it asked to be left alone, milliseconds; 0: it did not. */
  busy: number
  /** It does not know this phone any more. */
  unknown: boolean
  /** It did not take what was sent, or its word could not be believed. */
  doubt: boolean
  /** Pack and keys are to be forgotten. */
  wipe: boolean
  /** The newest pack, where it said so. */
  pack: string
  /** Receipts came in. */
  news: boolean
  /** The visit at which the council looks after the worker now, where it said so; undefined: it did not say. */
  watch?: Watch | null
}

type Answer = { seq: number; verdict: Verdict; message: string; receipt?: Receipt }
type Answers = { now: string; have: number; need: number[]; need_calls: string[]; answers: Answer[]; wipe: boolean; pack: string; watch: Watch | null | undefined }

/** A batch has 64 kB at most; the rest is room for what stands round the envelopes. */
const mostBytes = 60_000
const mostFacts = 100
const verdicts = ['done', 'conflict', 'held']

/** What the council signs for one fact. */
export const receiptText = (phone: string, r: Receipt): string =>
  ['stillhome-receipt-2', phone, r.seq, r.id, r.hash, r.verdict, r.at].join('\n')

/**
 * Sends one ledger until nothing is left that this contact has not offered.
 * A fact the council did not take is left for the next contact and holds up no
 * other. Never rejects for want of an answer.
 */
export async function send(p: Ports, phone: Enrolled, keys: KeyRing | null, telling: Telling, help = false): Promise<Sent> {
  const sent: Sent = { heard: false, busy: 0, unknown: false, doubt: false, wipe: false, pack: '', news: false }
  const offered = new Set<number>()
  let most = help ? 1 : mostFacts
  for (;;) {
    const head = await headOf(p, phone.id)
    const batch = await next(p, phone.id, head, offered, most, help)
    if (!batch.length && (sent.heard || help)) return sent
    let reply: Reply
    const asked = p.clock.wall()
    try {
      reply = await p.net.post(help ? '/field/v1/help' : '/field/v1/sync', await body(p, phone, head, telling, batch.map(({ seq, sealed }) => ({ seq, sealed }))), header(phone))
    } catch {
      return { ...sent, heard: false }
    }
    if (reply.status === 503) return { ...sent, busy: patience(reply.body) }
    if (reply.status === 401) return { ...sent, unknown: true }
    if (reply.status >= 400 && reply.status < 500 && batch.length) {
      // One of them is what it does not like: each goes alone, then is left.
      sent.doubt = true
      if (batch.length > 1) most = 1
      else offered.add(batch[0]!.seq)
      continue
    }
    const answers = read(reply)
    if (!answers) return { ...sent, heard: false, doubt: true }
    sent.heard = true
    sent.wipe = answers.wipe
    sent.pack = answers.pack
    if (answers.watch !== undefined) sent.watch = answers.watch
    for (const s of batch) offered.add(s.seq)
    await took(p, phone, keys, answers, asked, sent)
    const now = Date.parse(answers.now)
    if (!batch.length && !Number.isNaN(now)) await prune(p, phone.id, answers.have, now)
  }
}

/** The next facts to offer: without a receipt, or missing at the council. */
async function next(p: Ports, phone: string, head: Head, offered: Set<number>, most: number, help: boolean): Promise<Sealed[]> {
  const have = await p.store.get<Have>('meta', `have:${phone}`)
  const held = new Set(await p.store.keys('receipts', `${phone}/`))
  const missing = new Set(have?.need ?? [])
  const behind = have && !missing.size ? have.have : head.seq
  const batch: Sealed[] = []
  let size = 0
  for (const key of await p.store.keys('sealed', `${phone}/`)) {
    const seq = seqOf(key)
    if (offered.has(seq) || (held.has(key) && !missing.has(seq) && seq <= behind)) continue
    if (help && held.has(key)) continue
    const fact = await p.store.get<Sealed>('sealed', key)
    if (!fact || (help && !fact.help)) continue
    size += fact.sealed.length + 40
    if (batch.length && (size > mostBytes || batch.length >= most)) break
    batch.push(fact)
  }
  return batch
}

/** The calls of the locked app that the council said it holds. */
const toldCalls = async (p: Ports, phone: string): Promise<Call[]> => (await p.store.all<Call>('meta', 'call:')).filter((c) => c.phone === phone && c.told)

/** What a phone says at a contact, with the envelopes it brings. */
export async function body(p: Ports, phone: Enrolled, head: Head, t: Telling, envelopes: object[]): Promise<string> {
  const pack = await p.store.get<{ phone: string; hash: string }>('meta', 'pack')
  const calls = (await toldCalls(p, phone.id)).map((c) => c.hash)
  return JSON.stringify({
    schema: 2, phone: phone.id, app: t.app, head, pack: pack?.phone === phone.id ? pack.hash : '',
    clock: { wall: Math.round(p.clock.wall()), mono: Math.round(p.clock.mono()) },
    storage: { persisted: t.persisted, marker: t.marker }, showing: t.showing,
    ...(calls.length && { calls }), envelopes,
  })
}

export const header = (phone: Enrolled): Record<string, string> => ({ 'Stillhome-Phone': `${phone.id}.${phone.token}` })

/** The answer, where it is one: a captive portal's page is none. */
function read(reply: Reply): Answers | null {
  if (reply.status !== 200) return null
  try {
    const a = JSON.parse(reply.body) as Partial<Answers>
    if (!Array.isArray(a.answers) || typeof a.have !== 'number') return null
    return { now: a.now ?? '', have: a.have, need: a.need ?? [], need_calls: a.need_calls ?? [], answers: a.answers, wipe: a.wipe === true, pack: a.pack ?? '', watch: a.watch }
  } catch {
    return null
  }
}

/** How long a busy council asked for, between a second and five minutes. */
export function patience(body: string): number {
  let wait = 0
  try {
    wait = Number((JSON.parse(body) as { retry_s?: number }).retry_s) * 1000
  } catch {
    // Not its own words: somebody between us and it is busy.
  }
  return wait >= 1000 ? Math.min(wait, 300_000) : 5000
}

/** Keeps the receipts that are true, and what the council said it has. */
async function took(p: Ports, phone: Enrolled, keys: KeyRing | null, a: Answers, asked: number, sent: Sent): Promise<void> {
  const changes: Change[] = []
  for (const answer of a.answers) {
    if (!answer.receipt) continue
    const receipt = await believed(p, phone, answer.receipt)
    if (!receipt) {
      sent.doubt = true
      continue
    }
    const held = await heldAs(p, phone.id, keys, receipt, answer.message ?? '')
    changes.push({ table: 'receipts', key: at(phone.id, receipt.seq), put: held })
    sent.news = true
  }
  const now = Date.parse(a.now)
  if (!Number.isNaN(now)) {
    // Its clock stood at `now` somewhere between asking and hearing.
    const offset = Math.round(now - (asked + p.clock.wall()) / 2)
    changes.push({ table: 'meta', key: 'offset', put: offset }, { table: 'meta', key: 'heard', put: a.now })
  }
  // A council that was restored has lost them: they wait again, and go before everything.
  for (const c of await toldCalls(p, phone.id)) if (a.need_calls.includes(c.hash)) changes.push({ table: 'meta', key: `call:${c.id}`, put: { ...c, told: '' } })
  changes.push({ table: 'meta', key: `have:${phone.id}`, put: { have: a.have, need: a.need } satisfies Have })
  await p.store.write(changes)
}

/** A receipt that the council signed for the very fact that lies here; else null. */
async function believed(p: Ports, phone: Enrolled, r: Receipt): Promise<Receipt | null> {
  const fact = await p.store.get<Sealed>('sealed', at(phone.id, r.seq))
  if (!fact || !verdicts.includes(r.verdict)) return null
  // An envelope that did not open there is known by the hash of what was sealed.
  const known = (r.id === fact.id && r.hash === fact.hash) ||
    (r.verdict === 'held' && r.hash === (await p.crypto.hash(fromBase64url(fact.sealed))))
  if (!known || !(await p.crypto.verified(phone.receipt_key, r.sig, receiptText(phone.id, r)))) return null
  const { seq, id, hash, verdict, at: when, sig } = r
  return { seq, id, hash, verdict, at: when, sig }
}
