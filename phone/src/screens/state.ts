// What every screen shares: the core, the visits as they look now, the minute
// of the day, and the one way to record a fact and say so.
import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Action, Core, Fact, Pack } from '../core/types.ts'
import { testHolds } from '../core/calls.ts'
import { hushed } from '../core/ledger.ts'
import { fold, type Look } from '../fold.ts'
import { path, restore } from './route.ts'
import { ukTime } from './words.ts'

/** Words typed and choices made that are not yet facts, kept with the place so that a killed app loses none. */
export type Drafts = Record<string, string>

export type State = {
  core: Core
  looks: ReadonlySignal<Look[]>
  /** The time as the server has it, in milliseconds; moves every ten seconds. */
  now: Signal<number>
  /** What is said aloud to someone who cannot see the screen change. */
  spoken: Signal<string>
  /** What happened on the screen before, shown in the bar of a visit; empty for nothing. */
  notice: Signal<string>
  /** What could not be saved, in words; empty when all was. */
  unsaved: Signal<string>
  drafts: Signal<Drafts>
  /** Keeps what is half done; null drops it. */
  draft(key: string, value: string | null): void
  /** Records a fact; null, with the reason on the screen, where it could not be kept. */
  save(action: Action, about: About, body: Record<string, unknown>): Promise<Fact | null>
}

export type About = { person?: string; visit?: string; version?: number }

const Shared = createContext<State | null>(null)
export const Provider = Shared.Provider

/** useApp gives a screen what all share. */
export function useApp(): State {
  const s = useContext(Shared)
  if (!s) throw new Error('This screen stands outside the app.')
  return s
}

/** usePack is the pack; screens that call it are drawn only while there is one. */
export function usePack(): Pack {
  const p = useApp().core.pack.value
  if (!p) throw new Error('This screen was drawn without a pack.')
  return p
}

/** canCall tells whether this phone has shown during this shift that it can call for help. */
export const canCall = (s: State): boolean => s.now.value - (Date.parse(s.core.canCall.value.at) || 0) < testHolds

export const about = (l: Look): About => ({ person: l.stop.person, visit: l.stop.visit, version: l.stop.version })

/** instant is a time in milliseconds as facts write it. */
export const instant = (ms: number) => new Date(ms).toISOString()

export function makeState(core: Core): State {
  const saving = new Set<string>()
  const s: State = {
    core,
    looks: computed(() => fold(core.pack.value, core.facts.value)),
    now: signal(core.now()),
    spoken: signal(''),
    unsaved: signal(''),
    notice: signal(''),
    drafts: signal({}),
    draft(key, value) {
      s.unsaved.value = ''
      const { [key]: _, ...rest } = s.drafts.value
      s.drafts.value = value === null ? rest : { ...rest, [key]: value }
    },
    async save(action, about, body) {
      // A second press while the first is being kept is the same fact, at whatever moment; another answer is not.
      const { arrived: _, left: __, ...answer } = body
      const same = JSON.stringify([action, about, answer])
      if (saving.has(same)) return null
      saving.add(same)
      s.spoken.value = ''
      s.notice.value = ''
      try {
        const fact = await core.record(action, about, body)
        s.unsaved.value = ''
        if (!hushed(action, body)) { // an alarm in silence is not heard or felt either
          s.spoken.value = 'Saved on this phone.'
          navigator.vibrate?.(10)
        }
        return fact
      } catch (e) {
        s.unsaved.value = e instanceof Error && e.message ? e.message : 'This was not saved. Try again.'
        return null
      } finally {
        saving.delete(same)
      }
    },
  }
  return s
}

/** picker runs one press at a time: of those that come while one is being kept, the last is kept after it. */
export function picker(show: (code: string) => void): (code: string, keep: (code: string) => unknown) => Promise<void> {
  let now = ''
  let last = ''
  return async (code, keep) => {
    last = code
    show(code)
    if (now) return
    try {
      while (last && last !== now) {
        now = last
        await keep(now)
      }
    } finally {
      now = last = ''
      show('')
    }
  }
}

/** keepPlace keeps where the screen is and what is half done, and opens there again, but never at a call for help. What it gives back ends that: nothing half done stays in memory for who opens the app next. */
export function keepPlace(s: State): () => void {
  let ready = false
  let over = false
  void s.core.place.get().then((kept) => {
    if (kept && !over) {
      const was = JSON.parse(kept) as { path: string; y: number; drafts: Drafts }
      s.drafts.value = was.drafts
      if (path.value === '/v/' || path.value === was.path) restore(was.path, was.y)
    }
    ready = true
  }).catch(() => (ready = true))
  // Once it is locked, where the screen goes is no place to come back to.
  const put = () => ready && !over && s.core.phase.peek() === 'open' && s.core.place.set(JSON.stringify({ path: path.value === '/v/help' ? '/v/' : path.value, y: Math.round(scrollY), drafts: s.drafts.value }))
  let soon = 0
  const scrolled = () => {
    clearTimeout(soon)
    soon = window.setTimeout(put, 300)
  }
  const stop = effect(() => {
    path.value
    s.drafts.value
    put()
  })
  addEventListener('scroll', scrolled, { passive: true })
  addEventListener('visibilitychange', put)
  return () => {
    over = true
    stop()
    s.drafts.value = {}
    s.notice.value = ''
    clearTimeout(soon)
    removeEventListener('scroll', scrolled)
    removeEventListener('visibilitychange', put)
  }
}

/** useClock is the date and the minute of the day by the clock in the UK: a phone that lay without signal overnight knows that it is tomorrow. */
export const useClock = () => ukTime(useApp().now.value)
