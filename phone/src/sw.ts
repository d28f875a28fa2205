// The service worker: keeps one version of the shell, whole, and opens the app
// from it without signal. It keeps no page of anybody and no answer of the
// council. Woken by the browser, it sends what is sealed.
/// <reference lib="webworker" />
import { app, ports, sending, signOut } from './core/worldports.ts'
import { Contact } from './core/contact.ts'
import { forget, signedOut } from './core/keys.ts'
import { type Enrolled, enrolled, owes } from './core/ledger.ts'

declare const self: ServiceWorkerGlobalScope
/** The shell's files, and the script that its page must name to be of this version. */
declare const __SHELL__: { files: string[]; script: string }

const prefix = 'stillhome-shell-'
const name = prefix + app
const page = '/v/'

async function install(): Promise<void> {
  const cache = await caches.open(name)
  await cache.addAll([page, ...__SHELL__.files].map((file) => new Request(file, { cache: 'reload', credentials: 'omit' })))
  const html = await (await cache.match(page))!.text()
  if (html.includes(__SHELL__.script)) return
  await caches.delete(name) // the server had a newer page already: its own worker comes next
  throw new Error('the page is of another version')
}

async function activate(): Promise<void> {
  for (const old of await caches.keys()) if (old.startsWith(prefix) && old !== name) await caches.delete(old)
  await self.clients.claim()
}

async function answer(request: Request, file: string): Promise<Response> {
  const kept = await (await caches.open(name)).match(file)
  return kept ?? fetch(request)
}

/** Sends what waits, without any key. Rejects while something is left, so that the browser wakes us again. */
async function send(): Promise<void> {
  const p = ports()
  const here = (await p.store.get<string>('meta', 'here')) ?? ''
  const phone: Enrolled | null = (await enrolled(p)).find((e) => e.id === here) ?? null
  const persisted = (await navigator.storage.persisted?.()) ?? false
  const marker = !(await p.store.get<boolean>('meta', 'evicted'))
  const contact = new Contact(p, {
    telling: () => ({ app, persisted, marker, showing: false }),
    here: () => phone, keys: () => null, maySwap: () => false, again: async () => null,
  })
  if ((await contact.run()).wipe) await forget(p)
  if (!(await signedOut(p, signOut)) || (await owes(p))) throw new Error('not everything could be sent')
}

self.addEventListener('install', (e) => e.waitUntil(install()))
self.addEventListener('activate', (e) => e.waitUntil(activate()))
self.addEventListener('message', (e) => {
  if (e.data === 'take') void self.skipWaiting()
})
self.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url)
  if (e.request.method !== 'GET' || url.origin !== location.origin || !url.pathname.startsWith(page)) return
  if (e.request.mode === 'navigate') e.respondWith(answer(e.request, page))
  else if (__SHELL__.files.includes(url.pathname)) e.respondWith(answer(e.request, url.pathname))
})
self.addEventListener('sync', (e) => {
  const woken = e as ExtendableEvent & { tag: string }
  if (woken.tag === sending) woken.waitUntil(send())
})
