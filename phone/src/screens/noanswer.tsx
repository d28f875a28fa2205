// Nobody answers the door: the office is told at once, then one step after the
// other with its call, a clock that is seen, and an end that is written down.
// All of it works without signal; that the office knows is said only with its
// receipt.
import { useEffect, useState } from 'preact/hooks'
import type { Word } from '../core/types.ts'
import { clockFrom, toldOf, where, type Look, type Unanswered } from '../fold.ts'
import { endings, results, steps } from './codes.ts'
import { Call, Choice, Draft, Held, Needs, Office, Screen } from './parts.tsx'
import { go, steppedOn, focusOn } from './route.ts'
import { Safety } from './safety.tsx'
import { about, instant, useApp, usePack } from './state.ts'
import { at, clock, first, label, ukTime } from './words.ts'

const toVisit = (l: Look) => '/v/visit/' + l.stop.visit

export function NoAnswer({ look: l }: { look: Look }) {
  if (l.door?.ended && l.stage === 'no_answer') return <Ended look={l} />
  if (l.door && l.stage === 'no_answer') return <AtTheDoor look={l} door={l.door} />
  if (l.stage === 'no_answer') return <Before look={l} />
  return <Begin look={l} />
}

// What is tried before the office is told; more follows when it knows.
const soonest = ['knock', 'ring_bell', 'call_person', 'look']

function Begin({ look: l }: { look: Look }) {
  const s = useApp()
  const key = 'tried ' + l.stop.visit
  const tried = (s.drafts.value[key] ?? '').split(' ').filter(Boolean)
  const toggle = (code: string) => s.draft(key, (tried.includes(code) ? tried.filter((c) => c !== code) : [...tried, code]).join(' '))
  const tell = async () => {
    if (!(await s.save('no_answer.start', about(l), { arrived: l.arrived || instant(s.core.now()), tried }))) return
    s.draft(key, null)
    steppedOn()
  }
  return (
    <Screen title="No answer" heading={`No answer at ${l.stop.name}’s`}>
      <Needs person={l.person} />
      <p>Can you see or hear that {first(l.stop.name)} is in danger? <b>Ring 999 first.</b></p>
      <Call phone="999">Call 999</Call>
      <section>
        <h2 id="tries">Try these first</h2>
        <ol class="tries" aria-labelledby="tries">
          {steps.filter((t) => soonest.includes(t.code)).map((t) => (
            <li key={t.code}>
              <button type="button" class="check" aria-pressed={tried.includes(t.code)} onClick={() => toggle(t.code)}>{t.label}</button>
            </li>
          ))}
        </ol>
        {l.person?.phone && <Call phone={l.person.phone}>Call {l.stop.name} <span class="nb">{l.person.phone}</span></Call>}
      </section>
      <button type="button" class="button main" onClick={tell}>Still no answer: tell the office</button>
      <p class="links"><a href={toVisit(l)}>Back to the visit</a></p>
    </Screen>
  )
}

function AtTheDoor({ look: l, door }: { look: Look; door: Unanswered }) {
  const s = useApp()
  const { shift } = usePack()
  const stands = where(door.told)
  const ending = s.drafts.value['ending ' + l.stop.visit] ?? ''
  const [picked, setPicked] = useState('')
  const done = new Map(door.steps.map((x) => [x.step, x]))
  const now = steps.find((t) => t.code === picked) ?? steps.find((t) => !done.has(t.code))
  const asked = clockFrom(door.told, s.core.facts.value) + shift.overdue.door_min * 60_000
  const step = async (code: string, result: string) => {
    if (!(await s.save('no_answer.step', about(l), { step: code, result, words: '' }))) return
    setPicked('')
    if (result === 'answered') {
      s.draft('ending ' + l.stop.visit, 'answered')
      focusOn('#ending')
    } else focusOn('#step')
  }
  const inside = door.steps.some((x) => x.result === 'sign_inside')
  const called = door.steps.some((x) => x.step === 'call_999' && x.result === 'done')
  return (
    <Screen title="No answer" heading={stands === 'council' ? `Office told ${at(door.told.receipt!.at)}. Stay there.` : stands === 'office' ? 'The office has to look at it. Ring them.' : 'Not told yet: no signal'}>
      <Needs person={l.person} />
      {stands === 'council'
        ? <p class="strip done" role="status">They ring you. {asked > s.now.value ? `At ${clock(ukTime(asked).min)} the next person in charge is asked as well.` : `Since ${clock(ukTime(asked).min)} the next person in charge is asked as well.`}</p>
        : <div class="strip warn"><p role="status"><b>{stands === 'office' ? 'The council holds it, but it does not fit what they have, and nobody is asked by itself.' : 'It is saved on this phone, and the office does not know.'}</b> Ring them now.</p><Office main /></div>}
      <Waited since={Date.parse(door.told.fact.at)} />
      {inside && !called && (
        <div class="strip warn">
          <p><b>You think {first(l.stop.name)} is inside. Ring 999.</b> Say: “I am a support worker at {l.person?.address}, {l.person?.postcode}. Somebody does not answer, and I think they are inside.”</p>
          <Call phone="999" main>Call 999</Call>
          <Choice label="Did you ring 999?" small wide options={[{ code: 'done', label: 'Yes, they come' }, { code: 'could_not', label: 'Not yet' }]} value="" onPick={(r) => step('call_999', r)} />
        </div>
      )}
      {now && (
        <section>
          <h2 id="step" tabIndex={-1}>{now.label}</h2>
          <StepCalls look={l} step={now.code} />
          <Choice label="What came of it?" small wide options={resultsOf(now.code)} value="" onPick={(r) => step(now.code, r)} />
        </section>
      )}
      <section>
        <h2>All steps</h2>
        <ol class="rows">
          {steps.map((t) => {
            const x = done.get(t.code)
            return (
              <li key={t.code}>
                <button type="button" class="row" aria-current={t === now ? 'step' : undefined} onClick={() => { setPicked(t.code); focusOn('#step') }}>
                  <b>{t.label}</b><span>{x ? `${label(results, x.result)}, ${at(x.at)}` : 'Not tried yet'}</span>
                </button>
              </li>
            )
          })}
        </ol>
      </section>
      <section>
        <h2 id="ending" tabIndex={-1}>How did it end?</h2>
        <Choice label="What do you know now?" small wide options={endings} value={ending} onPick={(code) => s.draft('ending ' + l.stop.visit, code)} />
        {ending && <End look={l} outcome={ending} needsWhy={inside && !called && !helped.includes(ending)} />}
      </section>
      <p class="links"><a href={'/v/person/' + l.stop.person}>Getting in, family and keyholders</a><a href={toVisit(l)}>The visit</a></p>
    </Screen>
  )
}

