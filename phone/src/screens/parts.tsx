// The parts every screen is made of: the frame, the strip of what someone
// needs, buttons to choose one of, telephone links, and where a record is.
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Kept, Person, Status, Word } from '../core/types.ts'
import { where, type Look } from '../fold.ts'
import { neverLost, path, toFocus } from './route.ts'
import { canCall, picker, useApp, usePack } from './state.ts'
import { at, many } from './words.ts'

/** Screen is a page: its title, its heading, what it holds, and a bar that stays at the bottom. The title names nobody: browsers write it to the disk. */
export function Screen(props: { title: string; heading?: ComponentChildren; children: ComponentChildren; bar?: ComponentChildren }) {
  const s = useApp()
  const wrong = s.unsaved.value
  useLayoutEffect(() => {
    document.title = `${wrong ? 'Error: ' : ''}${props.title} – Stillhome`
  }, [props.title, wrong])
  useLayoutEffect(neverLost, [])
  return (
    <>
      <header class="top">
        <nav aria-label="Main">
          <a href="/v/">Today</a>
          <SyncState />
          <a class="help" href="/v/help">I need help</a>
        </nav>
      </header>
      <main>
        {wrong && <p class="strip failed unsaved" role="alert"><b>Not saved.</b> {wrong}</p>}
        <h1 tabIndex={-1}>{props.heading ?? props.title}</h1>
        {props.children}
      </main>
      <Foot />
      {props.bar && <div class="bottom" role="group" aria-label="This visit">{props.bar}</div>}
    </>
  )
}

function Foot() {
  const { core } = useApp()
  const links: [string, string][] = [['/v/changes', 'Changes'], ['/v/week', 'Week'], ['/v/waiting', 'Waiting to send'], ['/v/me', 'Me']]
  return (
    <footer>
      {core.pack.value && <Office />}
      <nav aria-label="More">
        {links.map(([to, words]) => (
          <a key={to} href={to} aria-current={path.value === to ? 'page' : undefined}>{words}</a>
        ))}
      </nav>
    </footer>
  )
}

/** Trouble is what is wrong, and what to do. */
export function Trouble() {
  const { trouble, signIn } = useApp().core.status.value
  if (!trouble && !signIn) return null
  return (
    <div class="strip failed">
      <p>{trouble || 'Sign in again to get the newest rota. What you record is kept and sent without.'}</p>
      {signIn && <a class="button" href="/sign-in?next=/v/">Sign in</a>}
    </div>
  )
}

/** stateOf is what may truly be said of what this phone has recorded. */
export function stateOf(st: Status, some: boolean): { kind: 'offline' | 'sending' | 'done' | 'failed'; words: string; more: string } {
  const here = 'Saved on this phone'
  if (st.trouble) return { kind: 'failed', words: st.unsent ? here : 'Something is wrong', more: 'Read why' }
  if (!st.unsent) return { kind: st.online ? 'done' : 'offline', words: some ? 'Held by the council' : 'Nothing to send', more: st.online ? '' : 'No signal' }
  if (st.sending && st.online) return { kind: 'sending', words: here, more: `Sending ${st.unsent}` }
  return { kind: 'offline', words: here, more: st.online ? `${st.unsent} to send` : 'No signal' }
}

const marks = { offline: '', sending: '', done: '✓ ', failed: '! ' }

function SyncState() {
  const { core } = useApp()
  const t = stateOf(core.status.value, core.facts.value.length > 0)
  return (
    <a class={'state ' + t.kind} href="/v/waiting">
      <span>{marks[t.kind]}{t.words}</span>
      {t.more && <span>{t.more}</span>}
    </a>
  )
}

/** Spoken says each save aloud to who cannot see the tick. It stands outside the screens, so that it is never drawn anew. */
export function Spoken() {
  return <div class="unseen" role="status" aria-live="polite">{useApp().spoken.value}</div>
}

/** Needs is what someone needs in order to read, hear and be understood: first on every view of them. */
export function Needs({ person }: { person: Person | undefined }) {
  if (!person) return null
  const asks = person.needs.map((n) => n.what_to_do)
  if (person.language && person.language.toLowerCase() !== 'english') asks.push(`Speaks ${person.language}.`)
  return (
    <>
      {asks.length > 0 && <div class="strip note needs">{asks.map((w) => <p key={w}>{w}</p>)}</div>}
      {person.infection && <p class="strip warn"><b>Infection.</b> {person.infection}</p>}
    </>
  )
}

