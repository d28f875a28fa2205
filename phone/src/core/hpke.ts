// HPKE (RFC 9180), base mode, for a sender: DHKEM(P-256, HKDF-SHA256),
// HKDF-SHA256 and AES-GCM, over the browser's own cryptography. One message a
// key, so the nonce is the base nonce. Held to the RFC's vectors and to the
// server's own in hpke.test.ts.
import { type Bytes, joined, utf8 } from './bytes.ts'

const KEM = 0x0010
const KDF = 0x0001
const curve = { name: 'ECDH', namedCurve: 'P-256' }

const two = (n: number): Bytes => new Uint8Array([n >> 8, n & 255])
const kem = joined(utf8('KEM'), two(KEM))

async function hmac(key: Uint8Array, data: Bytes): Promise<Bytes> {
  // An empty key is one of zeros; WebCrypto takes none that is empty.
  const raw = key.length ? joined(key) : new Uint8Array(32)
  const k = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', k, data))
}

const extract = (suite: Bytes, salt: Bytes, label: string, secret: Uint8Array): Promise<Bytes> =>
  hmac(salt, joined(utf8('HPKE-v1'), suite, utf8(label), secret))

/** At most 32 bytes, one block of HKDF: nothing here asks for more. */
async function expand(suite: Bytes, key: Bytes, label: string, info: Bytes, length: number): Promise<Bytes> {
  const block = await hmac(key, joined(two(length), utf8('HPKE-v1'), suite, utf8(label), info, new Uint8Array([1])))
  return block.slice(0, length)
}

/** Key and nonce of a message, from what both sides agreed on. */
export async function schedule(shared: Bytes, info: Bytes, keyBytes: 16 | 32): Promise<{ key: Bytes; nonce: Bytes }> {
  const suite = joined(utf8('HPKE'), two(KEM), two(KDF), two(keyBytes === 16 ? 1 : 2))
  const none = new Uint8Array()
  const context = joined(
    new Uint8Array([0]),
    await extract(suite, none, 'psk_id_hash', none),
    await extract(suite, none, 'info_hash', info),
  )
  const secret = await extract(suite, shared, 'secret', none)
  return {
    key: await expand(suite, secret, 'key', context, keyBytes),
    nonce: await expand(suite, secret, 'base_nonce', context, 12),
  }
}

/** What both sides agree on: the Diffie-Hellman of one's private and the other's public half. */
export async function agree(mine: CryptoKey, theirs: Bytes, enc: Bytes, recipient: Bytes): Promise<Bytes> {
  const other = await crypto.subtle.importKey('raw', theirs, curve, false, [])
  const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, mine, 256))
  return expand(kem, await extract(kem, new Uint8Array(), 'eae_prk', dh), 'shared_secret', joined(enc, recipient), 32)
}

/**
 * Seals a message to a public key: the encapsulated key, then the ciphertext.
 * The pair for once and the length of the AES key are given by tests only.
 */
export async function seal(
  to: Bytes, info: Bytes, message: Bytes, aad: Bytes = new Uint8Array(), once?: CryptoKeyPair, keyBytes: 16 | 32 = 32,
): Promise<Bytes> {
  const pair = once ?? (await crypto.subtle.generateKey(curve, false, ['deriveBits']))
  const enc = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const { key, nonce } = await schedule(await agree(pair.privateKey, to, enc, to), info, keyBytes)
  const k = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt'])
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: aad }, k, message)
  return joined(enc, new Uint8Array(sealed))
}
