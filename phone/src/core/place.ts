// Where the screen was and what is half done, kept under the day's key.
import type { KeyRing } from './keys.ts'
import type { Ports } from './ports.ts'
import type { Core } from './types.ts'

/**
 * The place as it lies on disk. Opened under duress there is none, and none is
 * kept: what its owner was in the middle of is nobody's who makes them open.
 */
export function makePlace(p: Ports, keys: () => KeyRing | null): Core['place'] {
  let placing: Promise<unknown> = Promise.resolve()
  return {
    async get() {
      const open = keys()
      if (!open || open.duress) return ''
      const at = await p.store.get<{ day: string; closed: string }>('meta', 'place')
      const day = at && open.day(at.day)
      return day ? p.crypto.openUp(day.key, at.closed, 'place').catch(() => '') : ''
    },
    set(where) {
      const open = keys()
      const day = open?.day()
      if (!open || open.duress || !day) return
      placing = placing.then(async () => {
        const closed = await p.crypto.close(day.key, where, 'place')
        await p.store.write([{ table: 'meta', key: 'place', put: { day: day.id, closed } }])
      }).catch(() => {}) // a place that is not kept costs a tap, no record
    },
  }
}
