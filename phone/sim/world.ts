// One seed: three workers with a phone each, a council, and everything that can
// go wrong between them. It also remembers what it was promised, and looks at
// the end whether it was kept.
import { createHash } from 'node:crypto'
import type { Reply } from '../src/core/ports.ts'
import { receiptText } from '../src/core/sync.ts'
import type { Action, Fact, Receipt } from '../src/core/types.ts'
import { Dice } from './chance.ts'
import { ask } from './council.ts'
import { type Copy, Phone, type Saved } from './phone.ts'
import { type Luck, verified } from './ports.ts'
import { Schedule } from './schedule.ts'

type Info = {
  now: string; first: string; last: string; workers: string[]
  people: { id: string; canary: string }[]
  visits: { id: string; person: string; on: string; start: number; tasks: string[] }[]
}
type Held = { phone: string; seq: number; hash: string; id: string; action: string; verdict: string; code: string; standing: string }
type Ack = { phone: string; seq: number; hash: string; sealed: string }

/** Where a seed begins: phones set up, and the council that knows them. */
export type Ready = { now: number; phones: Map<string, Copy> }

const minute = 60_000
/** An envelope that did not open at the council is known there by its own bytes. */
const hashOf = (sealed: string) => createHash('sha256').update(Buffer.from(sealed, 'base64url')).digest('hex')
const around = (text: string, word: string) => text.slice(Math.max(0, text.indexOf(word) - 120), text.indexOf(word) + 60)
const sealedKey = (phone: string, seq: number) => `${phone}/${String(seq).padStart(8, '0')}`

export class World {
  now: number
  kills = 0
  facts = 0
  readonly schedule: Schedule
  readonly phones: Phone[]
  readonly breaches: string[] = []
  readonly trace: string[] = []
  private readonly dice: Dice
  private readonly info: Info
  private readonly nets = new Map<Phone, 'good' | 'bad' | 'none'>()
  private readonly acks = new Map<string, Ack>()
  private readonly packs = new Map<string, Set<string>>()
  private events = 0
  /** When the council signed for a fact, by its hash: the answer may be long on its way. */
  private readonly signed = new Map<string, number>()
  /** What it signed for and has forgotten since, restored from a backup. */
  private readonly undone = new Set<string>()
  private backups: number[] = []
  private calm = false

  constructor(readonly seed: number, private readonly telling: boolean, phones: number, from: Ready | null) {
    this.dice = new Dice(seed, 'world')
    this.schedule = new Schedule(new Dice(seed, 'schedule'))
    this.info = ask({ op: 'begin', which: from ? 1 : 0 }).data as Info
    this.now = from?.now ?? Date.parse(this.info.now)
    this.phones = this.info.workers.slice(0, phones).map((w) => new Phone(w, this, new Dice(seed, w), from?.phones.get(w)))
  }

  say(what: string): void {
    if (this.telling) this.trace.push(`${this.schedule.steps} ${new Date(this.now).toISOString().slice(5, 19)} ${what}`)
  }

  breach(what: string): void {
    this.say(`BREACH ${what}`)
    if (this.breaches.length < 10) this.breaches.push(what)
  }

  /** How many facts have a receipt that a phone believed. */
  get believed(): number {
    return this.acks.size
  }

  async run(acts: number): Promise<void> {
    for (const p of this.phones) p.start()
    await this.pass(30 + this.dice.below(60))
    for (let i = 0; i < acts && !this.breaches.length; i++) {
      this.act()
      await this.pass(this.dice.below(14))
    }
    await this.end()
  }

  /** Sets every phone up on a good day, and keeps all of it: most seeds begin there. */
  async ready(): Promise<Ready> {
    for (const p of this.phones) p.start()
    await this.pass(100_000)
    ask({ op: 'keep' })
    return { now: this.now, phones: new Map(this.phones.map((p) => [p.worker, p.copyNow()])) }
  }

  /** Lets up to n things happen. */
  private async pass(n: number): Promise<void> {
    while (n-- > 0 && (await this.schedule.step()));
  }

