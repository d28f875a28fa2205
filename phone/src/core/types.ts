// The shapes that docs/phone.md names, and what the screens may ask of the core.
import type { ReadonlySignal } from '@preact/signals'

export type Word = { code: string; label: string }

export type Action =
  | 'visit.arrive' | 'visit.task' | 'visit.dose' | 'visit.feeling' | 'visit.note' | 'visit.risk'
  | 'visit.record' | 'visit.no_answer' | 'visit.not_wanted' | 'visit.late'
  | 'visit.dose_effect' | 'no_answer.start' | 'no_answer.step' | 'no_answer.end'
  | 'concern.raise' | 'help.want' | 'help.cancel' | 'equipment.left' | 'keysafe.shown'
  | 'mileage.confirm' | 'roster.seen'

/** One thing that happened, as its text says. */
export type Fact = {
  schema: 2
  id: string
  phone: string
  seq: number
  prev: string
  action: Action
  person: string
  visit: string
  version: number
  pack: string
  at: string
  wall: number
  mono: number
  offset: number
  body: Record<string, unknown>
}

export type Verdict = 'done' | 'conflict' | 'held' | 'retry'

export type Receipt = { seq: number; id: string; hash: string; verdict: Verdict; at: string; sig: string }

/** A fact with what has become of it. Without a receipt it is only on this phone. */
export type Kept = { fact: Fact; receipt: Receipt | null; message: string }

export type Stop = {
  visit: string; person: string; version: number; name: string; area: string
  start_min: number; end_min: number; told_min: number; travel_min: number
  must_be_at: boolean; workers: number; with: string[]; first: boolean; state: string
  opens_at: string; part: string; arrived_at: string; left_at: string
}

export type Day = { on: string; published: boolean; shifts: { start_min: number; end_min: number }[]; stops: Stop[] }

export type Task = { task: string; activity: string; words: string; last: { level: string; on: string } | null }

/** A dose that the person had, or part of it. `id` is that of the fact it came by. */
export type Given = { id: string; at: string; slot: string; amount: string; site: string }

/** One dose that is due at a visit, or may be needed. Counts and minutes are 0, and texts empty, where nothing was said. */
export type Medicine = {
  medicine: string
  /** The same for all entries of the chart that replaced one another. */
  line: string
  name: string; dose: string; slot: string; kind: string; time_critical: boolean
  last: { outcome: string; at: string } | null
  form: string; strength: string; route: string; instructions: string
  /** The level of help that is usual: given, prompted or self. */
  help: string
  /** The minute of the day at which it is due, where it has one; else -1. */
  due_min: number
  /** The least minutes between two doses, and the most doses and units in any 24 hours. */
  gap_min: number; most_doses: number; most_units: number
  /** Doses of the last days, the oldest first. */
  given: Given[]
  /** What for, and after how many minutes to ask whether it helped; null for what has set times. */
  as_needed: { for: string; effect_min: number } | null
  /** patch, cream or injection: then where on the body, and for how many days a place rests. */
  shape: string; sites: string[]; rest_days: number
  controlled: boolean; witness: boolean; covert: boolean
  /** When a second person agreed to the entry; empty: nobody has yet. */
  checked_at: string
  /** What the person is allergic to that may be in it. */
  allergy: string
  from_on: string; until_on: string; stopped_at: string
  /** Until when the prescriber's word by telephone holds. */
  word_until: string
  /** Whether this visit holds the right to this dose. Elsewhere: another visit may have given it. */
  right: 'here' | 'elsewhere'
  last_confirmed: { outcome: string; at: string } | null
}

/** What must never be hidden from who visits. */
export type Safety = { kind: string; words: string; source: string; on: string }

export type Told = { name: string; phone: string }

export type Person = {
  person: string; name: string; full_name: string; born_on: string; address: string; postcode: string
  phone: string; language: string; lives_alone: string
  needs: { code: string; what_to_do: string }[]
  infection: string; matters: string
  goals: { words: string; why: string; target_on: string }[]
  contacts: { name: string; relationship: string; phone: string; carer: boolean; keyholder: boolean }[]
  getting_in: string
  risks: { words: string }[]
  safety: Safety[]
  /** `known`: known, none, or not_known, which is not none. */
  allergies: { known: string; words: string }
  /** What happened before that a worker must know, with where it is known from. */
  warnings: { words: string; source: string; on: string; review_on: string; challenged: boolean }[]
  /** What may have changed at the door. */
  door: Word[]
  /** Nobody of the service has been there: what is known, and what is not. */
  first: { known: string[]; unknown: string[]; checks: string[] } | null
  /** Comfort comes first, at the end of somebody's life. */
  comfort: { words: string; wishes: { about: string; words: string }[]; call: { who: string; phone: string; when: string }[] } | null
  surgery: Told | null; pharmacy: Told | null
  /** Doses taken when needed, of which nobody has said yet whether they helped. */
  effects: { dose: string; name: string; given_at: string; ask_at: string }[]
  visits: { visit: string; tasks: Task[]; medicines: Medicine[] }[]
  history: { on: string; part: string; state: string; worker: string; feeling: string; note: string }[]
}

