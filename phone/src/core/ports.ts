// What the core needs of the world around it. The browser gives one set
// (worldports.ts), the service worker the same without a
// screen, and tests and the simulator their own: the code that keeps and sends
// is the same in all of them.

/** The phone's tables. Values are plain data that IndexedDB can clone. */
export type Table = 'meta' | 'sealed' | 'own' | 'receipts' | 'pack'

/**
 * One change of a transaction. A `was` guards it: the whole transaction fails
 * with Moved unless the value stored now is that one (undefined: none is stored).
 */
export type Change = { table: Table; key: string; put?: unknown; drop?: true; was?: unknown; guarded?: true }

/** Another writer was faster: read again and decide anew. */
export class Moved extends Error {
  override name = 'Moved'
}

/** The phone's own store. */
export interface Store {
  get<T>(table: Table, key: string): Promise<T | undefined>
  /** Every key that begins with this, in order. */
  keys(table: Table, start: string): Promise<string[]>
  /** Every value whose key begins with this, in order of key. */
  all<T>(table: Table, start: string): Promise<T[]>
  /**
   * All of these changes or none, durable when it resolves. A full disk rejects
   * with an error named QuotaExceededError, and nothing is changed.
   */
  write(changes: Change[]): Promise<void>
}

export type Reply = { status: number; body: string }

/** The way to the council. Rejects when no answer came, for whatever reason. */
export interface Net {
  post(path: string, body: string, headers: Record<string, string>): Promise<Reply>
}

export interface Clock {
  /** The phone's own clock, milliseconds since 1970. It may be wrong and may jump. */
  wall(): number
  /** Milliseconds since the app started. Never goes back. */
  mono(): number
}

/** A key in memory. What it is inside is the port's own matter. */
export type Key = { readonly kind: 'sign' | 'data' }

export interface Crypto {
  /** SHA-256 of bytes, or of a text's, in lower-case hexadecimal. */
  hash(of: string | Uint8Array): Promise<string>
  /** A new sign key: its private half as bytes to be kept sealed, its public half to be told. */
  makeSignKey(): Promise<{ secret: string; open: string }>
  signKey(secret: string): Promise<Key>
  sign(key: Key, text: string): Promise<string>
  /** Whether the signature over the text is of the council's or phone's public key. Never rejects. */
  verified(open: string, sig: string, text: string): Promise<boolean>
  dataKey(secret: string): Promise<Key>
  /** Seals text under a key of this phone, bound to where it lies; opened only there. */
  close(key: Key, text: string, place: string): Promise<string>
  /** Rejects when the key is another or the bytes were changed. */
  openUp(key: Key, closed: string, place: string): Promise<string>
  /** Seals text so that only the council opens it (HPKE). */
  seal(to: string, info: string, text: string): Promise<string>
  /** The key that opens the keyring, from a passphrase or a passkey's own secret. */
  fromPassphrase(passphrase: string, salt: string): Promise<Key>
  fromPasskey(secret: Uint8Array): Promise<Key>
}

/** Numbers nobody can guess; in the simulator the same for a seed. */
export interface Chance {
  /** That many random bytes, base64url. */
  bytes(n: number): string
  uuid(): string
  /** At least 0 and below 1. */
  part(): number
}

export type Ports = { store: Store; net: Net; clock: Clock; crypto: Crypto; chance: Chance }
