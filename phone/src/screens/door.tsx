// What else can happen at a door: nobody answers, the person chooses not to,
// the worker is late, something is left behind.
import { where, type Look } from '../fold.ts'
import { Call, Choice, Draft, Held, held, Needs, Office, Screen } from './parts.tsx'
import { go, steppedOn } from './route.ts'
import { about, instant, useApp, usePack } from './state.ts'
import { at, clock, first, many, ukTime } from './words.ts'

const toVisit = (l: Look) => '/v/visit/' + l.stop.visit

// How long to wait for the office to ring before ringing them.
const ringAfter = 10

export function NoAnswer({ look: l }: { look: Look }) {
  const s = useApp()
  const { shift } = usePack()
  if (l.stage === 'no_answer') return <NotAnswered look={l} />
  const key = 'tried ' + l.stop.visit
  const tried = new Map((s.drafts.value[key] ?? '').split(',').filter(Boolean).map((x) => x.split('=') as [string, string]))
  const toggle = (code: string) => {
    if (!tried.delete(code)) tried.set(code, instant(s.core.now()))
    s.draft(key, [...tried].map((x) => x.join('=')).join(','))
  }
  const tell = async () => {
    const arrived = l.arrived || [...tried.values()].sort()[0] || instant(s.core.now())
    if (!(await s.save('visit.no_answer', about(l), { arrived, tried: [...tried.keys()], note: '' }))) return
    s.draft(key, null)
    steppedOn()
  }
  return (
    <Screen title="No answer" heading={`No answer at ${l.stop.name}’s`}>
      <Needs person={l.person} />
      <p>Can you see or hear that {first(l.stop.name)} is in danger? <b>Ring 999 first.</b></p>
      <Call phone="999">Call 999</Call>
      <section>
        <h2 id="tries">Try these, in order</h2>
        <ol class="tries" aria-labelledby="tries">
          {shift.tries.map((t) => (
            <li key={t.code}>
              <button type="button" class="check" aria-pressed={tried.has(t.code)} onClick={() => toggle(t.code)}>
                {t.label}{tried.has(t.code) && <span class="time">{at(tried.get(t.code)!)}</span>}
              </button>
            </li>
          ))}
        </ol>
        {l.person?.phone && <Call phone={l.person.phone}>Call {l.stop.name} <span class="nb">{l.person.phone}</span></Call>}
        <Keyholders look={l} />
        <p class="links"><a href={'/v/person/' + l.stop.person}>Getting in</a></p>
      </section>
      <button type="button" class="button main" onClick={tell}>Still no answer: tell the office</button>
      <p class="links"><a href={toVisit(l)}>Back to the visit</a></p>
    </Screen>
  )
}

function Keyholders({ look: l }: { look: Look }) {
  const who = l.person?.contacts.filter((c) => c.phone && c.keyholder) ?? []
  return <>{who.map((c) => <Call key={c.name} phone={c.phone}>Call {c.name}, {c.relationship.toLowerCase()}, who has a key <span class="nb">{c.phone}</span></Call>)}</>
}

function NotAnswered({ look: l }: { look: Look }) {
  const s = useApp()
  const told = !l.ending || where(l.ending) !== 'phone'
  const since = l.ending ? Date.parse(l.ending.receipt?.at ?? l.ending.fact.at) : 0
  const waited = Math.max(0, Math.floor((s.now.value - since) / 60_000))
  const opened = async () => {
    if (await s.save('visit.arrive', about(l), { arrived: instant(s.core.now()) })) go(toVisit(l))
  }
  return (
    <Screen title="No answer" heading={told ? (l.ending ? `Office told ${at(l.ending.receipt!.at)}` : 'The office was told') : 'Not told yet'}>
      <Needs person={l.person} />
      {told
        ? <p class="strip done" role="status"><b>Stay there until they ring you.</b> {since > 0 && `They were told ${waited ? many(waited, 'minute') + ' ago' : 'just now'}. No call by ${clock(ukTime(since).min + ringAfter)}? Ring them.`}</p>
        : <p class="strip warn" role="status"><b>No receipt from the council yet.</b> It is saved on this phone. Ring the office.</p>}
      {(!told || waited >= ringAfter) && <Office main />}
      <Call phone="999">In danger? Call 999</Call>
      <button type="button" class="button" onClick={opened}>The door was opened</button>
      <p class="links"><a href={'/v/person/' + l.stop.person}>Getting in, family and keyholders</a></p>
    </Screen>
  )
}