  private act(): void {
    const phone = this.dice.of(this.phones)
    const roll = this.dice.part()
    const at = (upTo: number) => roll < upTo
    if (at(0.36)) return this.record(phone)
    if (at(0.62)) return phone.contact()
    if (at(0.68)) return this.weather(phone)
    if (at(0.76)) return this.life(phone)
    if (at(0.84)) return this.wait()
    if (at(0.9)) return this.office()
    if (at(0.94)) return this.trouble(phone)
    return this.council()
  }

  /** Starts, is killed, locked, opened, signed out. */
  private life(phone: Phone): void {
    if (!phone.runs) return phone.start()
    const roll = this.dice.part()
    if (roll < 0.6) {
      this.say(`${phone.worker} is killed`)
      phone.kill()
      if (roll < 0.5) phone.start()
    } else if (roll < 0.7) phone.lock()
    else if (roll < 0.8) phone.openAgain()
    else if (roll < 0.85) phone.made()
    else if (roll < 0.93) phone.session = !phone.session
    else phone.signOut()
  }

  private weather(phone: Phone): void {
    this.nets.set(phone, this.dice.of(['good', 'bad', 'bad', 'none'] as const))
  }

  private wait(): void {
    this.now += Math.round(this.dice.part() ** 3 * 10 * 60 * minute)
    this.now = Math.min(this.now, Date.parse(`${this.info.last}T18:00:00Z`))
  }

  private office(): void {
    const visit = this.dice.of(this.info.visits)
    const roll = this.dice.part()
    const worker = this.dice.of(this.info.workers)
    if (roll < 0.2) this.ask({ op: 'handover', person: visit.person, worker })
    else if (roll < 0.6) this.ask({ op: 'move', visit: visit.id, person: visit.person, worker, body: visit.on })
    else if (roll < 0.85) this.ask({ op: 'cancel', visit: visit.id, person: visit.person })
    else if (roll < 0.92) this.ask({ op: 'absent', worker })
    else {
      const phone = this.dice.of(this.phones)
      const id = phone.enrolledAs()[0]?.id
      if (id) this.ask({ op: 'lost', phone: id })
    }
    this.say('the office changes something')
  }

  private trouble(phone: Phone): void {
    const roll = this.dice.part()
    if (roll < 0.3) phone.disk.full = !phone.disk.full
    else if (roll < 0.5) phone.wrong = Math.round((this.dice.part() - 0.5) * this.dice.of([minute, 120 * minute, 3 * 24 * 60 * minute]))
    else if (roll < 0.7) phone.backup()
    else if (roll < 0.85) {
      this.say(`${phone.worker} is restored from a backup`)
      phone.restore()
    } else {
      this.say(`${phone.worker} is evicted`)
      phone.evict()
    }
  }

  private council(): void {
    if (!this.backups.length || this.dice.happens(0.5)) {
      if (this.backups.length >= 3) return
      this.ask({ op: 'backup' })
      this.backups.push(this.events)
      return
    }
    const which = this.dice.below(this.backups.length)
    this.say('the council is restored from a backup')
    this.ask({ op: 'restore', which })
    for (const [hash, at] of this.signed) if (at > this.backups[which]!) this.undone.add(hash)
    this.backups = this.backups.map((at) => Math.min(at, this.backups[which]!))
  }

