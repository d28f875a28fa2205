// A core for looking at the screens and testing them: a made-up worker and
// made-up people, kept in the tab alone. It seals nothing, sends nothing, and
// is no part of what is built for the council. window.made says how it stands.
import { computed, signal } from '@preact/signals'
import type { Action, Core, Fact, Kept, Pack, Phase, Receipt, Status, Unlocking, Verdict } from './core/types.ts'
import { begins, ends } from './core/arrival.ts'
import { hushed } from './core/ledger.ts'
import { madePack } from './madepack.ts'

/** What a test may set before the app starts, by a `made` object on the window. */
export type Made = {
  phase?: Phase
  way?: Unlocking['way']
  online?: boolean
  /** The day, Monday 30 November 2026 if nothing is said, and the time by the clock in the UK. */
  on?: string
  clock?: string
  trouble?: string
  empty?: boolean
  noPack?: boolean
  update?: boolean
  signIn?: boolean
  /** Why nothing can be saved, in words. */
  full?: string
  verdict?: Verdict
  /** Milliseconds until a fact is kept. */
  slow?: number
  /** Milliseconds until the council answers. */
  answers?: number
  longNames?: boolean
  /** Whether the phone has shown today that it can call for help, in words where it has not. */
  cannotCall?: string
}

const wait = (ms: number) => new Promise((r) => setTimeout(r, ms))
const kept = 'stillhome made-up facts'
const place = 'stillhome made-up place'

/** The made-up core, how to change it, and what it keeps to itself. */
export type MadeCore = Core & { set(change: Made): void; hushed: Fact[] }

/** makeCore is the made-up core, as set; `set` changes how it stands. */
export function makeCore(made: Made): MadeCore {
  const started = Date.now()
  const now = () => Date.parse(`${made.on ?? '2026-11-30'}T${made.clock ?? '08:28'}:00Z`) + Date.now() - started
  const phase = signal<Phase>(made.phase ?? 'open')
  const pack = signal<Pack | null>(null)
  const facts = signal<Kept[]>(JSON.parse(sessionStorage.getItem(kept) ?? '[]') as Kept[])
  const how = signal({ online: made.online ?? false, sending: false, heard: '', trouble: made.trouble ?? '', update: made.update ?? false, signIn: made.signIn ?? false, cannotCall: made.cannotCall ?? '' })
  const calls = signal<{ at: string; told: string }[]>([])
  const status = computed<Status>(() => ({ ...how.value, unsent: facts.value.filter((k) => !k.receipt).length }))
  const fill = () => (pack.value = made.noPack ? null : madePack(made.empty ?? false, made.longNames ?? false))
  if (phase.value === 'open') fill()

  const keep = (all: Kept[]) => {
    facts.value = all
    sessionStorage.setItem(kept, JSON.stringify(all))
  }
  const receipt = (f: Fact): Receipt => ({ seq: f.seq, id: f.id, hash: '', verdict: made.verdict ?? 'done', at: new Date(now()).toISOString(), sig: '' })

  const core: MadeCore = {
    hushed: [],
    phase, status, pack, facts,
    canCall: computed(() => (how.value.cannotCall ? { at: '', why: how.value.cannotCall } : { at: new Date(now() - 3600_000).toISOString(), why: '' })),
    calls,
    async tryCall() {
      await wait(50)
      if (how.value.online) core.set({ cannotCall: '' })
    },
    async setOther(passphrase) {
      if (passphrase.length < 12) throw new Error('Choose a passphrase of 12 characters or more. Three or four words are good.')
    },
    async call(silent) {
      if (made.full) throw new Error(made.full)
      if (!silent) calls.value = [...calls.value, { at: new Date(now()).toISOString(), told: how.value.online ? new Date(now()).toISOString() : '' }]
    },
    unlocking: signal<Unlocking | null>({ way: made.way ?? 'passkey' }),
    visiting: computed(() => {
      const last = facts.value.filter((k) => [...begins, ...ends].includes(k.fact.action)).at(-1)
      return !!last && begins.includes(last.fact.action)
    }),
    async record(action: Action, about, body) {
      await wait(made.slow ?? 15)
      if (made.full) throw new Error(made.full)
      const fact: Fact = {
        schema: 2, id: crypto.randomUUID(), phone: 'made-up', seq: facts.value.length + 1, prev: '', action,
        person: about.person ?? '', visit: about.visit ?? '', version: about.version ?? 0, pack: '',
        at: new Date(now()).toISOString(), wall: now(), mono: performance.now(), offset: 0, body,
      }
      if (!hushed(action, body)) keep([...facts.value, { fact, receipt: null, message: '' }])
      else core.hushed.push(fact)
      void core.contact()
      return fact
    },
    async setUp(passphrase) {
      await wait(300)
      if (made.full) throw new Error(made.full)
      if (passphrase === undefined && made.way === 'passphrase') throw Object.assign(new Error('This phone’s lock cannot be used for the app. Choose a passphrase of 12 characters or more.'), { name: 'NeedsPassphrase' })
      fill()
      phase.value = 'open'
    },
    async unlock(passphrase) {
      await wait(100)
      if (passphrase !== undefined && passphrase !== 'three made up words') throw new Error('That is not the passphrase. Try again.')
      fill()
      phase.value = 'open'
    },
    lock() {
      pack.value = null
      phase.value = 'locked'
    },
    async signOut() {
      pack.value = null
      phase.value = 'setup'
    },
    async contact() {
      if (!how.value.online) return
      how.value = { ...how.value, sending: true }
      await wait(made.answers ?? 150)
      if (how.value.online) {
        keep(facts.value.map((k) => (k.receipt ? k : { ...k, receipt: receipt(k.fact) })))
        how.value = { ...how.value, heard: new Date(now()).toISOString() }
      }
      how.value = { ...how.value, sending: false }
    },
    async exportSealed() {
      return new Blob([`${facts.value.filter((k) => !k.receipt).length} made-up records`])
    },
    update() {
      how.value = { ...how.value, update: false }
    },
    now,
    place: {
      get: async () => sessionStorage.getItem(place) ?? '',
      set: (where) => sessionStorage.setItem(place, where),
    },
    set(change) {
      Object.assign(made, change)
      how.value = { ...how.value, online: made.online ?? false, trouble: made.trouble ?? '', update: made.update ?? false, signIn: made.signIn ?? false, cannotCall: made.cannotCall ?? '' }
      calls.value = calls.value.map((c) => ({ ...c, told: c.told || (made.online ? new Date(now()).toISOString() : '') }))
      void core.contact()
    },
  }
  return core
}
