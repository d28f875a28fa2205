// Where the app is: one path under /v/, kept by the browser's history, so that
// the back button always works. After each step the focus goes to the heading
// of the new screen; going back, to where one was.
import { signal } from '@preact/signals'

export const home = '/v/'

/** path is the address shown now, without the host. */
export const path = signal(location.pathname)

// Where each address was scrolled to when it was left.
const left = new Map<string, number>()

/** go shows another address. */
export function go(to: string, how: 'push' | 'replace' = 'push') {
  left.set(path.value, scrollY)
  if (how === 'push') history.pushState(null, '', to)
  else history.replaceState(null, '', to)
  arrive(0)
}

/** back returns to an address where it was left: scrolled as it was, with the focus on what the selector names. */
export function back(to: string, focus = 'h1') {
  left.set(path.value, 0)
  history.pushState(null, '', to)
  arrive(left.get(to) ?? 0, focus)
}

function arrive(y: number, focus = 'h1') {
  path.value = location.pathname
  settle(() => {
    scrollTo(0, y)
    toFocus(focus)
  })
}

// settle runs after the screen has been drawn anew.
const settle = (fn: () => void) => requestAnimationFrame(() => requestAnimationFrame(fn))

/** toFocus moves the focus, by default to the heading, without scrolling. */
export function toFocus(selector = 'h1') {
  const to = document.querySelector<HTMLElement>(selector) ?? document.querySelector<HTMLElement>('h1')
  to?.focus({ preventScroll: true })
}

/** neverLost gives the focus to the heading when what had it is gone with the screen before. */
export function neverLost() {
  if (document.activeElement === document.body || !document.activeElement) toFocus()
}

/** steppedOn moves the focus to the heading after the screen has changed in place. */
export const steppedOn = (selector = 'h1') =>
  settle(() => {
    const to = document.querySelector<HTMLElement>(selector)
    to?.scrollIntoView({ block: 'start' })
    toFocus(selector)
  })

/** focusOn moves the focus to what a press has brought onto the screen, which scrolls only as far as it must. */
export const focusOn = (selector: string) => settle(() => document.querySelector<HTMLElement>(selector)?.focus())

/** orTo moves the focus where a press has taken away what had it. */
export const orTo = (selector: string) =>
  settle(() => {
    if (document.activeElement === document.body || !document.activeElement) document.querySelector<HTMLElement>(selector)?.focus()
  })

/** restore opens the app where it was when it was closed. */
export function restore(where: string, y: number) {
  if (where !== location.pathname) history.replaceState(null, '', where)
  path.value = location.pathname
  settle(() => scrollTo(0, y))
}

// How long, and how near, a second press is part of a double one: by then what
// is under the finger may be something else. Who has scrolled meant to press again.
const twiceWithin = 350
const twiceNear = 30

/** listen makes links of the app stay inside it, hears the back button, and takes a double press for one. */
export function listen(): () => void {
  history.scrollRestoration = 'manual'
  const clicked = (e: MouseEvent) => {
    const a = (e.target as Element).closest?.('a')
    if (!a || a.origin !== location.origin || !a.pathname.startsWith(home) || a.download) return
    if (e.button || e.metaKey || e.ctrlKey || e.shiftKey || a.target) return
    e.preventDefault()
    go(a.pathname)
  }
  let last = { at: -twiceWithin, x: 0, y: 0, path: '', scroll: 0 }
  const once = (e: MouseEvent) => {
    if (!e.detail) return // by keyboard
    const again = e.timeStamp - last.at < twiceWithin && Math.hypot(e.clientX - last.x, e.clientY - last.y) < twiceNear
      && (path.value !== last.path || scrollY === last.scroll)
    last = { at: e.timeStamp, x: e.clientX, y: e.clientY, path: path.value, scroll: scrollY }
    if (!again) return
    e.preventDefault()
    e.stopPropagation()
  }
  const popped = () => arrive(left.get(location.pathname) ?? 0)
  addEventListener('click', once, true)
  addEventListener('click', clicked)
  addEventListener('popstate', popped)
  return () => {
    removeEventListener('click', once, true)
    removeEventListener('click', clicked)
    removeEventListener('popstate', popped)
  }
}
