// One simulated phone: a disk that outlives the app, and the app, which may die
// between any two things it waits for. Everything that keeps, seals and sends is
// the product's own code.
import * as keys from '../src/core/keys.ts'
import * as ledger from '../src/core/ledger.ts'
import * as packs from '../src/core/pack.ts'
import type { Change, Ports, Reply, Table } from '../src/core/ports.ts'
import { NotSaved } from '../src/core/said.ts'
import { send, type Telling } from '../src/core/sync.ts'
import type { Action, Receipt } from '../src/core/types.ts'
import type { Dice } from './chance.ts'
import { Disk, type Luck, SimChance, SimClock, SimCrypto, SimNet, SimStore } from './ports.ts'
import type { World } from './world.ts'

/** The app while it runs. */
type App = {
  ports: Ports
  keys: keys.KeyRing | null
  phone: ledger.Enrolled | null
}

/** A fact that the screen was told is saved, and where it may still be. */
export type Saved = { phone: string; seq: number; id: string; hash: string; action: string; gone: boolean }

const passphrase = 'correct horse battery'
const telling: Telling = { app: 'sim', persisted: true, marker: true, showing: true }

export class Phone {
  disk = new Disk()
  /** The app, once or in two tabs. */
  private apps: App[] = []
  /** Who is in contact: one at a time, as a lock of the browser's sees to. */
  private talking: App | null = null
  /** How much its clock is wrong, milliseconds. */
  wrong = 0
  saved: Saved[] = []
  private copy: Map<Table, Map<string, string>> | null = null
  private copied: Saved[] = []

  constructor(readonly worker: string, private world: World, private dice: Dice) {}

  get tabs(): number {
    return this.apps.length
  }

  /** Starts the app and opens its keys; sets the phone up where it is not. */
  start(): void {
    const app: App = { ports: null as unknown as Ports, keys: null, phone: null }
    const { schedule } = this.world
    const store = new SimStore(this.disk, schedule, app, (changes) => this.written(changes))
    app.ports = {
      store, clock: new SimClock(() => this.world.now, () => this.wrong, this.world.now), crypto: new SimCrypto(schedule, app),
      chance: new SimChance(this.dice), net: new SimNet(schedule, app, (path, body, head) => this.send(path, body, head), () => this.luck()),
    }
    this.apps.push(app)
    this.task('start', async () => {
      const stored = await keys.stored(app.ports)
      app.phone = (await ledger.enrolled(app.ports)).find((p) => p.account === this.worker) ?? null
      if (stored && app.phone?.id === stored.phone) app.keys = await keys.openWith(app.ports, passphrase)
      else await this.setUp(app)
    })
  }

  /** Enrols: a new phone, or the same one at a council that does not know it. */
  private async setUp(app: App): Promise<void> {
    const p = app.ports
    const pair = await p.crypto.makeSignKey()
    const again = app.phone
    const id = again?.id ?? p.chance.uuid()
    const reply = await p.net.post('/field/v1/phones', JSON.stringify({ phone: id, sign_key: pair.open, app: 'sim' }), { session: this.worker })
    if (reply.status !== 200) return this.world.say(`${this.worker}: not enrolled, ${reply.status} ${reply.body.slice(0, 100)}`)
    const a = JSON.parse(reply.body) as ledger.Enrolled & { phone: string }
    const salt = p.chance.bytes(16)
    const lock = await p.crypto.fromPassphrase(passphrase, salt)
    const ring = await keys.KeyRing.make(p, lock, pair.secret, { phone: id, way: 'passphrase', salt, credential: '' })
    const phone: ledger.Enrolled = {
      id, token: a.token, sign_key: pair.open, account: a.account, name: a.name, council: a.council, seal_key: a.seal_key, receipt_key: a.receipt_key,
    }
    await p.store.write([{ table: 'meta', key: `phone:${id}`, put: phone }, ring.change])
    app.phone = phone
    app.keys = ring.keys
  }