export function ChoseNot({ look: l }: { look: Look }) {
  const s = useApp()
  const { shift } = usePack()
  const name = 'chose ' + l.stop.visit
  const reason = s.drafts.value[name] ?? ''
  const words = name + ' words'
  if (l.stage === 'not_wanted') {
    return (
      <Screen title="Chose not to today" heading={`${first(l.stop.name)} chose not to today`}>
        <Needs person={l.person} />
        {l.ending && <div class="strip done"><Held of={l.ending} /></div>}
        <p class="links"><a href="/v/">Back to today</a><a href={toVisit(l)}>The visit</a></p>
      </Screen>
    )
  }
  const save = async () => {
    if (!reason) {
      s.unsaved.value = 'Choose why, as they put it. “Did not say why” is an answer.'
      return
    }
    const body = { reason, note: (s.drafts.value[words] ?? '').trim(), arrived: l.arrived || instant(s.core.now()) }
    if (!(await s.save('visit.not_wanted', about(l), body))) return
    s.draft(name, null)
    s.draft(words, null)
    steppedOn()
  }
  return (
    <Screen title="Chose not to today" heading={`${first(l.stop.name)} chose not to today`}>
      <Needs person={l.person} />
      <p>Everybody may choose. Ask if they are all right before you go.</p>
      <Choice label="Why, as they put it?" wide options={shift.declinings} value={reason} onPick={(code) => s.draft(name, code)} />
      <button type="button" class="button main" onClick={save}>Save</button>
      <Draft name={words} label="Anything else the office should know?" hint="Only if you want to." />
      <p class="links"><a href={toVisit(l)}>Back to the visit</a><a href={toVisit(l) + '/concern'}>Raise a concern</a></p>
    </Screen>
  )
}

export function Late({ look: l }: { look: Look }) {
  const s = useApp()
  const name = 'late ' + l.stop.visit
  const minutes = s.drafts.value[name] ?? ''
  const told = s.core.facts.value.filter((k) => k.fact.action === 'visit.late' && k.fact.visit === l.stop.visit).at(-1)
  const send = async () => {
    if (!minutes) {
      s.unsaved.value = 'Choose how late you will be.'
      return
    }
    if (!(await s.save('visit.late', about(l), { minutes: Number(minutes) }))) return
    s.draft(name, null)
    steppedOn()
  }
  return (
    <Screen title="Running late" heading={`Late for ${l.stop.name}`}>
      <Needs person={l.person} />
      <p>Planned: {clock(l.stop.start_min)}.</p>
      {told && (
        <div class="strip">
          <p><b>You said about {clock(l.stop.start_min + l.late)}: {l.late} minutes late.</b> {held(told)}</p>
          {where(told) === 'phone' && <Office main />}
        </div>
      )}
      <Choice label="How late?" options={['10', '20', '30'].map((code) => ({ code, label: `${code} minutes` }))} value={minutes} onPick={(code) => s.draft(name, code)} />
      {minutes && <p>The office sees: “About {clock(l.stop.start_min + Number(minutes))} for {l.stop.name}.” They decide who is told.</p>}
      <button type="button" class="button main" onClick={send}>Tell the office</button>
      {l.person?.phone && <Call phone={l.person.phone}>Call {l.stop.name} <span class="nb">{l.person.phone}</span></Call>}
      <p class="links"><a href="/v/">Back to today</a></p>
    </Screen>
  )
}

export function Equipment({ look: l }: { look: Look }) {
  const s = useApp()
  const name = 'left behind ' + l.stop.visit
  const left = s.core.facts.value.filter((k) => k.fact.action === 'equipment.left' && k.fact.visit === l.stop.visit)
  const save = async () => {
    const what = (s.drafts.value[name] ?? '').trim()
    if (!what) {
      s.unsaved.value = 'Say what you left, such as “walking frame”.'
      return
    }
    if (!(await s.save('equipment.left', about(l), { what, words: '' }))) return
    s.draft(name, null)
    steppedOn()
  }
  return (
    <Screen title="Equipment left here" heading={`Equipment left at ${l.stop.name}’s`}>
      <Needs person={l.person} />
      {left.map((k) => <p class="strip" key={k.fact.id}><b>{String(k.fact.body.what)}.</b> {held(k)}</p>)}
      <Draft name={name} label="What did you leave?" hint="For example: walking frame, bath board." rows={2} />
      <button type="button" class="button main" onClick={save}>Save</button>
      <p class="links"><a href={toVisit(l)}>Back to the visit</a></p>
    </Screen>
  )
}