// Endings after which somebody has seen the person, or has the power to get in.
const helped = ['answered', 'found_ill', 'found_fallen', 'found_dead', 'police_or_fire']

const resultsOf = (step: string): Word[] => {
  const codes = {
    look: ['nothing', 'sign_inside'], knock: ['nothing', 'sign_inside', 'answered'], ring_bell: ['nothing', 'sign_inside', 'answered'],
    call_person: ['not_reached', 'sign_inside', 'says_out', 'answered'], neighbour: ['nothing', 'sign_inside', 'says_out', 'says_in_hospital'],
    call_contact: ['not_reached', 'says_out', 'says_in_hospital', 'coming'], key_safe: ['got_in', 'could_not'], call_office: ['done', 'not_reached'], call_999: ['done', 'could_not'], stayed: ['done'],
  }[step] ?? ['done']
  return codes.map((c) => results.find((r) => r.code === c)!)
}

function StepCalls({ look: l, step }: { look: Look; step: string }) {
  const p = l.person
  switch (step) {
    case 'call_person':
      return p?.phone ? <Call phone={p.phone}>Call {l.stop.name} <span class="nb">{p.phone}</span></Call> : <p>No number is written down.</p>
    case 'call_contact': {
      const who = p?.contacts.filter((c) => c.phone).sort((a, b) => Number(b.keyholder) - Number(a.keyholder)) ?? []
      return who.length ? <>{who.map((c) => <Call key={c.name} phone={c.phone}>Call {c.name}, {c.relationship.toLowerCase()}{c.keyholder && ', who has a key'} <span class="nb">{c.phone}</span></Call>)}</> : <p>Nobody is written down.</p>
    }
    case 'call_office': return <Office />
    case 'call_999': return <Call phone="999" main>Call 999</Call>
    case 'key_safe': return <p class="links"><a href={'/v/person/' + l.stop.person}>How to get in</a></p>
    case 'neighbour': return <p>Ask only whether they have seen {first(l.stop.name)}. Do not say why you come.</p>
    case 'look': return <p>Light, television, post on the floor, a voice, somebody on the floor?</p>
  }
  return null
}

// Waited is the clock: how long since the office was to be told.
function Waited({ since }: { since: number }) {
  const { core } = useApp()
  const [, tick] = useState(0)
  useEffect(() => {
    const t = setInterval(() => tick((n) => n + 1), 1000)
    return () => clearInterval(t)
  }, [])
  const s = Math.max(0, Math.floor((core.now() - since) / 1000))
  return <p class="big" role="timer" aria-live="off">You have waited {Math.floor(s / 60)}:{String(s % 60).padStart(2, '0')}</p>
}

