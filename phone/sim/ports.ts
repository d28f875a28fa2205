// The ports of a simulated phone. The code above them is the product's own.
import { createCipheriv, createDecipheriv, createECDH, createHash, createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, hkdfSync, type KeyObject, randomBytes, sign, verify } from 'node:crypto'
import { type Change, type Chance, type Clock, type Crypto, type Key, Moved, type Net, type Reply, type Store, type Table } from '../src/core/ports.ts'
import type { Dice } from './chance.ts'
import type { Schedule } from './schedule.ts'

/** What a phone's disk holds. It outlives the app. */
export class Disk {
  tables = new Map<Table, Map<string, string>>()
  /** Nothing more can be written. */
  full = false

  table(name: Table): Map<string, string> {
    let t = this.tables.get(name)
    if (!t) this.tables.set(name, (t = new Map()))
    return t
  }

  copy(): Map<Table, Map<string, string>> {
    return new Map([...this.tables].map(([n, t]) => [n, new Map(t)]))
  }
}

/** IndexedDB as the product sees it, over a disk, at the schedule's mercy. */
export class SimStore implements Store {
  constructor(
    private disk: Disk, private schedule: Schedule, private owner: object,
    private written: (changes: Change[]) => void,
  ) {}

  get<T>(table: Table, key: string): Promise<T | undefined> {
    return this.schedule.later(this.owner, `read ${table}`, () => {
      const v = this.disk.table(table).get(key)
      return v === undefined ? undefined : (JSON.parse(v) as T)
    })
  }

  keys(table: Table, start: string): Promise<string[]> {
    return this.schedule.later(this.owner, `keys ${table}`, () => this.sorted(table, start))
  }

  all<T>(table: Table, start: string): Promise<T[]> {
    return this.schedule.later(this.owner, `all ${table}`, () =>
      this.sorted(table, start).map((k) => JSON.parse(this.disk.table(table).get(k)!) as T))
  }

  private sorted(table: Table, start: string): string[] {
    return [...this.disk.table(table).keys()].filter((k) => k.startsWith(start)).sort()
  }

  write(changes: Change[]): Promise<void> {
    const copy = JSON.parse(JSON.stringify(changes)) as Change[] // as the browser clones
    return this.schedule.later(this.owner, `write ${changes.map((c) => c.table).join()}`, () => {
      for (const c of copy) {
        const have = this.disk.table(c.table).get(c.key)
        if (c.guarded && have !== (c.was === undefined ? undefined : JSON.stringify(c.was))) throw new Moved()
      }
      if (this.disk.full && copy.some((c) => !c.drop)) {
        throw Object.assign(new Error('the disk is full'), { name: 'QuotaExceededError' })
      }
      this.written(copy)
      for (const c of copy) {
        if (c.drop) this.disk.table(c.table).delete(c.key)
        else this.disk.table(c.table).set(c.key, JSON.stringify(c.put))
      }
    })
  }
}

/** What the network does with one request. */
export type Luck = 'fine' | 'lost' | 'answer lost' | 'twice' | 'busy' | 'spoilt'

export class SimNet implements Net {
  constructor(
    private schedule: Schedule, private owner: object,
    private send: (path: string, body: string, headers: Record<string, string>) => Reply,
    private luck: () => Luck,
  ) {}

  async post(path: string, body: string, headers: Record<string, string>): Promise<Reply> {
    const luck = this.luck()
    const gone = (): never => {
      throw new TypeError('network error')
    }
    // The request travels; then, as a thing of its own, the answer does. A phone
    // that dies between the two has been heard all the same.
    const reply = await this.schedule.later(this.owner, `request ${path}`, () => {
      switch (luck) {
        case 'lost': return gone()
        case 'busy': return { status: 503, body: '{"code":"field.busy","message":"Busy.","retry_s":3}' }
        case 'twice': this.send(path, body, headers)
      }
      return this.send(path, body, headers)
    })
    return this.schedule.later(this.owner, `answer ${path}`, () => {
      if (luck === 'answer lost') gone()
      return luck === 'spoilt' ? spoilt(reply) : reply
    })
  }
}