/** Choice is one of several, as big buttons. Arrow keys move; only a press records. */
export function Choice(props: {
  label: string
  hint?: string | undefined
  options: Word[]
  value: string
  wide?: boolean
  small?: boolean
  onPick: (code: string) => unknown
}) {
  const group = useRef<HTMLDivElement>(null)
  const [saving, setSaving] = useState('')
  const [at, setAt] = useState('')
  const id = useRef('c' + ++count).current
  const stop = at || props.value || props.options[0]?.code
  const move = (e: KeyboardEvent, i: number) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key]
    if (!step) return
    e.preventDefault()
    const n = (i + step + props.options.length) % props.options.length
    setAt(props.options[n]!.code)
    group.current?.querySelectorAll('button')[n]?.focus()
  }
  const picked = useRef(picker(setSaving)).current
  const pick = (code: string) => code !== (saving || props.value) && picked(code, props.onPick)
  return (
    <div class="choice">
      <h3 id={id} class={props.small ? 'small' : ''}>{props.label}</h3>
      {props.hint && <p class="hint" id={id + 'h'}>{props.hint}</p>}
      <div ref={group} role="radiogroup" class={props.wide ? 'tiles wide' : 'tiles'} aria-labelledby={id} aria-describedby={props.hint ? id + 'h' : undefined}>
        {props.options.map((o, i) => (
          <button
            key={o.code} type="button" role="radio" aria-checked={o.code === props.value}
            class={o.code === saving ? 'saving' : ''} tabIndex={o.code === stop ? 0 : -1}
            onKeyDown={(e) => move(e, i)} onFocus={() => setAt(o.code)} onClick={() => pick(o.code)}
          >
            {o.label}
          </button>
        ))}
      </div>
    </div>
  )
}

let count = 0

/** dial leaves of a telephone number what a phone can dial. */
export const dial = (phone: string) => 'tel:' + phone.replace(/[^\d+]/g, '')

/** Call is a link that rings a number. */
export function Call(props: { phone: string; children: ComponentChildren; main?: boolean }) {
  return <a class={props.main ? 'button stop' : 'button'} href={dial(props.phone)}>{props.children}</a>
}

/** Office rings the office, or who answers when it is shut. */
export function Office({ main }: { main?: boolean }) {
  const { office, out_of_hours } = usePack().shift.phones
  return (
    <p class="calls">
      {office && <Call phone={office} main={main ?? false}>Call the office <span class="nb">{office}</span></Call>}
      {out_of_hours && out_of_hours !== office && <Call phone={out_of_hours}>When the office is shut <span class="nb">{out_of_hours}</span></Call>}
    </p>
  )
}

/** TryCall tries whether this phone could call for help. */
export function TryCall() {
  const s = useApp()
  const attempt = async () => {
    await s.core.tryCall()
    s.now.value = s.core.now()
    if (canCall(s)) toFocus()
  }
  return <button type="button" class="button" onClick={attempt}>Try it now</button>
}

/** held says where one record is; only a receipt says that the council holds it. */
export function held(k: Kept): string {
  switch (where(k)) {
    case 'phone': return 'Saved on this phone.'
    case 'council': return `Held by the council at ${at(k.receipt!.at)}.`
    case 'office': return `Held by the council at ${at(k.receipt!.at)}. The office will look at it.`
  }
}

/** Held is where one record is, said again when that changes. */
export const Held = ({ of }: { of: Kept }) => <p class="held" role="status">{held(of)}</p>

/** How far a visit is, in a word. */
export const stages: Record<Look['stage'], string> = {
  ahead: '', here: 'You are there', left: 'Visited', no_answer: 'No answer', not_wanted: 'Chose not to', cancelled: 'Cancelled',
}

/** Draft is a box for words that are kept as they are typed, and are a record only when saved. */
export function Draft(props: { name: string; label: string; hint?: string; was?: string; rows?: number; onInput?: () => void }) {
  const s = useApp()
  const id = 'w-' + props.name.replace(/\W/g, '-')
  return (
    <p class="field">
      <label for={id}>{props.label}</label>
      {props.hint && <span class="hint" id={id + 'h'}>{props.hint}</span>}
      <textarea
        id={id} rows={props.rows ?? 3} maxLength={2000} autocomplete="off" aria-describedby={props.hint ? id + 'h' : undefined}
        value={s.drafts.value[props.name] ?? props.was ?? ''} onInput={(e) => { s.draft(props.name, e.currentTarget.value); props.onInput?.() }}
      />
    </p>
  )
}

/** Waiting says how many records have no receipt, and nothing where all have. */
export const waits = (n: number) => (n ? `${many(n, 'record')} on this phone ${n === 1 ? 'is' : 'are'} not sent yet.` : '')
