// Before the rota can be read: setting up, unlocking, and a phone that cannot
// keep what it is given.
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'
import { fewest, lengthOf } from '../core/keys.ts'
import { Call, waits } from './parts.tsx'
import { focusOn, home, neverLost, path, restore } from './route.ts'
import { useApp } from './state.ts'

/** Plain is a page before anything is open: no rota, so no links to it. */
export function Plain(props: { title: string; heading?: string; help?: boolean; children: ComponentChildren }) {
  useLayoutEffect(() => {
    document.title = props.title + ' – Stillhome'
  }, [props.title])
  useLayoutEffect(neverLost, [])
  return (
    <>
      <header class="top">{props.help ? <nav aria-label="Main"><span class="name">Stillhome</span><a class="help" href="/v/help">I need help</a></nav> : <p>Stillhome</p>}</header>
      <main>
        <h1 tabIndex={-1}>{props.heading ?? props.title}</h1>
        {props.children}
      </main>
      <footer><Call phone="999">In danger? Call 999</Call></footer>
    </>
  )
}

export const Starting = () => <Plain title="Opening"><p role="status">One moment.</p></Plain>

export function Blocked() {
  const { core } = useApp()
  return (
    <Plain title="The app cannot open here">
      <p class="strip failed" role="alert">{core.status.value.trouble || 'The browser does not let the app keep anything.'}</p>
      <p>Until that is put right, use the pages that need signal.</p>
      <a class="button main" href="/shift/">Use the pages that need signal</a>
    </Plain>
  )
}

// useTry runs one thing at a time, says why it did not work, and gives the name of the error.
function useTry(): [boolean, string, (fn: () => Promise<void>) => Promise<string>, (words: string) => void] {
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState('')
  const attempt = async (fn: () => Promise<void>) => {
    if (busy) return ''
    setBusy(true)
    setWrong('')
    let name = ''
    try {
      await fn()
    } catch (e) {
      name = e instanceof Error ? e.name : 'Error'
      setWrong(e instanceof Error && e.message ? e.message : 'That did not work. Try again.')
    }
    setBusy(false)
    return name
  }
  return [busy, wrong, attempt, setWrong]
}

// What is shown as text must not be remembered: browsers write the text of a
// page's boxes to the disk, to fill them again, unless told not to.
export function Passphrase(props: { value: string; onInput: (v: string) => void; isNew: boolean; hint?: string; wrong: string }) {
  const [shown, setShown] = useState(false)
  return (
    <div class="field">
      <label for="pass">Passphrase</label>
      {props.hint && <span class="hint" id="pass-hint">{props.hint}</span>}
      {props.wrong && <span class="wrong" id="pass-wrong" role="alert">{props.wrong}</span>}
      <input
        id="pass" type={(shown ? 'text' : 'password') as 'password'} autocomplete={shown ? 'off' : props.isNew ? 'new-password' : 'current-password'} autocapitalize="none" spellcheck={false}
        aria-describedby={[props.hint && 'pass-hint', props.wrong && 'pass-wrong'].filter(Boolean).join(' ') || undefined} aria-invalid={!!props.wrong}
        value={props.value} onInput={(e) => props.onInput(e.currentTarget.value)}
      />
      <button type="button" class="button" aria-pressed={shown} onClick={() => setShown(!shown)}>Show what I type</button>
    </div>
  )
}