/** An answer that something on the way has changed: a receipt for another verdict, or half of it. */
function spoilt(r: Reply): Reply {
  const body = r.body.replace(/"verdict":"(held|conflict|retry)"/g, '"verdict":"done"').replace(/"sig":"..../g, '"sig":"AAAA')
  return { status: r.status, body: body.length % 3 ? body : body.slice(0, body.length / 2) }
}

export class SimClock implements Clock {
  constructor(private now: () => number, private wrong: () => number, private began: number) {}
  wall(): number {
    return this.now() + this.wrong()
  }
  mono(): number {
    return this.now() - this.began
  }
}

export class SimChance implements Chance {
  constructor(private dice: Dice) {}
  bytes(n: number): string {
    return Buffer.from(this.dice.bytes(n)).toString('base64url')
  }
  uuid(): string {
    const b = this.dice.bytes(16)
    b[6] = (b[6]! & 15) | 64
    b[8] = (b[8]! & 63) | 128
    const h = Buffer.from(b).toString('hex')
    return [h.slice(0, 8), h.slice(8, 12), h.slice(12, 16), h.slice(16, 20), h.slice(20)].join('-')
  }
  part(): number {
    return this.dice.part()
  }
}

type Held = Key & { raw: Buffer; private?: KeyObject }

/** The same cryptography as the browser's, by Node's own functions, which do not wait. */
export class SimCrypto implements Crypto {
  constructor(private schedule: Schedule, private owner: object) {}

  private later<T>(what: string, fn: () => T): Promise<T> {
    return this.schedule.later(this.owner, what, fn)
  }

  hash(what: string | Uint8Array): Promise<string> {
    return this.later('hash', () => createHash('sha256').update(what).digest('hex'))
  }

  makeSignKey(): Promise<{ secret: string; open: string }> {
    return this.later('make key', () => {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const jwk = pair.publicKey.export({ format: 'jwk' })
      const open = Buffer.concat([Buffer.from([4]), Buffer.from(jwk.x!, 'base64url'), Buffer.from(jwk.y!, 'base64url')])
      return { secret: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'), open: open.toString('base64url') }
    })
  }

  signKey(secret: string): Promise<Key> {
    return this.later('open key', () => ({ kind: 'sign', raw: Buffer.from(secret, 'base64url') }) as Held)
  }

  sign(key: Key, text: string): Promise<string> {
    return this.later('sign', () => {
      const held = key as Held
      held.private ??= createPrivateKey({ key: held.raw, format: 'der', type: 'pkcs8' })
      return sign('sha256', Buffer.from(text), { key: held.private, dsaEncoding: 'ieee-p1363' }).toString('base64url')
    })
  }

  verified(open: string, sig: string, text: string): Promise<boolean> {
    return this.later('verify', () => verified(open, sig, text))
  }

  dataKey(secret: string): Promise<Key> {
    return this.later('open key', () => ({ kind: 'data', raw: Buffer.from(secret, 'base64url') }) as Held)
  }

  close(key: Key, text: string, place: string): Promise<string> {
    return this.later('close', () => {
      const iv = randomBytes(12)
      const c = createCipheriv('aes-256-gcm', (key as Held).raw, iv).setAAD(Buffer.from(place))
      return Buffer.concat([iv, c.update(text, 'utf8'), c.final(), c.getAuthTag()]).toString('base64url')
    })
  }

  openUp(key: Key, closed: string, place: string): Promise<string> {
    return this.later('open', () => {
      const all = Buffer.from(closed, 'base64url')
      const d = createDecipheriv('aes-256-gcm', (key as Held).raw, all.subarray(0, 12)).setAAD(Buffer.from(place))
      d.setAuthTag(all.subarray(all.length - 16))
      return Buffer.concat([d.update(all.subarray(12, all.length - 16)), d.final()]).toString('utf8')
    })
  }

  seal(to: string, info: string, text: string): Promise<string> {
    return this.later('seal', () => hpke(Buffer.from(to, 'base64url'), Buffer.from(info), Buffer.from(text)).toString('base64url'))
  }

  /** 600,000 rounds would be the whole of the run; the number of them is not what is looked at. */
  fromPassphrase(passphrase: string, salt: string): Promise<Key> {
    return this.later('passphrase', () => ({ kind: 'data', raw: createHash('sha256').update(salt + passphrase).digest() }) as Held)
  }

  fromPasskey(secret: Uint8Array): Promise<Key> {
    return this.later('passkey', () => ({ kind: 'data', raw: Buffer.from(hkdfSync('sha256', secret, '', 'stillhome keyring', 32)) }) as Held)
  }
}

/** Whether a signature is of that public key. */
export function verified(open: string, sig: string, text: string): boolean {
  try {
    const b = Buffer.from(open, 'base64url')
    const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: b.subarray(1, 33).toString('base64url'), y: b.subarray(33).toString('base64url') }, format: 'jwk' })
    return verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(sig, 'base64url'))
  } catch {
    return false
  }
}

// HPKE base mode (RFC 9180) for a sender, as the product's own hpke.ts has it.
const two = (n: number) => Buffer.from([n >> 8, n & 255])
const KEM = Buffer.concat([Buffer.from('KEM'), two(16)])
const SUITE = Buffer.concat([Buffer.from('HPKE'), two(16), two(1), two(2)])
const hmac = (key: Buffer, ...data: Buffer[]) => createHmac('sha256', key).update(Buffer.concat(data)).digest()
const v1 = Buffer.from('HPKE-v1')
const none = Buffer.alloc(0)
const extract = (suite: Buffer, salt: Buffer, label: string, secret: Buffer) => hmac(salt, v1, suite, Buffer.from(label), secret)
const expand = (suite: Buffer, key: Buffer, label: string, info: Buffer, n: number) =>
  hmac(key, two(n), v1, suite, Buffer.from(label), info, Buffer.from([1])).subarray(0, n)

function hpke(to: Buffer, info: Buffer, text: Buffer): Buffer {
  const once = createECDH('prime256v1')
  const enc = once.generateKeys()
  const shared = expand(KEM, extract(KEM, none, 'eae_prk', once.computeSecret(to)), 'shared_secret', Buffer.concat([enc, to]), 32)
  const context = Buffer.concat([Buffer.from([0]), extract(SUITE, none, 'psk_id_hash', none), extract(SUITE, none, 'info_hash', info)])
  const secret = extract(SUITE, shared, 'secret', none)
  const c = createCipheriv('aes-256-gcm', expand(SUITE, secret, 'key', context, 32), expand(SUITE, secret, 'base_nonce', context, 12))
  return Buffer.concat([enc, c.update(text), c.final(), c.getAuthTag()])
}