  /** Dies between two things. What was written stays; what it waited for never comes. */
  kill(): void {
    for (const app of this.apps) {
      if (!this.world.schedule.idle(app)) this.world.kills++
      this.world.schedule.kill(app)
    }
    this.apps = []
    this.talking = null
  }

  /** The browser throws away all it kept for the app. What had not been sent is gone for good. */
  evict(): void {
    this.kill()
    this.disk.tables.clear()
    for (const s of this.saved) s.gone = true
  }

  /** Copies the whole phone, as a phone's own backup does. */
  backup(): void {
    this.copy = this.disk.copy()
    this.copied = [...this.saved]
  }

  /** Puts the copy back: what was recorded since is gone from it. */
  restore(): void {
    if (!this.copy) return
    this.kill()
    this.disk.tables = new Map([...this.copy].map(([n, t]) => [n, new Map(t)]))
    for (const s of this.saved) if (!this.copied.includes(s)) s.gone = true
  }

  record(action: Action, about: ledger.About, body: Record<string, unknown>): void {
    const app = this.anyApp()
    if (!app?.keys || !app.phone) return
    const { keys: ring, phone } = app
    this.task(`record ${action}`, async () => {
      const pack = await app.ports.store.get<{ hash: string }>('meta', 'pack')
      const fact = await ledger.append(app.ports, phone, ring, pack?.hash ?? '', action, about, body)
      this.world.saved(this, fact)
    })
  }

  /** One contact: send, then ask for the pack, as the app does. */
  contact(): void {
    const app = this.anyApp()
    if (!app?.phone || this.talking) return
    this.talking = app
    this.task('contact', async () => {
      try {
        await this.talk(app)
      } finally {
        this.talking = null
      }
    })
  }

  private async talk(app: App): Promise<void> {
    const p = app.ports
    if (app.keys) await app.keys.expire(this.world.now)
    const sent = await send(p, app.phone!, app.keys, telling)
    if (sent.unknown) {
      app.keys = null
      return this.setUp(app)
    }
    if (sent.wipe) {
      await keys.forget(p)
      app.keys = null
      return
    }
    if (!sent.heard || !app.keys) return
    const got = await packs.fetchPack(p, app.phone!, app.keys)
    if (got.way === 'new') await packs.open(p, app.phone!, app.keys)
  }

  signOut(): void {
    const app = this.anyApp()
    if (!app) return
    this.task('sign out', async () => {
      await keys.forget(app.ports)
      app.keys = null
    })
  }

  private anyApp(): App | null {
    return this.apps.length ? this.dice.of(this.apps) : null
  }

  /** Runs a task of the app. What a person would be told ends it; anything else is a fault of ours. */
  private task(what: string, fn: () => Promise<void>): void {
    fn().catch((e: Error) => {
      if (e instanceof NotSaved || ['TypeError', 'Said', 'QuotaExceededError', 'Moved', 'NotSaved', 'Locked'].includes(e.name) && e.message !== '') {
        this.world.say(`${this.worker}: ${what}: ${e.name}: ${e.message}`)
        return
      }
      this.world.breach(`${this.worker}: ${what}: ${e.stack}`)
    })
  }

  private luck(): Luck {
    return this.world.luck(this)
  }

  private send(path: string, body: string, head: Record<string, string>): Reply {
    return this.world.deliver(this, path, body, head)
  }

  /** Looks at each change of the disk as it happens. */
  private written(changes: Change[]): void {
    for (const c of changes) {
      if (c.table === 'receipts' && !c.drop) this.world.receipt(this, (c.put as { receipt: Receipt }).receipt)
      if (c.table === 'sealed' && c.drop) this.world.pruned(this, c.key)
    }
  }

  /** How many facts on the disk have no receipt. */
  unsent(): number {
    return [...this.disk.table('sealed').keys()].filter((k) => !this.disk.table('receipts').has(k)).length
  }

  enrolledAs(): ledger.Enrolled[] {
    return [...this.disk.table('meta')].filter(([k]) => k.startsWith('phone:')).map(([, v]) => JSON.parse(v) as ledger.Enrolled)
  }
}
