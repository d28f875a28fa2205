// What is the worker's own: changes, the week, what waits to be sent, hours
// and mileage, and this phone.
import { useState } from 'preact/hooks'
import type { Kept } from '../core/types.ts'
import { unseen, where, type Where } from '../fold.ts'
import { Other } from './keys.tsx'
import { held, Screen, Trouble, stateOf, waits } from './parts.tsx'
import { useApp, useClock, usePack } from './state.ts'
import { changed, seen } from './today.tsx'
import { focusOn, steppedOn } from './route.ts'
import { at, clock, date, hours, listed, many, said, span, ukTime, when, whose } from './words.ts'

export function Changes() {
  const s = useApp()
  const { shift } = usePack()
  const today = useClock().on
  const fresh = unseen(shift, s.core.facts.value)
  const old = shift.changes.filter((c) => !fresh.includes(c))
  return (
    <Screen title="Changes">
      {!fresh.length && <p>Nothing has changed since you last looked.</p>}
      {fresh.length > 0 && (
        <section class="strip changes">
          <ul>{fresh.map((c) => <li key={c.id}>{changed(c, today)}</li>)}</ul>
          <button type="button" class="button" onClick={() => seen(s, fresh.map((c) => c.id))}>Seen</button>
        </section>
      )}
      {old.length > 0 && <section><h2>You have seen</h2><ul>{old.map((c) => <li key={c.id}>{changed(c, today)}</li>)}</ul></section>}
    </Screen>
  )
}

export function Week() {
  const { shift } = usePack()
  const today = useClock().on
  const days = [...new Set(shift.week.map((w) => w.on))]
  return (
    <Screen title="Your week">
      {!days.length && <p>You have no shifts this week.</p>}
      {days.map((on) => (
        <section key={on}>
          <h2>{date(on)}{on === today && ', today'}</h2>
          {shift.week.filter((w) => w.on === on).map((w) => <p key={w.start_min}>{span(w.start_min, w.end_min)}</p>)}
        </section>
      ))}
    </Screen>
  )
}

const groups: [Where, string][] = [['phone', 'Saved on this phone'], ['office', 'The office will look at'], ['council', 'Held by the council']]

export function Waiting() {
  const s = useApp()
  const st = s.core.status.value
  const facts = [...s.core.facts.value].reverse()
  const t = stateOf(st, facts.length > 0)
  const [handed, setHanded] = useState('')
  const hand = async () => {
    try {
      const file = URL.createObjectURL(await s.core.exportSealed())
      const a = document.createElement('a')
      a.href = file
      a.download = `stillhome-${ukTime(s.core.now()).on}.sealed`
      a.click()
      setTimeout(() => URL.revokeObjectURL(file), 60_000)
      setHanded('The file is saved. Give it to your supervisor. It does not open on any phone: only the council can read it.')
    } catch (e) {
      setHanded(e instanceof Error ? e.message : 'The file could not be made. Try again.')
    }
  }
  return (
    <Screen title="Waiting to send">
      <Trouble />
      <p class={'strip ' + t.kind} role="status">
        <b>{st.unsent ? `${many(st.unsent, 'record')} to send.` : facts.length ? 'The council holds everything from this phone.' : 'Nothing to send.'}</b>{' '}
        {!st.online ? (st.unsent ? 'No signal. It is sent when there is signal.' : 'No signal.') : st.sending ? 'Sending now.' : st.unsent ? 'It is sent by itself.' : ''}
      </p>
      {st.heard && <p>The council last answered at {at(st.heard)}.</p>}
      <button type="button" class="button" onClick={() => void s.core.contact()}>Try now</button>
      {groups.map(([w, heading]) => <Group key={w} heading={heading} facts={listed(facts).filter((k) => where(k) === w)} />)}
      {st.unsent > 0 && (
        <section>
          <h2>Is this phone breaking?</h2>
          <p>Save what is not sent as a sealed file, and give it to your supervisor. Nothing is taken off this phone.</p>
          <button type="button" class="button" onClick={hand}>Save a sealed file</button>
          <p role="status">{handed}</p>
        </section>
      )}
    </Screen>
  )
}

