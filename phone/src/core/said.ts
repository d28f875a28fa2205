// Errors whose message may stand on a screen: what is wrong and what to do.

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