  private record(phone: Phone): void {
    const today = new Date(this.now).toISOString().slice(0, 10)
    const visits = this.info.visits.filter((v) => v.on === today)
    if (!visits.length) return
    const v = this.dice.of(visits)
    const about = { person: v.person, visit: v.id, version: this.dice.below(3) }
    const level = () => this.dice.of(['alone', 'reminder', 'watched', 'hands_on', 'done_for', 'not_today'])
    const at = (back: number) => new Date(this.now - back * minute).toISOString()
    const words = this.dice.happens(0.05) ? 'w'.repeat(4000 + this.dice.below(14_000)) : `${this.info.people.find((p) => p.id === v.person)!.canary} is well.`
    const kinds: [number, Action, () => Record<string, unknown>][] = [
      [3, 'visit.arrive', () => ({ arrived: at(0) })],
      [5, 'visit.task', () => ({ task: this.dice.of(v.tasks), activity: 'wash', level: level() })],
      [1, 'visit.feeling', () => ({ feeling: this.dice.of(['better', 'same', 'worse']) })],
      [2, 'visit.note', () => ({ words })],
      [1, 'visit.risk', () => ({ answer: 'fine', words: '' })],
      [5, 'visit.record', () => ({ arrived: at(30), left: at(0), tasks: v.tasks.map((task) => ({ task, activity: 'wash', level: level() })), feeling: 'same', note: '' })],
      [1, 'visit.no_answer', () => ({ arrived: at(1), tried: ['knocked', 'rang'] })],
      [1, 'visit.not_wanted', () => ({ reason: 'managed', note: '' })],
      [1, 'visit.late', () => ({ minutes: 20 })],
      [1, 'visit.dose', () => ({ medicine: 'none', slot: `${today}/morning`, outcome: 'taken', reason: '', help: 'given', amount: '2', right: this.dice.happens(0.5), warned: ['too_early'] })],
      [1, 'visit.dose_effect', () => ({ dose: 'none', effect: 'some', words: '' })],
      [1, 'visit.risk', () => ({ answer: 'not_safe', seen: ['animal'], words: '', first: true, went_in: false })],
      [1, 'no_answer.start', () => ({ arrived: at(1), tried: ['knock', 'ring_bell'] })],
      [1, 'no_answer.step', () => ({ step: 'look', result: this.dice.of(['nothing', 'sign_inside']), words })],
      [1, 'no_answer.end', () => ({ outcome: this.dice.of(['answered', 'found_ill', 'away_safe', 'office_took_over']), words: '', arrived: at(1) })],
      [1, 'help.want', () => {
        const how = this.dice.of(['pressed', 'silent', 'duress'])
        return { silent: how !== 'pressed', how }
      }],
      [1, 'keysafe.shown', () => ({})],
      [1, 'mileage.confirm', () => ({ on: today, miles: 12, usual: true })],
    ]
    let roll = this.dice.below(kinds.reduce((n, k) => n + k[0], 0))
    for (const [weight, action, body] of kinds) {
      roll -= weight
      if (roll < 0) return phone.record(action, about, body())
    }
  }

  private ask(question: Record<string, unknown>): unknown {
    this.events++
    return ask({ ...question, now: new Date(this.now).toISOString() }).data
  }

  luck(phone: Phone): Luck {
    const net = this.calm ? 'good' : (this.nets.get(phone) ?? 'good')
    if (net === 'good') return 'fine'
    if (net === 'none') return 'lost'
    return this.dice.of(['fine', 'fine', 'lost', 'answer lost', 'answer lost', 'twice', 'busy', 'spoilt'] as const)
  }

  /** One request reaches the council. What comes back must be about nobody it may not be about. */
  deliver(phone: Phone, path: string, body: string, head: Record<string, string>): Reply {
    const account = phone.session && path !== '/field/v1/sync' ? phone.worker : ''
    this.events++
    const a = ask({ op: 'http', method: 'POST', path, account, header: head, body, now: new Date(this.now).toISOString() })
    this.say(`${phone.worker} ${path} ${body.length} bytes: ${a.status}`)
    this.look(phone, path, a.body!)
    this.sign(a.body!)
    if (path === '/field/v1/pack' && a.status === 200) this.given(a.body!)
    if (a.status! >= 500 && a.status !== 503) this.breach(`${path} answered ${a.status}: ${a.body}`)
    return { status: a.status!, body: a.body! }
  }

  /**
   * What came must be about nobody the rota does not give this worker. Of a
   * visit that was taken off, the change says what the person is called.
   */
  private look(phone: Phone, path: string, body: string): void {
    const seen = this.info.people.filter((p) => body.includes(p.canary))
    if (!seen.length) return
    const { people, named } = path === '/field/v1/pack' ? this.entitled(phone) : { people: [], named: [] }
    for (const p of seen) {
      if (people.includes(p.id)) continue
      const text = named.includes(p.id) ? body.replaceAll(`Known${p.canary}`, '') : body
      if (text.includes(p.canary)) this.breach(`${phone.worker} was sent words about ${p.canary} by ${path}: ${around(text, p.canary)}`)
    }
  }

