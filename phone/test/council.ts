// A made-up council and phone for tests: real keys, a network that can be told
// to fail, and a store that can be cut at any await.
import { base64url, fromBase64url, joined, text, utf8 } from '../src/core/bytes.ts'
import { agree, schedule } from '../src/core/hpke.ts'
import { KeyRing } from '../src/core/keys.ts'
import type { Enrolled } from '../src/core/ledger.ts'
import { MemStore } from '../src/core/memstore.ts'
import { manifestHash } from '../src/core/pack.ts'
import type { Ports, Reply } from '../src/core/ports.ts'
import { enrol, keep, lockFor, start } from '../src/core/setup.ts'
import { receiptText, type Telling } from '../src/core/sync.ts'
import { webCrypto } from '../src/core/webcrypto.ts'

export const telling: Telling = { app: '2026.11.22-test', persisted: true, marker: true, showing: true }

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const ecdh = { name: 'ECDH', namedCurve: 'P-256' }
const raw = async (key: CryptoKey) => new Uint8Array(await crypto.subtle.exportKey('raw', key))

/** Opens what a phone sealed, as RFC 9180 says. */
export async function unseal(pair: CryptoKeyPair, info: string, sealed: string): Promise<string> {
  const all = fromBase64url(sealed)
  const enc = all.slice(0, 65)
  const shared = await agree(pair.privateKey, enc, enc, await raw(pair.publicKey))
  const { key, nonce } = await schedule(shared, utf8(info), 32)
  const k = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt'])
  return text(new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, k, all.slice(65))))
}

type Taken = { id: string; hash: string; fact: string; at: string; verdict: string }

/** What the council holds and answers. */
export class Council {
  held = new Map<number, Taken>()
  posts: { path: string; body: string }[] = []
  /** Each is used for one request: what happens to it in place of an answer. */
  script: (((path: string, body: string) => Promise<Reply | 'lost' | 'unheard' | void>) | null)[] = []
  verdict: (action: string) => string = () => 'done'
  wipe = false
  token = 'token'
  packs: Record<string, string> = { shift: '{"today":"2026-11-30"}', 'day:2026-11-30': '{"on":"2026-11-30","stops":[]}' }
  until = '2026-12-01T03:00:00.000Z'
  given: string[] = []
  time = Date.parse('2026-11-30T08:00:00.000Z')

  private constructor(readonly seal: CryptoKeyPair, readonly sign: CryptoKeyPair, readonly keys: { seal: string; receipt: string }) {}

