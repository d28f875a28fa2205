// The service worker, woken by the browser while no page is open.
import { expect, test, vi } from 'vitest'
import { call } from '../src/core/calls.ts'
import { append } from '../src/core/ledger.ts'
import type { Ports } from '../src/core/ports.ts'
import { made } from './council.ts'

let p: Ports
let woken: ((e: object) => void) | undefined
vi.mock('../src/core/worldports.ts', () => ({ app: 'test', sending: 'send', ports: () => p, signOut: async () => true }))
vi.stubGlobal('self', { addEventListener: (what: string, fn: (e: object) => void) => what === 'sync' && (woken = fn) })
vi.stubGlobal('navigator', { storage: { persisted: async () => true } })
vi.stubGlobal('__SHELL__', { files: [], script: '' })
await import('../src/sw.ts')

const wake = () => new Promise<unknown>((done, failed) => woken!({ tag: 'send', waitUntil: (work: Promise<unknown>) => work.then(done, failed) }))

test('woken in the background: an alarm that shows nowhere is tried until the council holds it', async () => {
  for (const alarm of ['silent', 'locked'] as const) {
    const m = await made()
    p = m.p
    if (alarm === 'silent') await append(m.p, m.phone, m.keys, '', 'help.want', {}, { silent: true, how: 'silent' })
    else await call(m.p, m.phone, false, m.clock.at)
    const way = m.council.post.bind(m.council)
    m.council.post = async () => { throw new TypeError('no signal') }
    await expect(wake()).rejects.toThrow('not everything') // so that the browser wakes it again
    m.council.post = way
    await wake()
    expect(m.council.held.size + m.council.calls.size).toBe(1)
  }
})
