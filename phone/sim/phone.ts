// One simulated phone: a disk that outlives the app, and the app, which may die
// between any two things it waits for. The app is the product's own core, whole;
// only what it stands on is simulated.
import { makeCore, type Running } from '../src/core/core.ts'
import type { Host } from '../src/core/host.ts'
import type { About, Enrolled } from '../src/core/ledger.ts'
import type { Change, Ports, Reply, Table } from '../src/core/ports.ts'
import type { Action, Receipt } from '../src/core/types.ts'
import type { Dice } from './chance.ts'
import { Disk, type Luck, SimChance, SimClock, SimCrypto, SimNet, SimStore } from './ports.ts'
import type { World } from './world.ts'

/** The app while it runs. */
type App = { core: Running; ports: Ports }

/** A fact that the screen was told is saved. Gone: this phone lost it, by eviction or an old backup. */
export type Saved = { phone: string; seq: number; id: string; hash: string; sealed: string; action: string; gone: boolean }

/** A whole phone as it was. */
export type Copy = { tables: Map<Table, Map<string, string>>; mark: string; saved: Saved[] }

const passphrase = 'a made-up passphrase'
const other = 'another made-up passphrase'

/** What a person may be told; anything else that ends a task is a fault of ours. */
const forPeople = ['Said', 'NotSaved', 'Locked', 'SignInFirst', 'NeedsPassphrase']

export class Phone {
  disk = new Disk()
  /** How much its clock is wrong, milliseconds. */
  wrong = 0
  /** Whether the worker is signed in at the council. */
  session = true
  saved: Saved[] = []
  private app: App | null = null
  private mark = ''
  private copy: Copy | null = null

  constructor(readonly worker: string, private world: World, private dice: Dice, from?: Copy) {
    if (!from) return
    this.disk.tables = new Map([...from.tables].map(([n, t]) => [n, new Map(t)]))
    this.mark = from.mark
  }

  get runs(): boolean {
    return this.app !== null
  }

  /** Starts the app, and opens it as its worker does: by the passphrase, or by setting it up. */
  start(): void {
    const owner = {} as App
    const { schedule } = this.world
    owner.ports = {
      store: new SimStore(this.disk, schedule, owner, (changes) => this.written(changes)),
      clock: new SimClock(() => this.world.now, () => this.wrong, this.world.now),
      crypto: new SimCrypto(schedule, owner), chance: new SimChance(this.dice),
      net: new SimNet(schedule, owner, (path, body, head) => this.world.deliver(this, path, body, head), () => this.luck()),
    }
    owner.core = makeCore(owner.ports, this.host())
    this.app = owner
    this.task('start', async () => {
      await owner.core.begin(async () => {})
      await this.open(owner)
    })
  }

  private host(): Host {
    return {
      app: 'sim', persist: async () => true, persisted: async () => true, marked: () => this.mark,
      mark: (phone) => void (this.mark = phone), showing: () => true, online: () => true,
      makePasskey: async () => null, usePasskey: async () => null, signIn: () => {}, signOut: async () => true, takeShell: () => {}, wakeLater: () => {}, again: () => {},
    }
  }

  private async open(app: App): Promise<void> {
    if (app.core.phase.value === 'locked') await app.core.unlock(passphrase)
    else if (app.core.phase.value === 'setup') await app.core.setUp(passphrase)
  }

  /** What a worker does who finds the app closed. */
  openAgain(): void {
    const app = this.app
    if (app) this.task('open', () => this.open(app))
  }

  /** Somebody makes the worker open the app; and it calls for help while it is locked. */
  made(): void {
    const app = this.app
    if (!app) return
    this.task('call', async () => app.core.call(this.dice.happens(0.5)))
    this.task('made to open', async () => {
      if (app.core.phase.value === 'open') await app.core.setOther(other)
      app.core.lock()
      if (app.core.phase.value !== 'locked') return
      await app.core.unlock(other)
      if (this.app !== app || app.core.phase.value !== 'open') return
      const shows = [...(app.core.pack.value?.people.values() ?? [])].some((p) => p.getting_in)
      const told = app.core.facts.value.some((k) => k.fact.body.how === 'duress')
      if (shows || told) this.world.breach(`${this.worker}: opened under duress, the app shows ${shows ? 'a way in' : 'that it called'}`)
    })
  }

  /** How many calls of the locked app have no receipt. */
  calling(): number {
    return this.calls().filter((c) => !c.told).length
  }

  /** The calls of which this phone says that the office was told. */
  toldCalls(): string[] {
    return this.calls().filter((c) => c.told).map((c) => c.hash)
  }

  private calls(): { told: string; hash: string }[] {
    return [...this.disk.table('meta')].filter(([k]) => k.startsWith('call:')).map(([, v]) => JSON.parse(v) as { told: string; hash: string })
  }

  /** Dies between two things. What was written stays; what it waited for never comes. */
  kill(): void {
    if (!this.app) return
    if (!this.world.schedule.idle(this.app)) this.world.kills++
    this.world.schedule.kill(this.app)
    this.app = null
  }

  /** The browser throws away all it kept for the app, but for the mark. */
  evict(): void {
    this.kill()
    this.disk.tables.clear()
    for (const s of this.saved) s.gone = true
  }

  /** Copies the whole phone, as a phone's own backup does. */
  backup(): void {
    this.copy = this.copyNow()
  }

  copyNow(): Copy {
    return { tables: this.disk.copy(), mark: this.mark, saved: [...this.saved] }
  }

  /** Puts the copy back: what was recorded since is gone from it. */
  restore(): void {
    if (!this.copy) return
    this.kill()
    this.disk.tables = new Map([...this.copy.tables].map(([n, t]) => [n, new Map(t)]))
    this.mark = this.copy.mark
    for (const s of this.saved) if (!this.copy.saved.includes(s)) s.gone = true
  }

  record(action: Action, about: About, body: Record<string, unknown>): void {
    const app = this.app
    if (app?.core.phase.value !== 'open') return
    this.task(`record ${action}`, async () => this.world.saved(this, await app.core.record(action, about, body)))
  }

  contact(): void {
    const app = this.app
    if (app) this.task('contact', () => app.core.contact())
  }

  lock(): void {
    this.app?.core.lock()
  }

  signOut(): void {
    const app = this.app
    if (app) this.task('sign out', () => app.core.signOut())
  }

  private task(what: string, fn: () => Promise<void>): void {
    fn().catch((e: Error) => {
      if (forPeople.includes(e.name) && e.message) this.world.say(`${this.worker}: ${what}: ${e.message}`)
      else this.world.breach(`${this.worker}: ${what}: ${e.stack}`)
    })
  }

  private luck(): Luck {
    return this.world.luck(this)
  }

  /** Looks at each change of the disk as it happens. */
  private written(changes: Change[]): void {
    for (const c of changes) {
      if (c.table === 'receipts' && !c.drop) this.world.receipt(this, c.key, (c.put as { receipt: Receipt }).receipt)
      const call = c.table === 'meta' && c.key.startsWith('call:') && !c.drop ? (c.put as { told: string; hash: string }) : null
      if (call?.told) this.world.called(this, call.hash)
      if (c.table === 'sealed' && c.drop) this.world.pruned(this, c.key)
    }
  }

  /** How many facts on the disk have no receipt. */
  unsent(): number {
    return [...this.disk.table('sealed').keys()].filter((k) => !this.disk.table('receipts').has(k)).length
  }

  enrolledAs(): Enrolled[] {
    return [...this.disk.table('meta')].filter(([k]) => k.startsWith('phone:')).map(([, v]) => JSON.parse(v) as Enrolled)
  }
}
