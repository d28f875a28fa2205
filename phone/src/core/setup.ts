// Setting a phone up for whoever is signed in, and again for whom it was.
import { KeyRing, longEnough, type Way } from './keys.ts'
import type { Enrolled } from './ledger.ts'
import { saidIn } from './pack.ts'
import type { Key, Ports } from './ports.ts'
import { Said, SignInFirst } from './said.ts'

/**
 * What the passkey of this phone gave: which it is, and the secret only it can
 * give again. `owner` is the account it is of, as it says itself, where any might
 * have been used: on a shared phone there may be a colleague's.
 */
export type Passkey = { credential: string; secret: Uint8Array; owner?: string }

type Given = {
  phone: string; token: string; account: string; name: string
  council: { name: string; ods: string }; seal_key: string; receipt_key: string
}

/** A phone that is being set up. Kept between tries, so that one phone is not enrolled twice. */
export type Started = { id: string; secret: string; open: string }

export async function start(p: Ports): Promise<Started> {
  return { id: p.chance.uuid(), ...(await p.crypto.makeSignKey()) }
}

/** Asks the council to know this phone. Rejects in words; without a session with SignInFirst. */
export async function enrol(p: Ports, app: string, id: string, open: string, account = ''): Promise<Enrolled> {
  let reply
  try {
    reply = await p.net.post('/field/v1/phones', JSON.stringify({ phone: id, sign_key: open, account, app }), {})
  } catch {
    throw new Said('There is no signal. Setting up needs signal once: try again where there is some.')
  }
  if (reply.status === 401) throw new SignInFirst()
  if (reply.status !== 200) throw new Said(saidIn(reply).message || 'The council could not set up this phone. Try again, or ring the office.')
  let g: Given
  try {
    g = JSON.parse(reply.body) as Given
  } catch {
    throw new Said('The council could not be reached as it should be. Are you on a network that asks you to sign in? Try again.')
  }
  if (g.phone !== id || !g.token || !g.seal_key || !g.receipt_key) throw new Said('The council’s answer was not whole. Try again.')
  return {
    id, token: g.token, sign_key: open, account: g.account, name: g.name, council: g.council,
    seal_key: g.seal_key, receipt_key: g.receipt_key,
  }
}

/** What opens the keyring from now on. */
export async function lockFor(p: Ports, passphrase: string | undefined, passkey: Passkey | null, salt: string): Promise<Key> {
  if (passkey) return p.crypto.fromPasskey(passkey.secret)
  return p.crypto.fromPassphrase(longEnough(passphrase), salt)
}

/** Keeps the enrolled phone and its keyring, in one transaction. */
export async function keep(
  p: Ports, phone: Enrolled, started: Started, lock: Key, way: Way, salt: string, credential: string,
): Promise<KeyRing> {
  const { keys, change } = await KeyRing.make(p, lock, started.secret, { phone: phone.id, way, salt, credential })
  await p.store.write([
    { table: 'meta', key: `phone:${phone.id}`, put: phone },
    { table: 'meta', key: 'here', put: phone.id },
    change,
  ])
  return keys
}
