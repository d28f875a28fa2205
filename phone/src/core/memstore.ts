// A store in memory, for tests and the simulator: the same promises as
// IndexedDB's, with a disk that can be full.
import { type Change, Moved, type Store, type Table } from './ports.ts'

export class MemStore implements Store {
  tables = new Map<Table, Map<string, string>>()
  /** What may still be written, in characters; a tester makes it small. */
  room = Infinity

  private table(name: Table): Map<string, string> {
    let t = this.tables.get(name)
    if (!t) this.tables.set(name, (t = new Map()))
    return t
  }

  async get<T>(table: Table, key: string): Promise<T | undefined> {
    const v = this.table(table).get(key)
    return v === undefined ? undefined : (JSON.parse(v) as T)
  }

  async keys(table: Table, start: string): Promise<string[]> {
    return [...this.table(table).keys()].filter((k) => k.startsWith(start)).sort()
  }

  async all<T>(table: Table, start: string): Promise<T[]> {
    const keys = await this.keys(table, start)
    return keys.map((k) => JSON.parse(this.table(table).get(k)!) as T)
  }

  async write(changes: Change[]): Promise<void> {
    let size = 0
    for (const c of changes) {
      if (c.guarded && this.table(c.table).get(c.key) !== (c.was === undefined ? undefined : JSON.stringify(c.was))) throw new Moved()
      if (!c.drop) size += c.key.length + JSON.stringify(c.put).length
    }
    if (size > this.room) throw Object.assign(new Error('the disk is full'), { name: 'QuotaExceededError' })
    this.room -= size
    for (const c of changes) {
      if (c.drop) this.table(c.table).delete(c.key)
      else this.table(c.table).set(c.key, JSON.stringify(c.put))
    }
  }
}
