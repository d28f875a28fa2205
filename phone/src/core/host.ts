// What the core asks of the browser beside the ports.
import type { Passkey } from './setup.ts'

/** What only a browser with a person before it can do. */
export type Host = {
  app: string
  /** Asks the browser to keep what is stored for good; false when it will not promise. */
  persist(): Promise<boolean>
  persisted(): Promise<boolean>
  /** The phone that a mark outside the store tells of; empty: none. */
  marked(): string
  mark(phone: string): void
  showing(): boolean
  online(): boolean
  /** Makes a passkey, or uses one, whose secret comes from the salt. Null where it gives none. */
  makePasskey(salt: string): Promise<Passkey | null>
  usePasskey(credential: string, salt: string): Promise<Uint8Array | null>
  signIn(): void
  /** Ends the session; false where that could not be done now. */
  signOut(): Promise<boolean>
  /** Takes the waiting shell; the page is loaded anew. */
  takeShell(): void
  /** Asks to be woken for what is unsent, where the browser can do that. */
  wakeLater(): void
  /** Calls wake again after so many milliseconds, instead of when it was to. */
  again(wait: number): void
}