// End is what to do first, then how it ended, written down.
function End({ look: l, outcome, needsWhy }: { look: Look; outcome: string; needsWhy: boolean }) {
  const s = useApp()
  const name = 'ended ' + l.stop.visit
  const words = (s.drafts.value[name] ?? '').trim()
  const why = (s.drafts.value[name + ' why'] ?? '').trim()
  const seen = helped.includes(outcome) || outcome === 'office_took_over'
  const save = async () => {
    if (!seen && !words) {
      s.unsaved.value = 'Say who told you where they are, and when.'
      return
    }
    if (needsWhy && !why) {
      s.unsaved.value = 'You thought they are inside. Ring 999, or say why not.'
      return
    }
    if (!(await s.save('no_answer.end', about(l), { outcome, words, arrived: l.arrived, ...(needsWhy && { why_not_999: why }) }))) return
    for (const key of [name, name + ' why', 'ending ' + l.stop.visit]) s.draft(key, null)
    if (outcome !== 'answered') return steppedOn()
    if (await s.save('visit.arrive', about(l), { arrived: instant(s.core.now()) })) go(toVisit(l))
  }
  return (
    <>
      <ToDo outcome={outcome} look={l} />
      {needsWhy && <Draft name={name + ' why'} label="Why was 999 not called?" hint="You thought that they may be inside." rows={2} />}
      <Draft name={name} label={seen ? 'Anything the office should know?' : 'Who told you where they are, and when?'} {...(seen && { hint: 'Only if you have time.' })} rows={2} />
      <button type="button" class="button main" onClick={save}>{outcome === 'answered' ? 'Save, and start the visit' : 'Save how it ended'}</button>
    </>
  )
}

// What to do when somebody is found: short, and 999 first.
const todo: Record<string, string[]> = {
  found_fallen: [
    'Call 999 if they are hurt, hit their head, cannot get up, or lay there long. If you are not sure, call.',
    'Do not lift them. Move them only away from danger.', 'Keep them warm, and talk to them. Stay until help comes.', 'Then ring the office.',
  ],
  found_ill: [
    'Call 999 if they are hard to wake, cannot breathe well, have pain in the chest, or you are not sure.', 'Do what 999 says. Give no food, drink or medicine unless they say so.',
    'Tell 999 of allergies, and of a DNACPR form if there is one.', 'Stay until help comes. Then ring the office.',
  ],
  found_dead: [
    'Call 999 now. They tell you what to do.', 'Tell them of a DNACPR form if there is one, and where it is.', 'Touch and move nothing else.',
    'Wait where you are safe until help comes.', 'Ring the office. Do not ring the family: police and office do that.', 'You do not have to go on to the next visit.',
  ],
}

function ToDo({ outcome, look: l }: { outcome: string; look: Look }) {
  const lines = todo[outcome]
  if (!lines) return null
  return (
    <div class="strip warn">
      <Call phone="999" main>Call 999</Call>
      <ol>{lines.map((w) => <li key={w}>{w}</li>)}</ol>
      {l.person?.address && <p>You are at: <b>{l.person.address}, {l.person.postcode}</b></p>}
      <Safety person={l.person} />
      <Office />
    </div>
  )
}

function Ended({ look: l }: { look: Look }) {
  const s = useApp()
  const end = l.door!.ended!
  const outcome = String(end.fact.body.outcome)
  const arrive = async () => {
    if (await s.save('visit.arrive', about(l), { arrived: instant(s.core.now()) })) go(toVisit(l))
  }
  return (
    <Screen title="No answer" heading={label(endings, outcome)}>
      <Needs person={l.person} />
      <div class={where(end) === 'council' ? 'strip done' : 'strip warn'}>
        <Held of={end} />
        {where(end) !== 'council' && <><p>{where(end) === 'phone' ? 'The office does not know yet how it ended. Ring them.' : 'Ring them, and say how it ended.'}</p><Office main /></>}
      </div>
      <ToDo outcome={outcome} look={l} />
      <p>The office sees to your visits after this one, and to who is told.</p>
      <p class="links"><a href="/v/">Today</a><a class="worry" href={toVisit(l) + '/concern'}>Raise a concern</a></p>
      <button type="button" class="button" onClick={arrive}>The visit is made after all</button>
    </Screen>
  )
}

// Before is a door that the council knows nobody answered, where this phone did not tell it so.
function Before({ look: l }: { look: Look }) {
  const s = useApp()
  const told = !l.ending || where(l.ending) === 'council'
  const opened = async () => {
    if (await s.save('visit.arrive', about(l), { arrived: instant(s.core.now()) })) go(toVisit(l))
  }
  return (
    <Screen title="No answer" heading={told ? 'The office was told' : where(l.ending!) === 'phone' ? 'Not told yet' : 'The office has to look at it'}>
      <Needs person={l.person} />
      {!told && <p class="strip warn" role="status">{where(l.ending!) === 'phone' ? <><b>No receipt from the council yet.</b> It is saved on this phone. Ring the office.</> : <b>{toldOf(l.ending!)}</b>}</p>}
      <Office main={!told} />
      <Call phone="999">In danger? Call 999</Call>
      <button type="button" class="button" onClick={opened}>The door was opened</button>
      <p class="links"><a href={'/v/person/' + l.stop.person}>Getting in, family and keyholders</a></p>
    </Screen>
  )
}
