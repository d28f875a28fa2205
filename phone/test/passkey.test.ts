// Which passkey may open the app: the one just made, or one of whoever is signed in.
import { beforeEach, expect, test, vi } from 'vitest'
import { base64url, utf8 } from '../src/core/bytes.ts'
import { makePasskey } from '../src/core/passkey.ts'

const salt = base64url(new Uint8Array(32))
const secret = new Uint8Array(32).fill(9)
let begin: { status: number; body: unknown }
let asked: string[][]
let prf: { enabled: boolean; results?: { first: ArrayBuffer } }
let refusing: string

const key = (id: string) => ({
  id, rawId: utf8(id).buffer, type: 'public-key', getClientExtensionResults: () => ({ prf }),
  response: { clientDataJSON: new ArrayBuffer(1), attestationObject: new ArrayBuffer(1), getTransports: () => [], userHandle: utf8('a1').buffer },
})

beforeEach(() => {
  const publicKey = { challenge: 'AA', user: { id: 'AA', name: 's', displayName: 's' }, excludeCredentials: [{ id: base64url(utf8('mine')), type: 'public-key' }] }
  begin = { status: 200, body: { publicKey } }
  asked = []
  prf = { enabled: true }
  refusing = ''
  vi.stubGlobal('PublicKeyCredential', {})
  vi.stubGlobal('fetch', async (url: string) => (url.endsWith('/begin') ? Response.json(begin.body, { status: begin.status }) : Response.json({})))
  vi.stubGlobal('navigator', {
    credentials: {
      async create() {
        if (refusing) throw new DOMException('no', refusing)
        return key('made')
      },
      async get({ publicKey: o }: { publicKey: { allowCredentials: { id: Uint8Array }[] } }) {
        asked.push(o.allowCredentials.map((c) => new TextDecoder().decode(c.id)))
        prf = { enabled: true, results: { first: secret.slice().buffer } }
        return key('used')
      },
    },
  })
})

test('one that gives its secret only when used is asked for by name', async () => {
  expect(await makePasskey(salt)).toEqual({ credential: base64url(utf8('used')), secret })
  expect(asked).toEqual([['made']])
})

test('a phone that has one already uses those of the account alone', async () => {
  refusing = 'InvalidStateError'
  expect(await makePasskey(salt)).toEqual({ credential: base64url(utf8('used')), secret })
  expect(asked).toEqual([['mine']])
  ;(begin.body as { publicKey: { excludeCredentials: unknown[] } }).publicKey.excludeCredentials = []
  await expect(makePasskey(salt)).rejects.toThrow('passphrase instead')
  expect(asked).toHaveLength(1)
})

test('long after signing in any may be used, and says whose it is', async () => {
  begin = { status: 403, body: { code: 'auth.not_recent', message: 'Sign in again first.' } }
  expect(await makePasskey(salt)).toEqual({ credential: base64url(utf8('used')), secret, owner: 'a1' })
  expect(asked).toEqual([[]])
})
