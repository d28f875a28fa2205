// The Store port over IndexedDB. Every write is one strict transaction: it is on
// the disk when it resolves, as far as a browser can promise.
import { type IDBPDatabase, openDB } from 'idb'
import { type Change, Moved, type Store, type Table } from './ports.ts'

const tables: Table[] = ['meta', 'sealed', 'own', 'receipts', 'pack']

const from = (start: string): IDBKeyRange => IDBKeyRange.bound(start, start + '\uffff')
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

export class IdbStore implements Store {
  private db: Promise<IDBPDatabase> | null = null

  private open(): Promise<IDBPDatabase> {
    this.db ??= openDB('stillhome', 1, {
      upgrade(db) {
        for (const t of tables) db.createObjectStore(t)
      },
      blocking: (_now, _wanted, event) => {
        this.db = null
        ;(event.target as IDBDatabase).close()
      },
      terminated: () => (this.db = null),
    })
    this.db.catch(() => (this.db = null))
    return this.db
  }

  /** Safari drops the connection of an app that was long in the background: once more, with a new one. */
  private async with<T>(work: (db: IDBPDatabase) => Promise<T>): Promise<T> {
    try {
      return await work(await this.open())
    } catch (e) {
      if (!['InvalidStateError', 'UnknownError'].includes((e as Error).name)) throw e
      this.db = null
      return work(await this.open())
    }
  }

  get<T>(table: Table, key: string): Promise<T | undefined> {
    return this.with((db) => db.get(table, key) as Promise<T | undefined>)
  }

  keys(table: Table, start: string): Promise<string[]> {
    return this.with((db) => db.getAllKeys(table, from(start)) as Promise<string[]>)
  }

  all<T>(table: Table, start: string): Promise<T[]> {
    return this.with((db) => db.getAll(table, from(start)) as Promise<T[]>)
  }

  write(changes: Change[]): Promise<void> {
    if (!changes.length) return Promise.resolve()
    return this.with(async (db) => {
      const tx = db.transaction([...new Set(changes.map((c) => c.table))], 'readwrite', { durability: 'strict' })
      // An abort is told by `done`; it must have a listener from the start.
      const done = tx.done
      done.catch(() => {})
      try {
        for (const c of changes) {
          if (c.guarded && !same(await tx.objectStore(c.table).get(c.key), c.was)) throw new Moved()
        }
        for (const c of changes) {
          const at = tx.objectStore(c.table)
          // Its own failure aborts the transaction, which `done` tells.
          void (c.drop ? at.delete(c.key) : at.put(c.put, c.key)).catch(() => {})
        }
      } catch (e) {
        try {
          tx.abort()
        } catch {
          // It is over already.
        }
        throw e
      }
      await done
    })
  }
}
