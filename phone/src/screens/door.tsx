// What else can happen at a door: the person chooses not to, the worker is
// late, something is left behind.
import { where, type Look } from '../fold.ts'
import { Call, Choice, Draft, Held, held, Needs, Office, Screen } from './parts.tsx'
import { steppedOn } from './route.ts'
import { about, instant, useApp, usePack } from './state.ts'
import { clock, first } from './words.ts'

const toVisit = (l: Look) => '/v/visit/' + l.stop.visit

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