  /** What a pack is made of: a phone that took it keeps these parts and no other. */
  private given(body: string): void {
    const { manifest } = JSON.parse(body) as { manifest?: { hash: string; parts: { key: string }[] } }
    if (manifest) this.packs.set(manifest.hash, new Set(manifest.parts.map((part) => part.key)))
  }

  /** Parts that lie on a phone beside the pack it took: people it should have forgotten. */
  private beside(phone: Phone): string[] {
    const taken = phone.disk.table('meta').get('pack')
    const parts = taken && this.packs.get((JSON.parse(taken) as { hash: string }).hash)
    return parts ? [...phone.disk.table('pack').keys()].filter((key) => !parts.has(key)) : []
  }

  /** What the council signs for it must hold at that very moment. */
  private sign(body: string): void {
    const hashes = [...body.matchAll(/"receipt":{[^}]*"hash":"([0-9a-f]{64})"/g)].map(([, hash]) => hash!)
    if (!hashes.length) return
    for (const hash of hashes) this.signed.set(hash, this.events)
    for (const hash of this.ask({ op: 'holds', hashes }) as string[]) this.breach(`the council signed for ${hash.slice(0, 8)} and does not hold it`)
  }

  private entitled(phone: Phone): { people: string[]; named: string[] } {
    return this.ask({ op: 'entitled', worker: phone.worker }) as { people: string[]; named: string[] }
  }

  /** The screen says "Saved on this phone": so it must lie there. */
  saved(phone: Phone, fact: Fact): void {
    this.facts++
    const lies = phone.disk.table('sealed').get(sealedKey(fact.phone, fact.seq))
    const sealed = lies ? (JSON.parse(lies) as { id: string; hash: string; sealed: string }) : null
    this.say(`${phone.worker} saved ${fact.seq} ${fact.action}`)
    if (sealed?.id !== fact.id) return this.breach(`${phone.worker} was told that fact ${fact.seq} is saved, and it is not on the phone`)
    const s: Saved = { phone: fact.phone, seq: fact.seq, id: fact.id, hash: sealed.hash, sealed: hashOf(sealed.sealed), action: fact.action, gone: false }
    phone.saved.push(s)
  }

  /** The phone believes a receipt: it must be true, and for the very fact that lies there. */
  receipt(phone: Phone, key: string, r: Receipt): void {
    const id = key.slice(0, key.lastIndexOf('/'))
    const e = phone.enrolledAs().find((p) => p.id === id)
    const lies = phone.disk.table('sealed').get(key)
    if (!e || !lies || key !== sealedKey(id, r.seq) || !verified(e.receipt_key, r.sig, receiptText(id, r))) {
      return this.breach(`${phone.worker} believed a receipt for ${r.seq} that is not true`)
    }
    const { hash, sealed } = JSON.parse(lies) as { hash: string; sealed: string }
    if (r.hash !== hash && !(r.verdict === 'held' && r.hash === hashOf(sealed))) {
      return this.breach(`${phone.worker} believed a receipt for another fact than ${r.seq}`)
    }
    if (!['done', 'conflict', 'held'].includes(r.verdict)) return this.breach(`${phone.worker} believed a receipt that keeps nothing`)
    this.say(`${phone.worker} believes that the council holds ${r.seq}: ${r.verdict}`)
    this.acks.set(`${key}/${hash}`, { phone: id, seq: r.seq, hash, sealed: hashOf(sealed) })
  }

  /** The phone says that the office was told of a call: so the council must hold it, but where it was restored since. */
  called(phone: Phone, hash: string): void {
    if (this.undone.has(hash)) return
    for (const lost of this.ask({ op: 'holds', hashes: [hash] }) as string[]) this.breach(`${phone.worker} says that the office was told of the call ${lost.slice(0, 8)}, and it was not`)
  }

  /** A sealed fact is taken off the phone: only 14 days after its receipt. */
  pruned(phone: Phone, key: string): void {
    const held = phone.disk.table('receipts').get(key)
    const at = held ? Date.parse((JSON.parse(held) as { receipt: Receipt }).receipt.at) : NaN
    if (!(this.now - at > 14 * 24 * 60 * minute)) this.breach(`${phone.worker} took ${key} away`)
  }

