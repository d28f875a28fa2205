// HPKE against RFC 9180's own example (A.3.1) and against the server's.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { base64url, fromBase64url, hex, utf8 } from '../src/core/bytes.ts'
import { seal } from '../src/core/hpke.ts'
import { receiptText } from '../src/core/sync.ts'
import { webCrypto } from '../src/core/webcrypto.ts'
import { unseal } from './council.ts'

const unhex = (s: string) => Uint8Array.from(s.match(/../g)!, (b) => parseInt(b, 16))
const ecdh = { name: 'ECDH', namedCurve: 'P-256' }

async function pairOf(secret: Uint8Array, point: Uint8Array): Promise<CryptoKeyPair> {
  const xy = { kty: 'EC', crv: 'P-256', x: base64url(point.slice(1, 33)), y: base64url(point.slice(33)) }
  return {
    privateKey: await crypto.subtle.importKey('jwk', { ...xy, d: base64url(secret) }, ecdh, true, ['deriveBits']),
    publicKey: await crypto.subtle.importKey('jwk', xy, ecdh, true, []),
  }
}

test('RFC 9180 A.3.1: P-256, SHA-256, AES-128-GCM, base mode', async () => {
  const to = unhex('04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0')
  const enc = '04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4'
  const once = await pairOf(unhex('4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb'), unhex(enc))
  const sealed = await seal(
    to, unhex('4f6465206f6e2061204772656369616e2055726e'), unhex('4265617574792069732074727574682c20747275746820626561757479'),
    unhex('436f756e742d30'), once, 16,
  )
  expect(hex(sealed)).toBe(enc + '5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434')
})

test('what is sealed opens for the council alone, and only where it belongs', async () => {
  const pair = (await crypto.subtle.generateKey(ecdh, true, ['deriveBits'])) as CryptoKeyPair
  const to = base64url(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)))
  const sealed = await webCrypto.seal(to, 'place 1', 'Bore da ☕')
  expect(await unseal(pair, 'place 1', sealed)).toBe('Bore da ☕')
  await expect(unseal(pair, 'place 2', sealed)).rejects.toThrow()
  const other = (await crypto.subtle.generateKey(ecdh, true, ['deriveBits'])) as CryptoKeyPair
  await expect(unseal(other, 'place 1', sealed)).rejects.toThrow()
})

type Vectors = {
  seal_key: string; receipt_key: string; seal_private?: string; phone: string; sign_key: string
  facts: { seq: number; text: string; hash: string; sig: string; info: string; plain: string; sealed: string; receipt_text: string; receipt_sig: string }[]
}

test('the server’s vectors: hashes, signatures and receipts', async () => {
  const v = JSON.parse(readFileSync(new URL('../../docs/phone-vectors.json', import.meta.url), 'utf8')) as Vectors
  expect(v.facts.length).toBeGreaterThan(2)
  for (const f of v.facts) {
    expect(await webCrypto.hash(f.text)).toBe(f.hash)
    expect(await webCrypto.verified(v.sign_key, f.sig, f.text)).toBe(true)
    expect(await webCrypto.verified(v.sign_key, f.sig, f.text + ' ')).toBe(false)
    expect(f.info).toBe(`stillhome/field/2|${v.phone}|${f.seq}`)
    expect(JSON.parse(f.plain)).toEqual({ fact: f.text, sig: f.sig })
    expect(fromBase64url(f.sealed).length).toBe(65 + utf8(f.plain).length + 16)
    const { id } = JSON.parse(f.text) as { id: string }
    const [, , , , , verdict, at] = f.receipt_text.split('\n')
    const receipt = { seq: f.seq, id, hash: f.hash, verdict: verdict as 'done', at: at!, sig: f.receipt_sig }
    expect(receiptText(v.phone, receipt)).toBe(f.receipt_text)
    expect(await webCrypto.verified(v.receipt_key, f.receipt_sig, f.receipt_text)).toBe(true)
  }
})
