// What must be known before anything else is done for somebody: never hidden
// from who is there.
import type { Person } from '../core/types.ts'
import { standing } from '../fold.ts'
import { Call } from './parts.tsx'
import { useClock } from './state.ts'
import { date, first } from './words.ts'

const kinds: Record<string, string> = { allergy: 'Allergy', resuscitation: 'Resuscitation', swallowing: 'Eating and drinking', moving: 'Moving', other: 'Must be known' }

/** Safety stands at the top of every view of a person: allergies, resuscitation, swallowing, moving; and wishes, one press away. */
export function Safety({ person: p }: { person: Person | undefined }) {
  if (!p) return null
  return (
    <>
      <dl class="safety">
        <div class={p.allergies.known === 'known' ? 'grave' : ''}><dt>Allergies</dt><dd>{p.allergies.known === 'none' ? 'None known' : p.allergies.words || 'Not known: ask, and look'}</dd></div>
        {p.safety.filter((f) => f.kind !== 'allergy' || !p.allergies.words).map((f) => (
          <div key={f.kind + f.words}><dt>{kinds[f.kind] ?? kinds.other}</dt><dd>{f.words}{f.source && <span class="hint">{f.source}{f.on && `, ${date(f.on)}`}</span>}</dd></div>
        ))}
      </dl>
      {p.comfort && <p><a class="button" href={`/v/person/${p.person}/wishes`}>What {first(p.name)} wants now, and who to call</a></p>}
    </>
  )
}

/** Warned is what happened there before: open on the way, and one press away once somebody may look at the screen. */
export function Warned({ person: p, shut }: { person: Person | undefined; shut: boolean }) {
  const left = standing(p?.warnings ?? [], useClock().on)
  if (!left.length) return null
  const all = left.map((w) => (
    <div class="inset" key={w.words}><p><b>{w.words}</b></p><p class="hint">{w.source}{w.on && `, ${date(w.on)}`}.{w.review_on && ` Shows until ${date(w.review_on)}.`}{w.challenged && ' They say that this is not right, and nobody has answered yet.'}</p></div>
  ))
  return shut ? <details><summary>Before you go in</summary>{all}</details> : <section><h2>Before you go in</h2>{all}</section>
}

/** Wishes is what somebody wants at the end of their life: comfort, and nothing of progress. */
export function Wishes({ person: p }: { person: Person }) {
  const c = p.comfort!
  return (
    <>
      <p class="lines">{c.words}</p>
      <dl>{c.wishes.map((w) => <div key={w.about}><dt>{w.about}</dt><dd>{w.words}</dd></div>)}</dl>
      <section>
        <h2>Who to call</h2>
        {!c.call.length && <p>Nobody is written down. Ring the office.</p>}
        {c.call.map((x) => (
          <div key={x.who}>
            {x.phone ? <Call phone={x.phone}>Call {x.who} <span class="nb">{x.phone}</span></Call> : <p><b>{x.who}</b></p>}
            {x.when && <p class="hint">{x.when}</p>}
          </div>
        ))}
      </section>
    </>
  )
}