function Group({ heading, facts }: { heading: string; facts: Kept[] }) {
  const { core } = useApp()
  const pack = core.pack.value
  if (!facts.length) return null
  return (
    <section>
      <h2>{heading} ({facts.length})</h2>
      <ol class="rows">
        {facts.map((k) => (
          <li key={k.fact.id}>
            <b>{said(k, pack)}</b>
            <span>{[whose(k, pack), `${when(ukTime(k.fact.wall + k.fact.offset).on, ukTime(core.now()).on)} at ${at(k.fact.at)}`].filter(Boolean).join(', ')}</span>
            <span>{held(k)}{where(k) === 'office' && k.message && ` ${k.message}`}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

export function Me() {
  const s = useApp()
  const { shift } = usePack()
  const st = s.core.status.value
  const [out, setOut] = useState(false)
  const [wrong, setWrong] = useState('')
  const leave = async () => {
    try {
      await s.core.signOut()
    } catch (e) {
      setWrong(e instanceof Error ? e.message : 'This did not work. Try again.')
    }
  }
  return (
    <Screen title="Me" heading={shift.name}>
      <section>
        <h2>Hours</h2>
        <p>{hours(shift.hours.week_min)} this week.</p>
      </section>
      <Mileage />
      <section>
        <h2>This phone</h2>
        <p>The rota on it is good until {clock(ukTime(Date.parse(shift.until)).min)} {when(ukTime(Date.parse(shift.until)).on, ukTime(s.now.value).on)}.</p>
        {st.update && <p>{s.core.visiting.value ? 'A newer version of the app is ready. It is used after this visit.' : <button type="button" class="button" onClick={() => s.core.update()}>Use the newer version now</button>}</p>}
        <button type="button" class="button" onClick={() => s.core.lock()}>Lock</button>
        {!out && <button type="button" id="sign-out" class="button" onClick={() => { setOut(true); focusOn('#sure') }}>Sign out of this phone</button>}
        {out && (
          <div class="strip">
            <p id="sure" tabIndex={-1}><b>Sign out?</b> The rota and what it says of people go off this phone. {waits(st.unsent)} {st.unsent > 0 && 'What is not sent stays, and goes on being sent.'} You need signal to set it up again.</p>
            {wrong && <p role="alert">{wrong}</p>}
            <button type="button" class="button stop" onClick={leave}>Yes, sign out</button>
            <button type="button" class="button" onClick={() => { setOut(false); focusOn('#sign-out') }}>No, stay</button>
          </div>
        )}
        <p class="hint">App version {version}</p>
      </section>
      <Other />
    </Screen>
  )
}

declare const __APP__: string | undefined
const version = typeof __APP__ === 'string' ? __APP__ : 'in development'

// Mileage is by exception: the system has worked it out, and is right or is not.
function Mileage() {
  const s = useApp()
  const { mileage } = usePack().shift
  const name = 'miles'
  const words = s.drafts.value[name]
  if (!mileage) return null
  const done = s.core.facts.value.filter((k) => k.fact.action === 'mileage.confirm' && k.fact.body.on === mileage.on).at(-1)
  const changing = 'changing miles' in s.drafts.value
  const save = async (miles: number, usual: boolean) => {
    if (!(await s.save('mileage.confirm', {}, { on: mileage.on, miles, usual }))) return
    s.draft(name, null)
    s.draft('changing miles', null)
    steppedOn()
  }
  const change = () => {
    const miles = Number((words ?? '').trim().replace(',', '.'))
    if (!words?.trim() || !(miles >= 0 && miles <= 500)) {
      s.unsaved.value = 'Write the miles as a number from 0 to 500, such as 12.5.'
      return
    }
    void save(Math.round(miles * 10) / 10, false)
  }
  const open = () => {
    s.draft('changing miles', 'yes')
    focusOn('#miles')
  }
  return (
    <section>
      <h2>Mileage, {date(mileage.on)}</h2>
      {done && <p><b>{String(done.fact.body.miles)} miles.</b> {held(done)}</p>}
      {changing ? (
        <>
          <p class="field">
            <label for="miles">How many miles?</label>
            <input id="miles" inputMode="decimal" autocomplete="off" value={words ?? ''} onInput={(e) => s.draft(name, e.currentTarget.value)} />
          </p>
          <button type="button" class="button" onClick={change}>Save miles</button>
        </>
      ) : (
        <>
          {!done && <><p class="big">{mileage.miles} miles. Right?</p><button type="button" class="button" onClick={() => save(mileage.miles, true)}>Yes, right</button></>}
          <button type="button" class="button" onClick={open}>Change</button>
        </>
      )}
    </section>
  )
}
