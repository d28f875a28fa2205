// A person: what they need first, what matters to them, whom to ring, what
// happened lately. How to get in stands behind a press that is recorded, and
// only near the time of a visit.
import { useEffect, useState } from 'preact/hooks'
import type { Person as Someone } from '../core/types.ts'
import { inWindow, minuteOf } from '../fold.ts'
import { Call, dial, Needs, Screen } from './parts.tsx'
import { Safety, Warned, Wishes } from './safety.tsx'
import { useApp, useClock, usePack } from './state.ts'
import { focusOn } from './route.ts'
import { clock, date, first, label, when } from './words.ts'

export function Person({ person: p }: { person: Someone }) {
  const { shift } = usePack()
  return (
    <Screen title="Person" heading={p.name}>
      <Needs person={p} />
      <Safety person={p} />
      <p>{p.full_name}. {p.born_on && `Born ${born(p.born_on)}.`} {lives[p.lives_alone]}</p>
      <p>{p.address}, {p.postcode}</p>
      {p.phone && <Call phone={p.phone}>Call {p.name} <span class="nb">{p.phone}</span></Call>}
      <GettingIn person={p} />
      {p.matters && <section><h2>What matters to {first(p.name)}</h2><p class="lines">{p.matters}</p></section>}
      {!p.comfort && <Goals person={p} />}
      <Warned person={p} shut />
      <section>
        <h2>Risks</h2>
        {p.risks.length ? <ul>{p.risks.map((r) => <li key={r.words}>{r.words}</li>)}</ul> : <p>None are recorded. Look for yourself at the door.</p>}
      </section>
      <section>
        <h2>Family and friends</h2>
        {!p.contacts.length && <p>Nobody is recorded.</p>}
        {p.contacts.map((c) => (
          <div class="contact" key={c.name}>
            <p><b>{c.name}</b>, {[c.relationship.toLowerCase(), c.carer && 'carer', c.keyholder && 'has a key'].filter(Boolean).join(', ')}</p>
            {c.phone && <p><a class="button" href={dial(c.phone)}>Call {first(c.name)} <span class="nb">{c.phone}</span></a></p>}
          </div>
        ))}
      </section>
      <section>
        <h2>Recent visits</h2>
        {!p.history.length && <p>No visits are recorded yet.</p>}
        {p.history.map((h) => (
          <div class="inset" key={h.on + h.part}>
            <p><b>{date(h.on)}{h.part && `, ${h.part}`}</b>{outcomes[h.state] && `: ${outcomes[h.state]}`}{h.worker && `, by ${h.worker}`}{h.feeling && `. How they were: ${label(shift.feelings, h.feeling).toLowerCase()}`}</p>
            {h.note && <p class="lines">{h.note}</p>}
          </div>
        ))}
      </section>
      <p class="links"><a href={`/v/person/${p.person}/concern`} class="worry">Raise a concern</a></p>
    </Screen>
  )
}

function Goals({ person: p }: { person: Someone }) {
  return (
    <section>
      <h2>Goals</h2>
      {!p.goals.length && <p>No goals are agreed yet.</p>}
      {p.goals.map((g) => (
        <div class="inset" key={g.words}>
          <p><b>{g.words}</b></p>
          {g.why && <p>{g.why}</p>}
          {g.target_on && <p>By {date(g.target_on)}</p>}
        </div>
      ))}
    </section>
  )
}

/** PersonWishes is what somebody wants at the end of their life, on a screen of its own. */
export const PersonWishes = ({ person: p }: { person: Someone }) => (
  <Screen title="Wishes" heading={`What ${first(p.name)} wants`}>
    <Needs person={p} />
    <Wishes person={p} />
    <p class="links"><a href={'/v/person/' + p.person}>About {p.name}</a></p>
  </Screen>
)

// How a visit ended that was not made as planned.
const outcomes: Record<string, string> = { no_answer: 'no answer', not_wanted: 'chose not to' }

const lives: Record<string, string> = { yes: 'Lives alone.', no: 'Does not live alone.' }

const born = (on: string) => `${date(on).replace(/^\w+ /, '')} ${on.slice(0, 4)}`

// How long the way in stays on the screen, in milliseconds.
const shownFor = 120_000

function GettingIn({ person: p }: { person: Someone }) {
  const s = useApp()
  const now = useClock()
  const [shown, setShown] = useState(false)
  const visit = inWindow(s.looks.value, p.person, now)
  useEffect(() => {
    if (!shown) return
    const t = setTimeout(() => setShown(false), shownFor)
    return () => clearTimeout(t)
  }, [shown])
  const show = async () => {
    if (!visit) return
    if (await s.save('keysafe.shown', { person: p.person, visit: visit.stop.visit, version: visit.stop.version }, {})) {
      setShown(true)
      focusOn('#way-in')
    }
  }
  const hide = () => {
    setShown(false)
    focusOn('#show-way-in')
  }
  const coming = s.looks.value.find((l) => l.stop.person === p.person && l.stage === 'ahead' && l.stop.start_min - 30 > minuteOf(l.on, now))
  return (
    <section>
      <h2>Getting in</h2>
      {!p.getting_in ? <p>Nothing about this is on your phone. Knock and ring, or call the office.</p>
        : !visit ? <p>You can see this from 30 minutes before a visit until 30 minutes after it{coming && `: from ${clock(coming.stop.start_min - 30)} ${when(coming.on, now.on)}`}. If you need it now, ring the office.</p>
        : shown ? (
          <>
            <p id="way-in" class="inset lines big" tabIndex={-1}>{p.getting_in}</p>
            <button type="button" class="button" onClick={hide}>Hide</button>
          </>
        ) : (
          <>
            <p>It is noted that you looked, and when.</p>
            <button type="button" id="show-way-in" class="button" onClick={show}>Show key safe and how to get in</button>
          </>
        )}
    </section>
  )
}
