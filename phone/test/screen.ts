// The state behind the screens on the made-up core, in no browser: what is
// stubbed is what it asks of one.
import { vi } from 'vitest'
import { makeCore, type Made } from '../src/made.ts'

const kept = new Map<string, string>()
/** How often the phone was to buzz. */
export const buzzes: number[] = []
vi.stubGlobal('location', { pathname: '/v/', search: '' })
vi.stubGlobal('history', { pushState: () => {}, replaceState: () => {} })
vi.stubGlobal('navigator', { vibrate: (ms: number) => buzzes.push(ms) })
vi.stubGlobal('addEventListener', () => {})
vi.stubGlobal('removeEventListener', () => {})
vi.stubGlobal('scrollY', 0)
vi.stubGlobal('requestAnimationFrame', () => 0)
vi.stubGlobal('sessionStorage', {
  getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => void kept.set(k, v), removeItem: (k: string) => void kept.delete(k),
})

const { about, makeState } = await import('../src/screens/state.ts')

export function shown(made: Made = {}) {
  kept.clear()
  const core = makeCore({ slow: 1, ...made })
  const s = makeState(core)
  const look = (visit = 'v1') => s.looks.value.find((l) => l.stop.visit === visit)!
  const bodies = (action: string) => core.facts.value.filter((k) => k.fact.action === action).map((k) => k.fact.body)
  const arrive = (visit = 'v1') => s.save('visit.arrive', about(look(visit)), { arrived: '2026-11-30T08:31:00.000Z' })
  return { core, s, look, bodies, arrive }
}