  static async found(): Promise<Council> {
    const seal = (await crypto.subtle.generateKey(ecdh, true, ['deriveBits'])) as CryptoKeyPair
    const sign = (await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify'])) as CryptoKeyPair
    return new Council(seal, sign, { seal: base64url(await raw(seal.publicKey)), receipt: base64url(await raw(sign.publicKey)) })
  }

  now = (): string => new Date(this.time).toISOString()

  async post(path: string, body: string, headers: Record<string, string>): Promise<Reply> {
    this.posts.push({ path, body })
    const said = await this.script.shift()?.(path, body)
    if (said === 'unheard') throw new TypeError('failed to fetch')
    if (said && said !== 'lost') return said
    const reply = await this.answer(path, body, headers)
    if (said === 'lost') throw new TypeError('failed to fetch')
    return reply
  }

  private async answer(path: string, body: string, headers: Record<string, string>): Promise<Reply> {
    const asked = JSON.parse(body)
    if (path === '/field/v1/phones') {
      return this.json({
        phone: asked.phone, token: this.token, account: 'a1', name: 'Sam', council: { name: 'Fenmarsh', ods: 'V396BB' },
        seal_key: this.keys.seal, receipt_key: this.keys.receipt, now: this.now(),
      })
    }
    if (headers['Stillhome-Phone'] !== `${asked.phone}.${this.token}`) return { status: 401, body: '{"code":"field.phone","message":"Not known."}' }
    if (path === '/field/v1/pack') return this.json(await this.pack(asked.cursor))
    const answers = []
    for (const { seq, sealed, call } of asked.envelopes) answers.push(call ? await this.called(asked.phone, call, sealed) : await this.take(asked.phone, seq, sealed))
    let have = 0
    while (this.held.has(have + 1)) have++
    const need = []
    for (let n = have + 1; n <= asked.head.seq && need.length < 200; n++) if (!this.held.has(n)) need.push(n)
    return this.json({ schema: 2, now: this.now(), have, need, answers, wipe: this.wipe, pack: '', need_calls: (asked.calls ?? []).filter((h: string) => ![...this.calls.values()].some((c) => c.hash === h)) })
  }

  private async take(phone: string, seq: number, sealed: string) {
    const { fact } = JSON.parse(await unseal(this.seal, `stillhome/field/2|${phone}|${seq}`, sealed)) as { fact: string }
    const { id, action } = JSON.parse(fact)
    const verdict = this.verdict(action)
    if (verdict === 'retry') return { seq, id, verdict, message: 'Not saved yet.' }
    if (!this.held.has(seq)) this.held.set(seq, { id, fact, hash: await webCrypto.hash(fact), at: this.now(), verdict })
    const h = this.held.get(seq)!
    const receipt = { seq, id: h.id, hash: h.hash, verdict: h.verdict as 'done', at: h.at, sig: '' }
    receipt.sig = base64url(new Uint8Array(await crypto.subtle.sign(ecdsa, this.sign.privateKey, utf8(receiptText(phone, receipt)))))
    return { seq, id, verdict, message: verdict === 'held' ? 'The office will look.' : '', receipt }
  }

  /** Calls for help of a locked app, by id. */
  calls = new Map<string, { hash: string; body: { silent: boolean; how: string } }>()

  private async called(phone: string, id: string, sealed: string) {
    const text = await unseal(this.seal, `stillhome/call/1|${phone}|${id}`, sealed)
    this.calls.set(id, { ...JSON.parse(text), hash: await webCrypto.hash(text) })
    const receipt = { seq: 0, id, hash: await webCrypto.hash(text), verdict: 'done' as const, at: this.now(), sig: '' }
    receipt.sig = base64url(new Uint8Array(await crypto.subtle.sign(ecdsa, this.sign.privateKey, utf8(receiptText(phone, receipt)))))
    return { seq: 0, id, verdict: 'done', message: '', receipt }
  }

  private async pack(cursor: string) {
    const before = cursor ? (JSON.parse(text(fromBase64url(cursor))) as Record<string, string>) : {}
    const parts = await Promise.all(Object.entries(this.packs).map(async ([key, b]) => ({ key, hash: await webCrypto.hash(b) })))
    const fresh = parts.filter((x) => before[x.key] !== x.hash)
    this.given = fresh.map((x) => x.key)
    return {
      manifest: { hash: await manifestHash({ crypto: webCrypto } as Ports, parts), until: this.until, parts },
      parts: fresh.map((x) => ({ key: x.key, body: this.packs[x.key] })),
      forget: Object.keys(before).filter((k) => !this.packs[k]),
      cursor: base64url(joined(utf8(JSON.stringify(Object.fromEntries(parts.map((x) => [x.key, x.hash])))))), now: this.now(),
    }
  }

  private json = (v: unknown): Reply => ({ status: 200, body: JSON.stringify(v) })
}

/** A store that can be told to die: at the n-th call from now every promise rejects. */
export class Dying extends MemStore {
  left = Infinity
  private async call<T>(work: () => Promise<T>): Promise<T> {
    if (this.left-- <= 0) throw new Error('killed')
    return work()
  }
  override get<T>(...a: Parameters<MemStore['get']>) { return this.call(() => super.get<T>(...a)) }
  override keys(...a: Parameters<MemStore['keys']>) { return this.call(() => super.keys(...a)) }
  override all<T>(...a: Parameters<MemStore['all']>) { return this.call(() => super.all<T>(...a)) }
  override write(...a: Parameters<MemStore['write']>) { return this.call(() => super.write(...a)) }
}

export type Made = { council: Council; store: Dying; p: Ports; phone: Enrolled; keys: KeyRing; clock: { at: number } }

/** The ports of a phone in tests; its clock stands still unless moved. */
export function madePorts(council: Council, store: Dying, clock: { at: number }): Ports {
  let n = 0
  return {
    store, crypto: webCrypto, net: { post: (path, body, headers) => council.post(path, body, headers) },
    clock: { wall: () => clock.at, mono: () => clock.at - council.time },
    chance: { bytes: (k) => base64url(crypto.getRandomValues(new Uint8Array(k))), uuid: () => crypto.randomUUID(), part: () => (n++ % 10) / 10 },
  }
}

/** A phone of the council's, enrolled, with its keys open. */
export async function made(): Promise<Made> {
  const council = await Council.found()
  const store = new Dying()
  const clock = { at: council.time + 340 }
  const p = madePorts(council, store, clock)
  const started = await start(p)
  const phone = await enrol(p, telling.app, started.id, started.open)
  const lock = await lockFor(p, undefined, { credential: 'c', secret: new Uint8Array(32) }, '')
  const keys = await keep(p, phone, started, lock, 'passkey', '', 'c')
  return { council, store, p, phone, keys, clock }
}
