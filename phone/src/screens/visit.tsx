// One long page for one visit: what to know, what the person did, medicines,
// how they were. Every press is on the phone before the tick shows.
import { useEffect } from 'preact/hooks'
import type { Kept, Task, Word } from '../core/types.ts'
import { doseKey, minuteOf, next, record, toldOf, where, type Look } from '../fold.ts'
import { Choice, Draft, Held, held, Needs, Office, Screen, TryCall } from './parts.tsx'
import { focusOn, go, steppedOn } from './route.ts'
import { about, canCall, instant, useApp, useClock, usePack, type Drafts, type State } from './state.ts'
import { Enter, FirstVisit } from './enter.tsx'
import { doseHint, Medicines, open } from './medicine.tsx'
import { Safety, Warned } from './safety.tsx'
import { at, clock, first, label, leaving, many, span, ukTime, when } from './words.ts'

export function Visit({ look: l }: { look: Look }) {
  const s = useApp()
  const here = l.stage === 'here'
  useAwake(here)
  if (l.stage === 'left') return <Left look={l} />
  const to = '/v/visit/' + l.stop.visit
  return (
    <Screen title="Visit" heading={l.stop.name} bar={(here || l.stage === 'ahead') && <Bar look={l} />}>
      <Needs person={l.person} />
      <Safety person={l.person} />
      <p class="big">{span(l.stop.start_min, l.stop.end_min)}</p>
      {l.person && <p>{l.person.address}, {l.person.postcode}</p>}
      <p class="links"><a href={'/v/person/' + l.stop.person}>About {l.stop.name}, and getting in</a></p>
      <Start look={l} />
      <Warned person={l.person} shut={l.stage !== 'ahead'} />
      {l.stage === 'ahead' && l.person?.first && <FirstVisit look={l} />}
      {here && <Enter look={l} />}
      <Matters look={l} />
      {l.stage === 'ahead' && <Planned look={l} />}
      {here && (
        <>
          <section>
            <h2>{l.person?.comfort ? 'What was done' : `What ${first(l.stop.name)} did`}</h2>
            {!l.tasks.length && <p>No tasks are planned for this visit. Say what you did in a note.</p>}
            {l.tasks.map((t) => <Level key={t.task} look={l} task={t} />)}
          </section>
          <Medicines look={l} />
          <section>
            <h2>How was {first(l.stop.name)}?</h2>
            <Choice
              label={l.person?.comfort ? 'Is it better or worse to bear than before?' : 'Compared with last visit'} options={usePack().shift.feelings} value={l.feeling} small
              onPick={(feeling) => s.save('visit.feeling', about(l), { feeling })}
            />
            <Note look={l} />
          </section>
          <Concerns visit={l.stop.visit} />
          <p class="links">
            <a href={to + '/no-answer'}>No answer</a>
            <a href={to + '/chose-not'}>Chose not to today</a>
            <a href={to + '/equipment'}>Equipment left here</a>
          </p>
        </>
      )}
      {!here && l.stage !== 'ahead' && <p class="links"><a class="worry" href={to + '/concern'}>Raise a concern</a></p>}
    </Screen>
  )
}

