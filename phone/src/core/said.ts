// Errors whose message may stand on a screen: what is wrong and what to do.
import type { Result } from './contact.ts'

export class Said extends Error {
  override name = 'Said'
}

/** The fact is NOT on this phone. Whatever the screen shows must say so. */
export class NotSaved extends Said {
  override name = 'NotSaved'
}

/** The keys are closed. */
export class Locked extends Said {
  override name = 'Locked'
}

/** The passkey of this phone cannot make keys: ask for a passphrase. */
export class NeedsPassphrase extends Said {
  override name = 'NeedsPassphrase'
}

/** There is no session: sign in, then come back. */
export class SignInFirst extends Said {
  override name = 'SignInFirst'
  constructor() {
    super('Sign in to go on. You need signal for this.')
  }
}

/** What a phone is told that the council does not know any more. */
export const strange = 'The council does not know this phone any more. Sign in again with signal: it is then set up as before. Nothing you recorded is lost.'

/** What is wrong after a contact and what to do, in one sentence; empty where nothing is. */
export function troubleOf(r: Result, persisted: boolean, online: boolean): string {
  if (r.unknown) return strange
  if (r.doubt) return 'The council did not take everything, or its answer could not be checked. Nothing is lost. Tell the office.'
  if (r.pack?.way === 'signed_out') return 'Sign in again to get the newest rota. What you record is kept and sent without.'
  if (r.pack?.way === 'refused' && !r.pack.busy) return r.pack.message
  if (!persisted) return 'This browser may throw away what it keeps. Add Stillhome to your home screen and open it from there.'
  return r.heard || !online ? '' : noAnswer
}

export const noAnswer = 'There is no signal, or the council does not answer. What you record is kept on this phone. We will try again.'

/** The same error, or what to do where the phone is too full for what was wanted, or something else was written meanwhile. */
export function inWords(e: unknown): unknown {
  switch ((e as Error | null)?.name) {
    case 'QuotaExceededError':
      return new Said('This phone is too full for the app to open. Remove photos or apps, then try again. What you recorded is safe.')
    case 'Moved':
      return new Said('Something else was under way. Try again.')
  }
  return e
}