export type Change = { id: string; on: string; what: string; label: string; name: string; start_min: number }

export type Shift = {
  account: string; name: string; today: string; until: string
  phones: { office: string; out_of_hours: string }
  ladder: Word[]; feelings: Word[]; tries: Word[]; declinings: Word[]
  /** A sealed kind is read by the safeguarding lead alone. */
  concerns: (Word & { sealed: boolean })[]
  outcomes: (Word & { taken: boolean })[]; reasons: Word[]
  changes: Change[]
  standby: { on: string; area: string; visits: number }[]
  week: { on: string; start_min: number; end_min: number }[]
  hours: { week_min: number }
  mileage: { on: string; miles: number } | null
  /** Who is in charge, from when to when. */
  duty: { from: string; until: string; name: string; phone: string }[]
  /** When a visit without an end is asked after on the phone, and by the office; the office alone when nobody answers at a door. */
  overdue: { nudge_min: number; office_min: number; door_min: number }
}

/** The pack as opened, in memory only. */
export type Pack = { hash: string; made: string; shift: Shift; days: Day[]; people: Map<string, Person> }

/**
 * What the app is able to do now. `setup`: no phone enrolled here. `locked`:
 * keys are closed. `open`: the pack can be read and facts written. `blocked`:
 * the browser refuses to keep data, with the reason in `trouble`.
 */
export type Phase = 'starting' | 'setup' | 'locked' | 'open' | 'blocked'

/** A visit at which the council looks after the worker, and when it expects them to be done. */
export type Watch = { visit: string; finish_at: string }

export type Status = {
  unsent: number
  online: boolean
  sending: boolean
  /** When the council last answered, RFC 3339; empty: never. */
  heard: string
  /** What is wrong and what to do, in one sentence; empty when nothing is. */
  trouble: string
  /** A newer shell is ready; it is taken when no visit is open. */
  update: boolean
  /** The council asks who this is: lead to /sign-in?next=/v/. Recording goes on without. */
  signIn?: boolean
  /** What the council said last of the visit it watches; null: none. */
  watch?: Watch | null
}

export type Unlocking = { way: 'passkey' | 'passphrase' }

/** Whether this phone can call for help: when it last showed that it can, RFC 3339, empty for never, and why it could not since. */
export type CanCall = { at: string; why: string }

/** Everything the screens may ask. Each promise rejects with an Error whose message may be shown. */
export type Core = {
  phase: ReadonlySignal<Phase>
  status: ReadonlySignal<Status>
  pack: ReadonlySignal<Pack | null>
  /** This phone's facts since the pack's first day, in order. */
  facts: ReadonlySignal<Kept[]>
  /** How the keyring opens; null before set-up. */
  unlocking: ReadonlySignal<Unlocking | null>

  /** Resolves once the fact is durable on this phone, never before; an Error named NotSaved says that it is not. */
  record(action: Action, about: { person?: string; visit?: string; version?: number }, body: Record<string, unknown>): Promise<Fact>

  /**
   * Enrols this phone for who is signed in. A passphrase where the passkey cannot
   * make keys: without one it then rejects with an Error named NeedsPassphrase.
   * With nobody signed in it leads to the sign-in page, which comes back.
   */
  setUp(passphrase?: string): Promise<void>
  /** Opens the keyring: with the passkey, or the passphrase given. Needs no signal. */
  unlock(passphrase?: string): Promise<void>
  lock(): void
  /** Sets the passphrase that opens the app for who is made to open it: without the ways in, and the office is told in silence. */
  setOther(passphrase: string): Promise<void>
  /** Whether this phone can call for help, as tried when it was opened. */
  canCall: ReadonlySignal<CanCall>
  /** Tries it now. Never rejects. */
  tryCall(): Promise<void>
  /** Calls for help while the app is locked. Rejects where the call could not be kept. */
  call(silent: boolean): Promise<void>
  /** The calls made so, the newest last; `told` is when the council held them, empty until then. A silent one is not among them. */
  calls: ReadonlySignal<{ at: string; told: string }[]>
  /** Forgets the pack and the keys. What is unsent stays and goes on being sent. */
  signOut(): Promise<void>
  /** Sends what is unsent and asks for the newest pack. Never rejects: see status. */
  contact(): Promise<void>
  /** The sealed facts that have no receipt, to hand to a supervisor. */
  exportSealed(): Promise<Blob>
  /** Takes a waiting shell now. */
  update(): void
  /** True while a visit is under way: nothing is swapped then. */
  visiting: ReadonlySignal<boolean>

  /** The server's time as far as known, milliseconds. */
  now(): number
  /** Where the screen was, kept under the day key, so that a killed app reopens there. */
  place: { get(): Promise<string>; set(where: string): void }
}
