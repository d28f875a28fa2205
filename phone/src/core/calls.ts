// Asking for help while the app is locked, and whether this phone could ask at
// all. No key is open then, so the call is sealed to the council and shown by
// the phone's token alone; it stands in no ledger.
import { type Enrolled, headOf } from './ledger.ts'
import type { Change, Ports } from './ports.ts'
import { strange } from './said.ts'
import { body, header, receiptText, type Telling } from './sync.ts'
import type { CanCall, Receipt } from './types.ts'

/** A call as it lies on the phone until the council holds it, and after. */
export type Call = { id: string; phone: string; at: string; hash: string; sealed: string; quiet: boolean; told: string }

const keyOf = (id: string): string => `call:${id}`

/** Keeps a call for help of whoever this phone is of. It rejects where it could not be kept. */
export async function call(p: Ports, phone: Enrolled, quiet: boolean, now: number): Promise<Call> {
  const id = p.chance.uuid()
  const at = new Date(now).toISOString()
  const text = JSON.stringify({
    schema: 2, id, phone: phone.id, action: 'help.want', at, wall: Math.round(p.clock.wall()), body: { silent: quiet, how: quiet ? 'silent' : 'pressed' },
  })
  const kept: Call = {
    id, phone: phone.id, at, quiet, told: '', hash: await p.crypto.hash(text),
    sealed: await p.crypto.seal(phone.seal_key, `stillhome/call/1|${phone.id}|${id}`, text),
  }
  await p.store.write([{ table: 'meta', key: keyOf(id), put: kept }])
  return kept
}

export const calls = (p: Ports): Promise<Call[]> => p.store.all<Call>('meta', 'call:')

/** Sends the calls of one phone that have no receipt. False where one is still without. */
export async function sendCalls(p: Ports, phone: Enrolled, telling: Telling): Promise<boolean> {
  let all = true
  for (const c of await calls(p)) {
    if (c.phone !== phone.id || c.told) continue
    const answer = await send(p, phone, telling, [{ call: c.id, sealed: c.sealed }])
    const r = answer.receipts?.find((x) => x?.id === c.id && x.hash === c.hash)
    if (!r || !(await p.crypto.verified(phone.receipt_key, r.sig, receiptText(phone.id, r)))) {
      all = false
      continue
    }
    await p.store.write([{ table: 'meta', key: keyOf(c.id), put: { ...c, told: r.at } }])
  }
  return all
}

/** What the council answers on the way for help: no receipts where it took nothing, and that it does not know the phone. */
type Answer = { receipts?: (Receipt | undefined)[]; stranger?: boolean }

async function send(p: Ports, phone: Enrolled, telling: Telling, envelopes: object[]): Promise<Answer> {
  try {
    const reply = await p.net.post('/field/v1/help', await body(p, phone, await headOf(p, phone.id), telling, envelopes), header(phone))
    // Busy is an answer, too: a call is never told to wait.
    if (reply.status === 503 && !envelopes.length) return { receipts: [] }
    if (reply.status !== 200) return { stranger: reply.status === 401 }
    return { receipts: (JSON.parse(reply.body) as { answers: { receipt?: Receipt }[] }).answers.map((a) => a.receipt) }
  } catch {
    return {}
  }
}

/** Calls that nobody needs to see any more. */
export async function forgetCalls(p: Ports, now: number): Promise<void> {
  const old = (await calls(p)).filter((c) => c.told && now - Date.parse(c.told) > 12 * 3600_000)
  if (old.length) await p.store.write(old.map((c): Change => ({ table: 'meta', key: keyOf(c.id), drop: true })))
}

/** How a phone fared when it last tried whether it can call for help. Another phone's says nothing of this one. */
type Tested = CanCall & { phone: string }

const never: CanCall = { at: '', why: '' }

/** When this phone last showed that it can call for help, and why it could not since. */
export async function testedOf(p: Ports, phone: string): Promise<CanCall> {
  const t = await p.store.get<Tested>('meta', 'tested')
  return t?.phone === phone ? { at: t.at, why: t.why } : never
}

const keepTested = (p: Ports, phone: string, t: CanCall): Promise<void> => p.store.write([{ table: 'meta', key: 'tested', put: { phone, ...t } satisfies Tested }])

/** Tries the whole way of a call but the call: that it would be kept here, and that the council answers there and knows this phone. */
export async function test(p: Ports, phone: Enrolled, telling: Telling, now: number): Promise<CanCall> {
  const answer = await send(p, phone, telling, [])
  if (answer.stranger) return cannot(p, phone.id, strange)
  const before = (await testedOf(p, phone.id)).at
  const tested: CanCall = answer.receipts ? { at: new Date(now).toISOString(), why: '' } : { at: before, why: 'The council did not answer.' }
  return keepTested(p, phone.id, tested).then(() => tested, () => ({ at: before, why: 'The phone is too full to keep a call.' }))
}

/** This phone cannot call for help, whatever it has shown before. */
export async function cannot(p: Ports, phone: string, why: string): Promise<CanCall> {
  await keepTested(p, phone, { at: '', why }).catch(() => {})
  return { at: '', why }
}

/** How long a test holds: a shift. */
export const testHolds = 12 * 3600_000