// Start says where the visit stands, with the one thing to press first.
function Start({ look: l }: { look: Look }) {
  const s = useApp()
  const today = useClock().on
  const arrive = async () => {
    if (await s.save('visit.arrive', about(l), { arrived: instant(s.core.now()) })) steppedOn()
  }
  const to = '/v/visit/' + l.stop.visit
  switch (l.stage) {
    case 'here':
      return <><p>You arrived at {at(l.arrived)}.</p><Over look={l} /></>
    case 'ahead':
      return (
        <>
          {l.late > 0 && <p>You told the office that you are {l.late} minutes late.</p>}
          {l.on <= today && <FirstDoor />}
          {l.on <= today ? (
            <>
              <button type="button" class="button main" onClick={arrive}>I have arrived</button>
              <p class="links"><a href={to + '/late'}>Running late</a><a href={to + '/chose-not'}>Chose not to today</a></p>
            </>
          ) : (
            <>
              <p>This visit is {when(l.on, today)}.</p>
              <button type="button" class="button" onClick={arrive}>I am there now</button>
            </>
          )}
        </>
      )
    case 'no_answer':
      return (
        <>
          <p class="strip"><b>No answer.</b> {l.ending ? toldOf(l.ending) : 'The office was told.'}</p>
          <a class="button" href={to + '/no-answer'}>{l.door && !l.door.ended ? 'Go on: what to do now' : 'What was done'}</a>
          <button type="button" class="button main" onClick={arrive}>The door was opened</button>
        </>
      )
    case 'not_wanted':
      return (
        <>
          <p class="strip"><b>{l.stop.name} chose not to have this visit.</b> {l.ending && held(l.ending)}</p>
          <button type="button" class="button" onClick={arrive}>The visit is made after all</button>
        </>
      )
    case 'cancelled':
      return (
        <>
          <p class="strip"><b>The office cancelled this visit.</b> If you made it all the same, record it here.</p>
          <button type="button" class="button" onClick={arrive}>I made this visit: start now</button>
        </>
      )
    default:
      return null
  }
}

// FirstDoor is said before the first door of a shift, where this phone has not shown that it can call for help.
function FirstDoor() {
  const s = useApp()
  const came = s.looks.value.some((l) => l.arrived && l.stage !== 'ahead')
  if (came || canCall(s)) return null
  return (
    <div class="strip warn">
      <p><b>This phone has not shown today that it can call for help.</b> Before you go in: find signal and try, or ring the office and say where you are.</p>
      <Office />
      <TryCall />
    </div>
  )
}

// Over is said when a visit was to end and has not: to go on, or to call for help.
function Over({ look: l }: { look: Look }) {
  const { core, looks } = useApp()
  const now = useClock()
  // Who came late leaves late: the visit is as long as planned from the arrival. The council's own word goes before.
  const watch = core.status.value.watch
  const said = watch?.visit === l.stop.visit ? minuteOf(l.on, ukTime(Date.parse(watch.finish_at))) : 0
  const end = said || Math.max(l.stop.end_min, minuteOf(l.on, ukTime(Date.parse(l.arrived))) + l.stop.end_min - l.stop.start_min)
  const { nudge_min, office_min } = usePack().shift.overdue
  if (minuteOf(l.on, now) < end + nudge_min) return null
  const told = minuteOf(l.on, now) >= end + office_min
  const then = looks.value.find((x) => x.on === l.on && x.stage === 'ahead' && x.stop.start_min >= l.stop.start_min)
  return (
    <div class="strip note">
      <p><b>This visit was to end at {clock(end)}.</b> Are you all right? {told ? `The office asks after you since ${clock(end + office_min)}, unless they have heard from you.` : `At ${clock(end + office_min)} the office asks after you.`}</p>
      <p class="hint">{said ? 'That is as the office has it.' : 'That is by this phone’s own clock: the office has not said yet when it expects you to be done.'}</p>
      <Office />
      <p class="links">{then && <a href={`/v/visit/${then.stop.visit}/late`}>Late for {then.stop.name}</a>}<a href="/v/help">I need help</a></p>
    </div>
  )
}

// Planned is what a visit will hold, to read before it. Answers are given once the worker is there.
function Planned({ look: l }: { look: Look }) {
  const { shift } = usePack()
  return (
    <section>
      <h2>What is planned</h2>
      {!l.tasks.length && <p>No tasks are planned for this visit.</p>}
      <ul>{l.tasks.map((t) => <li key={t.task}><b>{t.words}.</b> {lastTime(t, shift.ladder, !!l.person?.comfort)}</li>)}</ul>
      {l.medicines.length > 0 && <><h3>Medicines</h3><ul>{l.medicines.map((m) => <li key={m.medicine + m.slot}><b>{m.name}.</b> {doseHint(m, shift.outcomes)}</li>)}</ul></>}
    </section>
  )
}

const lastTime = (t: Task, ladder: Word[], comfort = false) => (comfort ? '' : t.last ? `Last visit: ${label(ladder, t.last.level)}` : 'Not recorded before')

