// The app: which screen an address shows.
import { effect } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Core } from '../core/types.ts'
import { Concern } from './concern.tsx'
import { ChoseNot, Equipment, Late } from './door.tsx'
import { Help, HelpLocked } from './help.tsx'
import { Blocked, SetUp, Starting, Unlock } from './keys.tsx'
import { Leave } from './leave.tsx'
import { Changes, Me, Waiting, Week } from './mine.tsx'
import { Screen, Spoken, Trouble } from './parts.tsx'
import { NoAnswer } from './noanswer.tsx'
import { Person, PersonWishes } from './person.tsx'
import { listen, path } from './route.ts'
import { about, keepPlace, makeState, Provider, useApp } from './state.ts'
import { Today } from './today.tsx'
import { Visit } from './visit.tsx'
import './screens.css'

export function App(props: { core: Core }) {
  const s = useMemo(() => makeState(props.core), [props.core])
  useEffect(() => {
    // A phone that slept looks at the clock as soon as it wakes.
    const look = () => void (s.now.value = s.core.now())
    const tick = setInterval(look, 10_000)
    // The council's answer may put the clock right.
    const heard = effect(() => void (props.core.status.value.heard, props.core.pack.value, look()))
    document.addEventListener('visibilitychange', look)
    const stop = listen()
    return () => {
      clearInterval(tick)
      heard()
      document.removeEventListener('visibilitychange', look)
      stop()
    }
  }, [s])
  return (
    <Provider value={s}>
      <Shown />
      <Spoken />
    </Provider>
  )
}

function Shown() {
  const { core } = useApp()
  switch (core.phase.value) {
    case 'starting': return <Starting />
    case 'blocked': return <Blocked />
    case 'setup': return <SetUp />
    case 'locked': return path.value === '/v/help' ? <HelpLocked /> : <Unlock />
    case 'open': return <Open />
  }
}

function Open() {
  const s = useApp()
  const at = path.value
  const before = useRef('/v/')
  if (at !== '/v/help') before.current = at
  useEffect(() => keepPlace(s), [s])
  // What could not be saved is said on the screen where it was tried.
  useEffect(() => () => void (s.unsaved.value = ''), [at])
  if (at === '/v/help') return <Help from={before.current} />
  return s.core.pack.value ? <Route key={at} at={at.split('/').slice(2)} /> : <NoRota />
}

function NoRota() {
  const { core } = useApp()
  const { online, sending } = core.status.value
  return (
    <Screen title="Today" heading="No rota on this phone">
      <Trouble />
      <p>{online ? 'Get it now. It takes less than a minute.' : 'There is no signal. It comes by itself when there is.'}</p>
      <button type="button" class="button main" onClick={() => void core.contact()}>Get my rota</button>
      <p role="status">{sending && 'Getting your rota.'}</p>
    </Screen>
  )
}

const pages: Record<string, () => preact.JSX.Element> = {
  '': Today, changes: Changes, waiting: Waiting, week: Week, me: Me,
}

function Route({ at: [place = '', id = '', step = ''] }: { at: string[] }) {
  const s = useApp()
  const Page = pages[place]
  if (Page && !id) return <Page />
  if (place === 'visit') {
    const look = s.looks.value.find((l) => l.stop.visit === id)
    const to = '/v/visit/' + id
    if (look) {
      switch (step) {
        case '': return <Visit look={look} />
        case 'concern': return <Concern about={about(look)} person={look.person} to={to} />
        case 'medicine-error': return <Concern about={about(look)} person={look.person} to={to} kind="medicine_error" />
        case 'no-answer': return <NoAnswer look={look} />
        case 'chose-not': return <ChoseNot look={look} />
        case 'late': return <Late look={look} />
        case 'equipment': return <Equipment look={look} />
        case 'leave': if (look.stage === 'here') return <Leave look={look} />
      }
      return <Visit look={look} />
    }
  }
  const person = place === 'person' ? s.core.pack.value?.people.get(id) : undefined
  if (person && step === 'concern') return <Concern about={{ person: id }} person={person} to={'/v/person/' + id} />
  if (person?.comfort && step === 'wishes') return <PersonWishes person={person} />
  if (person) return <Person person={person} />
  return (
    <Screen title="Not on this phone">
      <p>This is not on your rota for today or tomorrow, so it is not on this phone. If you need it, ring the office.</p>
      <a class="button main" href="/v/">Back to today</a>
    </Screen>
  )
}