export function SetUp() {
  const { core } = useApp()
  const [words, setWords] = useState('')
  const [typing, setTyping] = useState(false)
  const [busy, wrong, attempt, say] = useTry()
  const unsent = core.status.value.unsent
  const withPass = (e: Event) => {
    e.preventDefault()
    const has = lengthOf(words)
    if (!has) say(`Write a passphrase of ${fewest} characters or more.`)
    else if (has < fewest) say(`Use ${fewest} characters or more. This has ${has}.`)
    else void attempt(() => core.setUp(words))
  }
  const withLock = async () => {
    if ((await attempt(() => core.setUp())) === 'NeedsPassphrase') type()
  }
  const type = () => {
    setTyping(true)
    focusOn('#pass')
  }
  return (
    <Plain title="Set up this phone">
      {core.status.value.trouble && <p class="strip failed">{core.status.value.trouble}</p>}
      {unsent > 0 && <p class="strip">{waits(unsent)} Nothing is lost: sending goes on.</p>}
      <p>Your rota for today and tomorrow, and what you need to know of the people on it, come onto this phone. Then you can work all day with no signal.</p>
      <ul>
        <li>It is about as big as a photo: 1.5 MB at most.</li>
        <li>It takes less than a minute. You need signal now, and not again to unlock.</li>
        <li>It is locked with a key that only you can use, and goes off this phone after tomorrow.</li>
        <li>What you record is saved on this phone first, then sent by itself.</li>
      </ul>
      {busy && <p class="strip" role="status">Getting your rota. Keep this page open.</p>}
      {!typing ? (
        <>
          {wrong && <p class="strip failed" role="alert">{wrong}</p>}
          <button type="button" class="button main" aria-disabled={busy} onClick={withLock}>Set up with this phone’s lock</button>
          <p>That is your face, finger or screen lock.</p>
          <button type="button" class="button" onClick={() => { say(''); type() }}>Use a passphrase instead</button>
        </>
      ) : (
        <form onSubmit={withPass} noValidate>
          <Passphrase value={words} onInput={setWords} isNew wrong={wrong} hint={`${fewest} characters or more. 3 or 4 words that only you would put together work well. Nobody can look it up for you.`} />
          <button class="button main" aria-disabled={busy}>Set up</button>
        </form>
      )}
      <p>Not your phone, or only a look? You then need signal all day.</p>
      <p class="links"><a href="/shift/">Carry on without setting up</a></p>
    </Plain>
  )
}

export function Unlock() {
  const { core } = useApp()
  const [words, setWords] = useState('')
  const [typing, setTyping] = useState(core.unlocking.value?.way === 'passphrase')
  const [busy, wrong, attempt, say] = useTry()
  const unsent = core.status.value.unsent
  // Where the app was when it was locked is in its place, for its owner alone: the address says nothing of it.
  useLayoutEffect(() => {
    if (path.value !== home) restore(home, 0)
  }, [path.value])
  const open = (e: Event) => {
    e.preventDefault()
    if (!words) say('Write your passphrase.')
    else void attempt(() => core.unlock(words))
  }
  const type = () => {
    say('')
    setTyping(true)
    focusOn('#pass')
  }
  return (
    <Plain title="Unlock" help>
      {unsent > 0 && <p class="strip">{waits(unsent)} Sending goes on while the app is locked.</p>}
      <p>You need no signal to unlock.</p>
      {typing ? (
        <form onSubmit={open} noValidate>
          <Passphrase value={words} onInput={setWords} isNew={false} wrong={wrong} />
          <button class="button main" aria-disabled={busy}>Unlock</button>
        </form>
      ) : (
        <>
          {wrong && <p class="strip failed" role="alert">{wrong}</p>}
          <button type="button" class="button main" aria-disabled={busy} onClick={() => attempt(() => core.unlock())}>Unlock</button>
          <button type="button" class="button" onClick={type}>Use a passphrase instead</button>
        </>
      )}
      {busy && <p role="status">Opening.</p>}
    </Plain>
  )
}

/** Other sets the passphrase for who is made to open the app. It never says whether there is one already. */
export function Other() {
  const { core } = useApp()
  const [words, setWords] = useState('')
  const [typing, setTyping] = useState(false)
  const [said, setSaid] = useState('')
  const [busy, wrong, attempt] = useTry()
  const save = async (e: Event) => {
    e.preventDefault()
    if (await attempt(() => core.setOther(words))) return
    setWords('')
    setTyping(false)
    setSaid('Saved. Try it once, so that you know it.')
    focusOn('#other')
  }
  const type = () => {
    setTyping(true)
    focusOn('#pass')
  }
  return (
    <section>
      <h2 id="other" tabIndex={-1}>If somebody makes you open the app</h2>
      <p>A second passphrase opens it as well. Key safe codes are then not on this phone, and the office is told in silence that you need help.</p>
      <p role="status">{said}</p>
      {typing ? (
        <form onSubmit={save} noValidate>
          <Passphrase value={words} onInput={setWords} isNew wrong={wrong} hint={`${fewest} characters or more, and not the one you unlock with.`} />
          <button class="button" aria-disabled={busy}>Save it</button>
        </form>
      ) : <button type="button" class="button" onClick={type}>Choose a second passphrase</button>}
    </section>
  )
}
