// Today: what changed, the visit to go to, the rest of the day, and tomorrow.
// First names and areas only; the rest is one press away.
import { current, next, unseen, type Look } from '../fold.ts'
import { InCharge } from './enter.tsx'
import { Needs, Screen, stages, Trouble, TryCall } from './parts.tsx'
import { go } from './route.ts'
import { about, canCall, instant, useApp, useClock, usePack } from './state.ts'
import { at, clock, date, list, many, span, ukTime, when } from './words.ts'

// asOf is when what is shown was so: a phone without signal does not know of changes since.
function asOf(moment: string, today: string): string {
  const { on } = ukTime(Date.parse(moment))
  return `${on === today ? '' : `on ${date(on)} `}at ${at(moment)}`
}

export function Today() {
  const s = useApp()
  const { shift, days, made } = usePack()
  const moment = useClock()
  const today = moment.on
  const mine = current(s.looks.value, moment)
  const now = next(s.looks.value, moment)
  const rest = mine.filter((l) => l !== now)
  const standby = shift.standby.filter((b) => b.on >= today)
  const status = s.core.status.value
  return (
    <Screen title="Today">
      <p class="lead">{date(today)}</p>
      <p class="hint">Your day as it was {asOf(made, today)}.</p>
      {status.update && !s.core.visiting.value && (
        <div class="strip"><p>A newer version of the app is ready. Nothing is lost.</p><button type="button" class="button" onClick={() => s.core.update()}>Use it now</button></div>
      )}
      <Trouble />
      <Ready />
      <Changes />
      {now && <Next look={now} />}
      {!days.some((d) => d.on === today) ? <Stale />
        : !mine.length && <p>You have no visits today.</p>}
      {!now && mine.length > 0 && <p>That was the last visit of today. Thank you.</p>}
      {rest.length > 0 && (
        <section>
          <h2>{now ? 'The rest of today' : 'Today’s visits'}</h2>
          <Rows looks={rest} />
        </section>
      )}
      <InCharge />
      {standby.length > 0 && (
        <section>
          <h2>Standby</h2>
          {standby.map((b) => <p key={b.on + b.area}>You are on standby {when(b.on, today)} for {b.area}: {many(b.visits, 'visit')} there.</p>)}
        </section>
      )}
      {days.filter((d) => d.on > today).map((d) => {
        const looks = s.looks.value.filter((l) => l.on === d.on)
        return (
          <section key={d.on}>
            <h2>{when(d.on, today) === 'tomorrow' ? 'Tomorrow' : date(d.on)}</h2>
            {!d.published ? <p>This rota is not published yet.</p> : !looks.length && <p>You have no visits.</p>}
            {looks.length > 0 && <Rows looks={looks} />}
          </section>
        )
      })}
    </Screen>
  )
}

// Ready says whether this phone could call for help: at the start of a shift, before the first door.
function Ready() {
  const s = useApp()
  const { at: when, why } = s.core.canCall.value
  if (canCall(s)) return <p class="hint">✓ This phone can call for help. Tried at {at(when)}.</p>
  return (
    <div class="strip failed">
      <p><b>This phone has not shown that it can call for help.</b> {why || 'There was no signal yet.'} Try where there is some, or ring the office before your first door.</p>
      <TryCall />
    </div>
  )
}

function Stale() {
  const { core } = useApp()
  return (
    <div class="strip failed">
      <p><b>This phone has no rota for today.</b> It comes by itself when there is signal. Ring the office if it does not.</p>
      <button type="button" class="button" onClick={() => void core.contact()}>Get my rota</button>
    </div>
  )
}

function Changes() {
  const s = useApp()
  const today = useClock().on
  const { shift } = usePack()
  const changes = unseen(shift, s.core.facts.value)
  if (!changes.length) return null
  return (
    <section class="strip changes" aria-labelledby="changes">
      <h2 id="changes">{many(changes.length, 'change')} since you last looked</h2>
      <ul>{changes.map((c) => <li key={c.id}>{changed(c, today)}</li>)}</ul>
      <button type="button" class="button" onClick={() => seen(s, changes.map((c) => c.id))}>Seen</button>
    </section>
  )
}

/** changed is a change of the rota in a line. */
export const changed = (c: { label: string; name: string; on: string; start_min: number }, today: string) =>
  `${c.label}: ${c.name}, ${when(c.on, today)} at ${clock(c.start_min)}`

/** seen records that changes were looked at, and goes back to the heading, as the button is gone. */
export async function seen(s: ReturnType<typeof useApp>, changes: string[]) {
  if (await s.save('roster.seen', {}, { changes })) document.querySelector('h1')?.focus({ preventScroll: true })
}

function Next({ look: l }: { look: Look }) {
  const s = useApp()
  const isHere = l.stage === 'here'
  const visit = '/v/visit/' + l.stop.visit
  const arrive = async () => {
    if (await s.save('visit.arrive', about(l), { arrived: instant(s.core.now()) })) go(visit)
  }
  return (
    <section class="card" aria-labelledby="next">
      <h2 id="next">{isHere ? 'You are with' : 'Next'}: {l.stop.name}</h2>
      <Needs person={l.person} />
      <p class="big">{span(l.stop.start_min, l.stop.end_min)}</p>
      <p>{place(l)}</p>
      {l.late > 0 && <p>You told the office that you are {l.late} minutes late.</p>}
      {isHere
        ? <a class="button main" href={visit}>Go on with the visit</a>
        : <button type="button" class="button main" onClick={arrive}>I have arrived</button>}
      <p class="links">
        {!isHere && <a href={visit}>Open the visit</a>}
        {!isHere && <a href={visit + '/late'}>Running late</a>}
        <a href={'/v/person/' + l.stop.person}>About {l.stop.name}</a>
      </p>
    </section>
  )
}

// place is where a visit is and what to know on the way, without an address.
function place(l: Look): string {
  const t = l.stop
  return [
    t.area + '.',
    t.travel_min > 0 && `${many(t.travel_min, 'minute')} to get there.`,
    t.must_be_at && `Be there at ${clock(t.start_min)}.`,
    t.workers > 1 && `Visit with ${t.workers} workers${t.with.length ? ': you and ' + list(t.with) : ''}.`,
    l.person?.first ? 'Nobody of us has been here before.' : t.first && 'Your first visit here.',
  ].filter(Boolean).join(' ')
}

function Rows({ looks }: { looks: Look[] }) {
  const today = useClock().on
  return (
    <ol class="rows">
      {looks.map((l) => (
        <li key={l.stop.visit}>
          <a href={'/v/visit/' + l.stop.visit}>
            <span class="time">{span(l.stop.start_min, l.stop.end_min)}{l.on < today && l.stop.start_min < 1440 && ', yesterday'}</span>
            <b class={l.stage === 'cancelled' ? 'gone' : ''}>{l.stop.name}</b>
            <span>{place(l)}</span>
            {stages[l.stage] && <span class="tag">{stages[l.stage]}</span>}
          </a>
        </li>
      ))}
    </ol>
  )
}
