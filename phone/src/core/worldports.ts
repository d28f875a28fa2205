// The ports of a browser, for a page and for the service worker alike.
import { base64url } from './bytes.ts'
import { IdbStore } from './idbstore.ts'
import type { Chance, Clock, Net, Ports } from './ports.ts'
import { webCrypto } from './webcrypto.ts'

declare const __APP__: string

export const hidden = (): boolean => typeof document !== 'undefined' && document.visibilityState === 'hidden'

const net: Net = {
  async post(path, body, headers) {
    // What is sent as the app is put away may outlive it; the browser allows 64 kB for that.
    const keepalive = hidden() && body.length < 60_000
    const answer = await fetch(path, {
      method: 'POST', body, keepalive, redirect: 'error', cache: 'no-store',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', ...headers },
      signal: AbortSignal.timeout(path.endsWith('/pack') ? 120_000 : 20_000),
    })
    return { status: answer.status, body: await answer.text() }
  },
}

const clock: Clock = { wall: () => Date.now(), mono: () => performance.now() }

const chance: Chance = {
  bytes: (n) => base64url(crypto.getRandomValues(new Uint8Array(n))),
  uuid: () => crypto.randomUUID(),
  part: () => Math.random(),
}

/** The ports of a page, and of the service worker. */
export const ports = (): Ports => ({ store: new IdbStore(), net, clock, crypto: webCrypto, chance })

export const app = __APP__

/** What the service worker is asked to wake up for. */
export const sending = 'stillhome-send'

/** Ends the session of this browser; false where no answer came. */
export async function signOut(): Promise<boolean> {
  try {
    const answer = await fetch('/sign-out', { method: 'POST', redirect: 'manual', signal: AbortSignal.timeout(20_000) })
    return answer.ok || answer.type === 'opaqueredirect' // it leads to the sign-in page
  } catch {
    return false
  }
}