  /**
   * Everything gets well again; then everything promised must be so. It may take
   * a day: an arrival noted by a clock that was wrong keeps the pack as it is.
   */
  private async end(): Promise<void> {
    this.calm = true
    for (const p of this.phones) {
      p.disk.full = false
      p.wrong = 0
      p.session = true
    }
    for (let round = 0; round < 48; round++) {
      for (const p of this.phones) {
        if (round % 4 === 3) p.kill()
        if (!p.runs) p.start()
        else p.openAgain()
        await this.pass(10_000)
        p.contact()
        await this.pass(10_000)
        for (const key of this.beside(p)) this.breach(`${p.worker}: ${key} should have been forgotten with the pack before`)
      }
      const lost = this.lostCalls()
      if (round > 3) for (const l of lost) this.breach(l) // a phone keeps them for twelve hours
      if (this.breaches.length || !(lost.length || this.wrong().length)) return
      this.now += 61 * minute
    }
    for (const w of this.wrong()) this.breach(w)
  }

  /** Calls that a phone says the office was told of, from before a backup that the council went back to, and that it was not told again. */
  private lostCalls(): string[] {
    return this.phones.flatMap((p) => (this.ask({ op: 'holds', hashes: p.toldCalls() }) as string[]).map((l) => `${p.worker}: the council was told of the call ${l.slice(0, 8)}, went back, and was not told again`))
  }

  /** What is not as it was promised. */
  private wrong(): string[] {
    const wrong: string[] = []
    const { facts, doubled } = this.ask({ op: 'audit' }) as { facts: Held[]; doubled: string[] }
    const has = new Set(facts.map((f) => `${f.phone}/${f.seq}/${f.hash}`))
    const held = (id: string, seq: number, hash: string, sealed: string) => has.has(`${id}/${seq}/${hash}`) || has.has(`${id}/${seq}/${sealed}`)
    const lies = (phone: Phone, id: string, seq: number, hash: string) => {
      const at = phone.disk.table('sealed').get(sealedKey(id, seq))
      return at !== undefined && (JSON.parse(at) as { hash: string }).hash === hash
    }
    for (const d of doubled) wrong.push(`counted twice: ${d}`)
    for (const p of this.phones) {
      if (p.calling()) wrong.push(`${p.worker}: ${p.calling()} calls of the locked app never got a receipt`)
      if (p.unsent()) wrong.push(`${p.worker}: ${p.unsent()} facts never got a receipt`)
      for (const s of p.saved) {
        if (!s.gone && !lies(p, s.phone, s.seq, s.hash)) wrong.push(`${p.worker}: fact ${s.seq} is no longer on the phone`)
        if (!s.gone && !held(s.phone, s.seq, s.hash, s.sealed)) wrong.push(`${p.worker}: fact ${s.seq} (${s.action}) was saved and is not at the council`)
      }
      for (const [name, table] of p.disk.tables) {
        for (const [k, v] of table) if (v.includes('canary')) wrong.push(`${p.worker}: words about somebody lie open in ${name} ${k}`)
      }
      const may = new Set(this.entitled(p).people)
      for (const k of p.disk.table('pack').keys()) {
        if (k.startsWith('person:') && !may.has(k.slice('person:'.length))) wrong.push(`${p.worker}: ${k} should have been forgotten`)
      }
    }
    for (const a of this.acks.values()) {
      const kept = this.phones.some((p) => lies(p, a.phone, a.seq, a.hash))
      if (!held(a.phone, a.seq, a.hash, a.sealed) && (kept || !(this.undone.has(a.hash) || this.undone.has(a.sealed)))) {
        const there = facts.filter((f) => f.phone === a.phone).map((f) => `${f.seq} ${f.hash.slice(0, 6)} ${f.verdict} ${f.standing}`)
        wrong.push(`the council signed for ${a.phone}/${a.seq} ${a.hash.slice(0, 6)} and does not have it, but ${there.join(', ')}`)
      }
    }
    return wrong
  }
}