function Matters({ look: { person } }: { look: Look }) {
  if (!person) return <p class="strip">What is known of this person is not on this phone yet. Ring the office if you need it.</p>
  return (
    <>
      {person.matters && <p class="inset"><b>What matters:</b> {person.matters}</p>}
      {person.comfort ? <p class="inset"><b>Comfort comes first.</b> {person.comfort.words}</p> : person.goals.map((g) => <p key={g.words} class="inset"><b>Goal:</b> {g.words}</p>)}
    </>
  )
}

function Level({ look: l, task: t }: { look: Look; task: Task }) {
  const s = useApp()
  const { shift } = usePack()
  return (
    <Choice
      label={t.words} hint={lastTime(t, shift.ladder, !!l.person?.comfort)}
      options={shift.ladder} value={l.levels.get(t.task) ?? ''}
      onPick={(level) => s.save('visit.task', about(l), { task: t.task, activity: t.activity, level })}
    />
  )
}

function Note({ look: l }: { look: Look }) {
  const s = useApp()
  const { name, writing } = noteOf(l)
  const save = async () => {
    if ((await keepNote(s, l)) !== null) focusOn('#note')
  }
  if (s.drafts.value[writing]) {
    return (
      <>
        <Draft name={name} was={l.note} label="Anything to tell the next worker?" hint={`${first(l.stop.name)} can read this.`} />
        <button type="button" class="button" onClick={save}>Save note</button>
      </>
    )
  }
  const write = () => {
    s.draft(writing, 'yes')
    focusOn('#w-' + name.replace(/\W/g, '-'))
  }
  return (
    <>
      {l.note && <p class="inset lines">{l.note}</p>}
      <button type="button" id="note" class="button" onClick={write}>{l.note ? 'Change the note' : 'Add a note'}</button>
    </>
  )
}

const noteOf = (l: Look) => ({ name: 'note ' + l.stop.visit, writing: 'writing ' + l.stop.visit })

/** typed is the note of a visit as it stands on the screen: what is being written, or what was saved. */
const typed = (l: Look, drafts: Drafts) => (drafts[noteOf(l).name] ?? l.note).trim()

// keepNote records the note as typed and closes its box; null where it could not be kept.
async function keepNote(s: State, l: Look): Promise<string | null> {
  const { name, writing } = noteOf(l)
  const words = typed(l, s.drafts.value)
  if (words !== l.note && !(await s.save('visit.note', about(l), { words }))) return null
  s.draft(name, null)
  s.draft(writing, null)
  return words
}

// Concerns says where each concern of this visit is, never what it is about, and
// nothing of a sealed one: others may see the screen.
function Concerns({ visit }: { visit: string }) {
  const kinds = new Set<unknown>(usePack().shift.concerns.filter((c) => !c.sealed).map((c) => c.code))
  const raised = useApp().core.facts.value.filter((k) => k.fact.action === 'concern.raise' && k.fact.visit === visit && kinds.has(k.fact.body.kind))
  return <>{raised.map((k) => <Concern key={k.fact.id} of={k} />)}</>
}

function Concern({ of }: { of: Kept }) {
  return (
    <div class="strip">
      <p><b>You raised a concern at {at(of.fact.at)}.</b> {held(of)}</p>
      {of.fact.body.urgency === 'now' && where(of) === 'phone' && <p>The office does not know yet. Ring them.</p>}
    </div>
  )
}

function Bar({ look: l }: { look: Look }) {
  const today = useClock().on
  const s = useApp()
  const to = '/v/visit/' + l.stop.visit
  return (
    <>
      {s.notice.value && <p class="notice">{s.notice.value}</p>}
      <a class="button worry" href={to + '/concern'}>Raise a concern</a>
      {l.stage === 'here'
        ? <button type="button" class="button leave" onClick={() => (blanks(l, s.drafts.value) ? go(to + '/leave') : leave(s, l, ''))}>Leave</button>
        : l.on <= today && <a class="button" href={to + '/no-answer'}>No answer</a>}
    </>
  )
}

