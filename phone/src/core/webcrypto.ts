// The Crypto port over the browser's own cryptography.
import { type Bytes, base64url, fromBase64url, hex, joined, text, utf8 } from './bytes.ts'
import * as hpke from './hpke.ts'
import type { Crypto, Key } from './ports.ts'

/** Held to the figure in docs/phone.md: about a second on a cheap phone. */
const rounds = 600_000
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

type Held = Key & { key: CryptoKey }
const held = (kind: Key['kind'], key: CryptoKey): Held => ({ kind, key })
const inside = (key: Key): CryptoKey => (key as Held).key

const dataKey = (raw: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])

const derived = (from: CryptoKey, how: HkdfParams | Pbkdf2Params): Promise<CryptoKey> =>
  crypto.subtle.deriveKey(how, from, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])

export const webCrypto: Crypto = {
  async hash(of) {
    const bytes = typeof of === 'string' ? utf8(of) : joined(of)
    return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
  },

  async makeSignKey() {
    const pair = await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify'])
    const secret = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey))
    const open = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
    return { secret: base64url(secret), open: base64url(open) }
  },

  async signKey(secret) {
    return held('sign', await crypto.subtle.importKey('pkcs8', fromBase64url(secret), ecdsa, false, ['sign']))
  },

  async sign(key, s) {
    return base64url(new Uint8Array(await crypto.subtle.sign(ecdsa, inside(key), utf8(s))))
  },

  async verified(open, sig, s) {
    try {
      const key = await crypto.subtle.importKey('raw', fromBase64url(open), ecdsa, false, ['verify'])
      return await crypto.subtle.verify(ecdsa, key, fromBase64url(sig), utf8(s))
    } catch {
      return false // not even a key or a signature
    }
  },

  async dataKey(secret) {
    return held('data', await dataKey(fromBase64url(secret)))
  },

  async close(key, s, place) {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const how = { name: 'AES-GCM', iv, additionalData: utf8(place) }
    return base64url(joined(iv, new Uint8Array(await crypto.subtle.encrypt(how, inside(key), utf8(s)))))
  },

  async openUp(key, closed, place) {
    const all = fromBase64url(closed)
    const how = { name: 'AES-GCM', iv: all.slice(0, 12), additionalData: utf8(place) }
    return text(new Uint8Array(await crypto.subtle.decrypt(how, inside(key), all.slice(12))))
  },

  async seal(to, info, s) {
    return base64url(await hpke.seal(fromBase64url(to), utf8(info), utf8(s)))
  },

  async fromPassphrase(passphrase, salt) {
    const from = await crypto.subtle.importKey('raw', utf8(passphrase.normalize('NFKC')), 'PBKDF2', false, ['deriveKey'])
    return held('data', await derived(from, { name: 'PBKDF2', hash: 'SHA-256', salt: fromBase64url(salt), iterations: rounds }))
  },

  async fromPasskey(secret) {
    const from = await crypto.subtle.importKey('raw', joined(secret), 'HKDF', false, ['deriveKey'])
    const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8('stillhome keyring') }
    return held('data', await derived(from, how))
  },
}
