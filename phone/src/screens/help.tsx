// I need help: 999, or an alert to the office. The alert is on the phone and
// on its way at once, so that a phone that is taken away has sent it; who
// pressed by mistake takes it back.
import { useEffect, useState } from 'preact/hooks'
import { whereabouts } from '../core/arrival.ts'
import { called, where } from '../fold.ts'
import { Plain } from './keys.tsx'
import { Call, Office, Screen } from './parts.tsx'
import { back, go, steppedOn } from './route.ts'
import { useApp, type State } from './state.ts'
import { at } from './words.ts'

const undo = 5

/** HelpLocked is the same while the app is locked: the call needs no key of this phone. */
export function HelpLocked() {
  const { core } = useApp()
  const [wrong, setWrong] = useState('')
  const send = async (silent: boolean) => {
    try {
      await core.call(silent)
    } catch (e) {
      return setWrong(e instanceof Error ? e.message : 'This was not saved. Ring 999.')
    }
    if (silent) go('/v/')
    else steppedOn()
  }
  const last = core.calls.value.at(-1)
  return (
    <Plain title="I need help" heading={!last ? 'I need help' : last.told ? `The office was told at ${at(last.told)}` : 'The office does not know yet'}>
      {wrong && <p class="strip failed" role="alert"><b>Not saved.</b> {wrong}</p>}
      {last && (
        <p class={last.told ? 'strip done' : 'strip warn'} role="status">
          {last.told ? 'They ring you. Go to a safe place if you can.' : 'Your alert is saved on this phone. It goes as soon as there is signal. Ring 999 or the office.'}
        </p>
      )}
      <Call phone="999" main>Call 999</Call>
      <Alerts send={send} back="/v/" />
    </Plain>
  )
}

function Alerts({ send, back }: { send: (silent: boolean) => void; back: string }) {
  return (
    <>
      <button type="button" class="button alarm" onClick={() => send(false)}>Send an alert to the office</button>
      <p>They see your name, the visit you are at, and the time. They ring you.</p>
      <button type="button" class="button" onClick={() => send(true)}>Send a silent alert</button>
      <p>Nothing shows on this phone, not here either, and they do not ring you.</p>
      <p class="links"><a href={back}>Back: I am all right</a></p>
    </>
  )
}

export function Help({ from }: { from: string }) {
  const s = useApp()
  const alert = called(s.core.facts.value)
  return alert ? <Called from={from} /> : <Ask from={from} />
}

const mine = (s: State) => whereabouts(s.core.facts.value, s.core.now())

function Ask({ from }: { from: string }) {
  const s = useApp()
  const send = async (silent: boolean) => {
    if (!(await s.save('help.want', mine(s), { silent, how: silent ? 'silent' : 'pressed' }))) return
    if (silent) back(from)
    else steppedOn()
  }
  return (
    <Screen title="I need help">
      <Call phone="999" main>Call 999</Call>
      <Alerts send={send} back={from} />
    </Screen>
  )
}

function Called({ from }: { from: string }) {
  const s = useApp()
  const alert = called(s.core.facts.value)!
  const [left, setLeft] = useState(Math.max(0, undo - Math.floor((s.core.now() - Date.parse(alert.fact.at)) / 1000)))
  useEffect(() => {
    if (left <= 0) return
    const t = setTimeout(() => setLeft(left - 1), 1000)
    return () => clearTimeout(t)
  }, [left])
  const takeBack = async () => {
    if (!(await s.save('help.cancel', mine(s), { help: alert.fact.id }))) return
    steppedOn()
  }
  const told = where(alert) !== 'phone'
  return (
    <Screen title="I need help" heading={told ? `The office was told at ${at(alert.receipt!.at)}` : 'The office does not know yet'}>
      <p class={told ? 'strip done' : 'strip warn'} role="status">
        {told ? 'Your alert is held by the council. Go to a safe place if you can.' : 'Your alert is saved on this phone. It goes as soon as there is signal. Ring 999 or the office.'}
      </p>
      <Call phone="999" main>Call 999</Call>
      {s.core.pack.value && !told && <Office main />}
      <button type="button" class="button" onClick={takeBack}>{left > 0 ? 'Undo: I pressed by mistake' : 'Take it back: I am safe now'}</button>
      {left > 0 && <p class="hint" aria-hidden="true">{left} seconds</p>}
      <p class="links"><a href={from}>Back to where I was</a></p>
    </Screen>
  )
}