/** blanks tells that something must be asked before a worker goes: a medicine without an answer, or a visit of which nothing is said. */
export const blanks = (l: Look, drafts: Drafts) => open(l, drafts).length > 0 || (l.tasks.length > 0 && !l.levels.size && !typed(l, drafts))

/** leave records the whole visit, with a note that was typed and not yet saved, and shows it recorded. */
export async function leave(s: State, l: Look, early: string) {
  const note = await keepNote(s, l)
  if (note === null || !(await s.save('visit.record', about(l), record({ ...l, note }, instant(s.core.now()), early)))) return
  s.notice.value = ''
  go('/v/visit/' + l.stop.visit, 'replace')
}

function Left({ look: l }: { look: Look }) {
  const s = useApp()
  const then = next(s.looks.value, useClock())
  const early = l.ending?.fact.body.early
  return (
    <Screen title="Visit recorded" heading={`Visit recorded ${at(l.left)}`}>
      <Needs person={l.person} />
      <div class="strip done">
        <p><b>{l.stop.name}</b>, {at(l.arrived)} to {at(l.left)}.</p>
        {typeof early === 'string' && early && <p>You left before everything had an answer: {label(leaving, early).toLowerCase().replace(/^i /, 'I ')}.</p>}
        {l.ending ? <Held of={l.ending} /> : <p>The council has a record of this visit.</p>}
      </div>
      <Concerns visit={l.stop.visit} />
      {l.risk === 'not_safe' && <p class="links"><a href="/v/help">I need help</a></p>}
      {then ? <Then look={then} /> : <p>That was the last visit of today.</p>}
      {!l.ending && <button type="button" class="button" onClick={() => s.save('visit.arrive', about(l), { arrived: l.arrived || instant(s.core.now()) })}>I was there too: record my visit</button>}
      <section>
        <h2>What you recorded</h2>
        {l.ending ? <Recorded look={l} /> : <p>This phone holds no record of it.</p>}
        <p>Something wrong? Ring the office, and they put it right with you.</p>
        <p class="links"><a class="worry" href={`/v/visit/${l.stop.visit}/concern`}>Raise a concern</a><a href={`/v/visit/${l.stop.visit}/equipment`}>Equipment left here</a></p>
      </section>
    </Screen>
  )
}

function Then({ look: l }: { look: Look }) {
  return (
    <section class="card" aria-labelledby="then">
      <h2 id="then">Next: {l.stop.name}</h2>
      <Needs person={l.person} />
      <p class="big">{span(l.stop.start_min, l.stop.end_min)}</p>
      <p>{l.person ? `${l.person.address}, ${l.person.postcode}` : l.stop.area}{l.stop.travel_min > 0 && `. ${many(l.stop.travel_min, 'minute')} to get there.`}</p>
      <a class="button main" href={'/v/visit/' + l.stop.visit}>Go to this visit</a>
    </section>
  )
}

function Recorded({ look: l }: { look: Look }) {
  const { shift } = usePack()
  const lines: [string, string][] = [
    ...l.tasks.map((t): [string, string] => [t.words, label(shift.ladder, l.levels.get(t.task) ?? '') || 'Not recorded']),
    ...l.medicines.map((m): [string, string] => [m.name, label(shift.outcomes, l.doses.get(doseKey(m.line, m.slot))?.outcome ?? '') || 'No answer']),
  ]
  if (l.feeling) lines.push(['How they were', label(shift.feelings, l.feeling)])
  if (l.note) lines.push(['Note', l.note])
  return <dl>{lines.map(([what, how]) => <div key={what}><dt>{what}</dt><dd>{how}</dd></div>)}</dl>
}

// useAwake keeps the screen lit during a visit, where the phone can.
function useAwake(here: boolean) {
  useEffect(() => {
    if (!here || !('wakeLock' in navigator)) return
    let lock: WakeLockSentinel | undefined
    const hold = () => document.visibilityState === 'visible' && navigator.wakeLock.request('screen').then((l) => (lock = l), () => {})
    void hold()
    document.addEventListener('visibilitychange', hold)
    return () => {
      document.removeEventListener('visibilitychange', hold)
      void lock?.release()
    }
  }, [here])
}
