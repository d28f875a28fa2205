// I need help: 999, or an alert to the office. The alert is on the phone and
// on its way at once, so that a phone that is taken away has sent it; who
// pressed by mistake takes it back.
import { useEffect, useState } from 'preact/hooks'
import { whereabouts } from '../core/arrival.ts'
import { called, where } from '../fold.ts'
import { Call, Office, Screen } from './parts.tsx'
import { back, steppedOn } from './route.ts'
import { useApp, type State } from './state.ts'
import { at } from './words.ts'

const undo = 5

export function Help({ from }: { from: string }) {
  const s = useApp()
  const alert = called(s.core.facts.value)
  return alert ? <Called from={from} /> : <Ask from={from} />
}

const mine = (s: State) => whereabouts(s.core.facts.value, s.core.now())

function Ask({ from }: { from: string }) {
  const s = useApp()
  const send = async (silent: boolean) => {
    if (!(await s.save('help.want', mine(s), { silent }))) return
    if (silent) {
      s.spoken.value = ''
      back(from)
    } else steppedOn()
  }
  return (
    <Screen title="I need help">
      <Call phone="999" main>Call 999</Call>
      <button type="button" class="button alarm" onClick={() => send(false)}>Send an alert to the office</button>
      <p>They see your name, the visit you are at, and the time. They ring you.</p>
      <button type="button" class="button" onClick={() => send(true)}>Send a silent alert</button>
      <p>Nothing shows on this phone, and they do not ring you. You go back to where you were.</p>
      <p class="links"><a href={from}>Back: I am all right</a></p>
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
        {told ? `Your alert is held by the council. Go to a safe place if you can.${alert.fact.body.silent ? ' They do not ring you.' : ''}` : 'Your alert is saved on this phone. It goes as soon as there is signal. Ring 999 or the office.'}
      </p>
      <Call phone="999" main>Call 999</Call>
      {s.core.pack.value && !told && <Office main />}
      <button type="button" class="button" onClick={takeBack}>{left > 0 ? 'Undo: I pressed by mistake' : 'Take it back: I am safe now'}</button>
      {left > 0 && <p class="hint" aria-hidden="true">{left} seconds</p>}
      <p class="links"><a href={from}>Back to where I was</a></p>
    </Screen>
  )
}
