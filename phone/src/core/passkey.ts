// The passkey of this phone: its PRF extension gives, for a salt, a secret that
// only this key can give again. Made by the server's own ceremony, so that it
// signs its owner in as well; used without the network to unlock.
import { base64url, type Bytes, fromBase64url, text } from './bytes.ts'
import { Said, SignInFirst } from './said.ts'
import type { Passkey } from './setup.ts'

type Descriptor = { id: string; type: 'public-key'; transports?: AuthenticatorTransport[] }
type Begun = {
  publicKey: Omit<PublicKeyCredentialCreationOptions, 'challenge' | 'user' | 'excludeCredentials'> & {
    challenge: string; user: { id: string; name: string; displayName: string }; excludeCredentials?: Descriptor[]
  }
}

const notUsed = 'The passkey was not used. Try again, or choose a passphrase instead.'

async function post(url: string, body: unknown): Promise<{ status: number; said: { code?: string; message?: string } & Partial<Begun> }> {
  let answer: Response
  try {
    answer = await fetch(url, {
      method: 'POST', headers: { Accept: 'application/json', 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    })
  } catch {
    throw new Said('There is no signal. Setting up needs signal once: try again where there is some.')
  }
  if (answer.status === 401) throw new SignInFirst()
  return { status: answer.status, said: (await answer.json().catch(() => ({}))) as Begun }
}

const results = (key: PublicKeyCredential): Bytes | null => {
  const first = key.getClientExtensionResults().prf?.results?.first
  return first ? new Uint8Array(first as ArrayBuffer).slice() : null
}

/** Has the owner use a passkey: one of those named, or any of this site's where none is. Null where its PRF gives nothing. */
async function use(among: string[], salt: Bytes): Promise<(Passkey & { owner: string }) | null> {
  const key = (await navigator.credentials.get({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)), // checked by nobody: it is the PRF that opens
      userVerification: 'required',
      allowCredentials: among.map((id) => ({ type: 'public-key', id: fromBase64url(id) })),
      extensions: { prf: { eval: { first: salt } } },
    },
  })) as PublicKeyCredential | null
  const secret = key && results(key)
  if (!key || !secret) return null
  const { userHandle } = key.response as AuthenticatorAssertionResponse
  return { credential: base64url(new Uint8Array(key.rawId)), secret, owner: userHandle ? text(new Uint8Array(userHandle)) : '' }
}

/** Has the owner use one of theirs: those named are, so it need not say whose it is. */
async function useOwn(theirs: string[], salt: Bytes): Promise<Passkey | null> {
  if (!theirs.length) throw new Said(notUsed)
  const used = await use(theirs, salt)
  return used && { credential: used.credential, secret: used.secret }
}

async function make(begun: Begun, salt: Bytes): Promise<Passkey | null> {
  const { publicKey } = begun
  const key = (await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: fromBase64url(publicKey.challenge),
      user: { ...publicKey.user, id: fromBase64url(publicKey.user.id) },
      excludeCredentials: (publicKey.excludeCredentials ?? []).map((k) => ({ ...k, id: fromBase64url(k.id) })),
      extensions: { prf: { eval: { first: salt } } },
    },
  })) as PublicKeyCredential
  const response = key.response as AuthenticatorAttestationResponse
  const { status, said } = await post('/account/passkeys', {
    id: key.id, rawId: base64url(new Uint8Array(key.rawId)), type: key.type,
    response: {
      clientDataJSON: base64url(new Uint8Array(response.clientDataJSON)),
      attestationObject: base64url(new Uint8Array(response.attestationObject)),
      transports: response.getTransports?.() ?? [],
    },
  })
  if (status !== 200) throw new Said(said.message ?? 'That passkey was not accepted. Try again, or choose a passphrase instead.')
  const credential = base64url(new Uint8Array(key.rawId))
  const secret = results(key)
  if (secret) return { credential, secret }
  // Some give the secret only when the key is used.
  return key.getClientExtensionResults().prf?.enabled ? useOwn([credential], salt) : null
}

/** Whether this browser can tell that it knows no PRF: then no key is made for nothing. */
async function without(): Promise<boolean> {
  if (!('PublicKeyCredential' in globalThis)) return true
  const can = await PublicKeyCredential.getClientCapabilities?.().catch(() => null)
  return (can as Record<string, boolean> | null | undefined)?.['extension:prf'] === false
}

/** Makes a passkey, or takes the one this phone has. Null where it makes no keys: ask for a passphrase. */
export async function makePasskey(salt: string): Promise<Passkey | null> {
  if (await without()) return null
  const s = fromBase64url(salt)
  const { status, said } = await post('/account/passkeys/begin', {})
  try {
    // Long after signing in none may be added, but one that is there may be used. It says whose it is.
    if (status !== 200 || !said.publicKey) return await use([], s)
    return await make({ publicKey: said.publicKey }, s)
  } catch (e) {
    // This phone has one of theirs already.
    if ((e as Error).name === 'InvalidStateError') return useOwn((said.publicKey?.excludeCredentials ?? []).map((k) => k.id), s).catch(refused)
    return refused(e, status === 200 ? undefined : said.message)
  }
}

/** Opens with the passkey that this phone was set up with. Needs no network. */
export async function usePasskey(credential: string, salt: string): Promise<Uint8Array | null> {
  return (await use([credential], fromBase64url(salt)).catch((e) => refused(e, 'The passkey was not used. Try again.')))?.secret ?? null
}

function refused(e: unknown, words = notUsed): never {
  throw e instanceof Said ? e : new Said(words)
}
