// The core in a page: its marks and keys, its shell, and what makes it speak to
// the council.
import { makeCore } from './core.ts'
import type { Host } from './host.ts'
import { makePasskey, usePasskey } from './passkey.ts'
import type { Core } from './types.ts'
import { app, hidden, ports, sending, signOut } from './worldports.ts'

const markName = 'stillhome-phone'

/** A cookie is not thrown away with the store, so it tells when the store was. */
const mark: Pick<Host, 'marked' | 'mark'> = {
  marked: () => document.cookie.split('; ').find((c) => c.startsWith(markName + '='))?.slice(markName.length + 1) ?? '',
  mark(phone) {
    const secure = location.protocol === 'https:' ? '; secure' : ''
    document.cookie = `${markName}=${phone}; path=/v/; max-age=31536000; samesite=strict${secure}`
  },
}

/** Starts the core on this page: as the only writer, with its shell, and with what makes it send. */
export function start(): Core {
  const p = ports()
  let shell: ServiceWorkerRegistration | null = null
  let taking = false

  const core = makeCore(p, {
    app, ...mark, makePasskey, usePasskey, signOut,
    persist: async () => (await navigator.storage?.persist?.()) ?? false,
    persisted: async () => (await navigator.storage?.persisted?.()) ?? false,
    showing: () => !hidden(),
    online: () => navigator.onLine,
    signIn: () => location.assign('/sign-in?next=/v/'),
    takeShell() {
      taking = true
      shell?.waiting?.postMessage('take')
    },
    wakeLater() {
      const sync = (shell as { sync?: { register(tag: string): Promise<void> } } | null)?.sync
      void sync?.register(sending).catch(() => {})
    },
    again,
  })

  let timer: ReturnType<typeof setTimeout> | undefined
  function again(wait: number): void {
    clearTimeout(timer)
    timer = setTimeout(go, wait)
  }
  const go = (): Promise<void> => core.wake().catch(() => again(5000))

  /** A shell that waited since last time is taken now, unless somebody is at a visit, or is at work already. */
  async function takeAtStart(): Promise<void> {
    const since = (await p.store.get<number>('meta', 'visiting').catch(() => 0)) ?? 0
    if (!shell?.waiting || core.phase.value === 'open' || core.now() - since <= 4 * 3600_000) return
    taking = true
    shell.waiting.postMessage('take')
  }

  async function begin(): Promise<void> {
    await core.begin((ms) => new Promise((on) => setTimeout(on, ms)))
    void registered.then(takeAtStart).catch(() => {})
    for (const what of ['pointerdown', 'keydown']) addEventListener(what, () => core.touched(), { passive: true })
    addEventListener('online', () => {
      core.online(true)
      void go()
    })
    addEventListener('offline', () => core.online(false))
    document.addEventListener('visibilitychange', () => {
      void core.tick().catch(() => {})
      if (!hidden()) void shell?.update().catch(() => {})
      void go()
    })
    setInterval(() => void core.tick().catch(() => {}), 20_000)
    setInterval(() => void shell?.update().catch(() => {}), 3600_000)
    await go()
  }

  async function register(): Promise<void> {
    if (!navigator.serviceWorker) return
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      if (taking) location.reload()
    })
    shell = await navigator.serviceWorker.register('/v/sw.js', { scope: '/v/' })
    const told = () => core.shell(!!shell?.waiting && !!navigator.serviceWorker.controller)
    shell.addEventListener('updatefound', () => shell?.installing?.addEventListener('statechange', told))
    told()
  }

  if (!globalThis.isSecureContext || !navigator.locks || !crypto.subtle) {
    core.block('This browser cannot keep what you record safe. Use an up-to-date Chrome, Edge, Firefox or Safari, at an address that begins with https.')
    return core
  }
  // On a slow network registering takes long, and nothing waits for it.
  const registered = register().catch(() => {})
  void navigator.locks.request(markName, { ifAvailable: true }, async (first) => {
    if (first) {
      await begin()
      return new Promise(() => {}) // the lock is held until this page is gone
    }
    core.block('Stillhome is open in another tab. Use that one, or close it and come back here.')
    void navigator.locks.request(markName, async () => {
      location.reload() // the other is gone: this page starts as the only one
      return new Promise(() => {})
    })
  })
  return core
}
