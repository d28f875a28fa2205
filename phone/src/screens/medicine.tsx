// One medicine at one visit, each by itself: taken, part or not taken; where
// not, why; what speaks against it, as a second press and never a lock.
import type { Medicine, Word } from '../core/types.ts'
import { asking, asNeeded, givenOf, unanswered, type Look, type Said } from '../fold.ts'
import { before } from '../warn.ts'
import { Sites } from './bodymap.tsx'
import { despite, effects, helps, sites, warnings } from './codes.ts'
import { giving, had, halfName, needsReason, usual, wantsSite, wantsWitness, type Giving } from './giving.ts'
import { Call, Choice, Draft, Office } from './parts.tsx'
import { focusOn, orTo } from './route.ts'
import { about, useApp, usePack, type Drafts } from './state.ts'
import { at, clock, date, label, many, ukTime } from './words.ts'

/** Medicines is the list at a visit: what was given before and still wants a word, what is due, what may be needed, and how to tell of an error. */
export function Medicines({ look: l }: { look: Look }) {
  const s = useApp()
  const worse = s.core.facts.value.some((k) => k.fact.action === 'visit.dose_effect' && k.fact.visit === l.stop.visit && k.fact.body.effect === 'worse')
  const helped = async (dose: string, effect: string) => {
    if (await s.save('visit.dose_effect', about(l), { dose, effect, words: '' })) focusOn('#medicines')
  }
  return (
    <section>
      <h2 id="medicines" tabIndex={-1}>Medicines</h2>
      {asking(l.person, s.core.facts.value, s.now.value).map((a) => (
        <Choice
          key={a.dose} label={`Did ${a.name} help?`} hint={`Taken ${day(a.given_at)}.`} wide options={effects} value=""
          onPick={(effect) => helped(a.dose, effect)}
        />
      ))}
      {worse && <div class="strip warn"><p><b>You said that it got worse.</b> Ring 111, or the office.</p><Call phone="111">Call 111</Call><Office /></div>}
      {!l.medicines.length && <p>None to give at this visit.</p>}
      {l.medicines.filter((m) => !asNeeded(m)).map((m) => <Give key={m.medicine + m.slot} look={l} medicine={m} />)}
      {l.medicines.filter(asNeeded).map((m) => <Give key={m.medicine + m.slot} look={l} medicine={m} />)}
      <p class="links"><a href={`/v/visit/${l.stop.visit}/medicine-error`}>A medicine went wrong, or nearly</a></p>
    </section>
  )
}

/** Give is one medicine, wherever it is answered for: with a time, or when needed. */
export const Give = (p: { look: Look; medicine: Medicine }) => (asNeeded(p.medicine) ? <Needed {...p} /> : <Dose {...p} />)

// Dose is a medicine with a time.
function Dose({ look: l, medicine: m }: { look: Look; medicine: Medicine }) {
  const { shift } = usePack()
  const g = useGiving(l, m)
  const pick = (code: string) => {
    if (needsReason(code)) return g.choose(code)
    g.unwarn()
    return g.give({ outcome: code })
  }
  const asks = needsReason(g.chosen)
  return (
    <div class="medicine" id={boxOf(m)} tabIndex={-1}>
      {m.right === 'elsewhere' && !g.was && (
        <div class="strip warn">
          <p><b>{m.name}: may already have been given. {m.last_confirmed?.at ? `Last confirmed ${at(m.last_confirmed.at)}` : 'Nobody has confirmed it'}.</b> Ring the office before you give it.</p>
          <Office />
        </div>
      )}
      <Choice label={m.name} hint={doseHint(m, shift.outcomes)} options={shift.outcomes} value={g.chosen} onPick={pick} />
      {asks && (
        <Choice
          label={`Why was ${m.name} ${g.missed ? 'not taken' : 'taken in part'}?`} small options={shift.reasons} value={g.half ? g.of('reason') : (g.was?.reason ?? '')}
          onPick={(reason) => {
            g.answer(' reason', reason)
            return g.give({ outcome: g.chosen, reason, by: ' reason' })
          }}
        />
      )}
      <Rest giving={g} look={l} medicine={m} />
      {!g.half && g.was && had(g.was.outcome) && <Help giving={g} medicine={m} />}
      {!g.half && g.missed && <Missed look={l} medicine={m} />}
    </div>
  )
}

/** Needed is a medicine that is taken only when needed: any number of doses, each with what it is for and how much. */
function Needed({ look: l, medicine: m }: { look: Look; medicine: Medicine }) {
  const s = useApp()
  const { shift } = usePack()
  const g = useGiving(l, m)
  const doses = l.said.filter((d) => d.line === m.line)
  const known = before(m, givenOf(m, s.core.facts.value), s.now.value)
  const id = 'give-' + m.medicine.replace(/\W/g, '-')
  const open = () => {
    g.put('', 'asked')
    focusOn('#' + id)
  }
  const reasons: Word[] = [...(m.as_needed?.for ? [{ code: m.as_needed.for, label: m.as_needed.for }] : []), { code: '?', label: 'Something else' }]
  const amounts = [...new Set(m.dose.match(/\d+(?:\.\d+)?/g) ?? [])].map((n) => ({ code: n, label: n }))
  const pick = (code: string) => {
    g.choose(code)
    if (!needsReason(code)) return g.give({ outcome: code, by: ' outcome' })
  }
  const outcome = g.of('outcome')
  return (
    <div class="medicine" id={boxOf(m)} tabIndex={-1}>
      <h3>{m.name}</h3>
      <p class="hint">{doseHint(m, shift.outcomes)}</p>
      <p>
        {m.as_needed?.for && <>For: {m.as_needed.for}. </>}
        {known.last ? `Last given ${day(known.last.at)}. ` : 'Not given lately. '}
        {known.notBefore > 0 && <b>Not before {clock(ukTime(known.notBefore).min)}. </b>}
        {m.most_doses > 0 ? `${known.day} of at most ${m.most_doses} in 24 hours.` : known.day > 0 && `${many(known.day, 'dose')} in 24 hours.`}
      </p>
      {doses.map((d) => <p class="inset" key={d.fact}><b>{label(shift.outcomes, d.outcome)} at {at(d.at)}</b>{d.amount && `, ${d.amount}`}</p>)}
      {!g.half ? <button type="button" class="button" onClick={open}>{doses.length ? 'Give or offer again' : 'Give or offer'} {m.name}</button> : (
        <div class="inset" id={id} tabIndex={-1}>
          <Choice label="What is it for?" small wide options={reasons} value={g.of('why')} onPick={(why) => g.answer(' why', why)} />
          {g.of('why') === '?' && <Draft name={g.name + ' words'} label="What for?" rows={2} onInput={g.unwarn} />}
          <Choice label="How much?" hint={m.dose} small options={[...amounts, { code: '?', label: 'Another amount' }]} value={g.of('amount')} onPick={(n) => g.answer(' amount', n)} />
          {g.of('amount') === '?' && <Draft name={g.name + ' much'} label="How much?" rows={1} onInput={g.unwarn} />}
          <Choice label={`What became of ${m.name}?`} small options={shift.outcomes} value={outcome} onPick={pick} />
          {needsReason(outcome) && <Choice label="Why?" small options={shift.reasons} value={g.of('reason')} onPick={(reason) => { g.put(' reason', reason); return g.give({ outcome, reason, by: ' reason' }) }} />}
          <Rest giving={g} look={l} medicine={m} />
          <button type="button" class="button" onClick={g.drop}>Not now</button>
        </div>
      )}
    </div>
  )
}

// useGiving is a dose being given on this screen: what is over gives the focus back to its box.
const useGiving = (l: Look, m: Medicine): Giving => giving(useApp(), l, m, () => orTo('#' + boxOf(m)))

// Rest asks what a dose wants beside its outcome, and says what speaks against it.
function Rest({ giving: g, look: l, medicine: m }: { giving: Giving; look: Look; medicine: Medicine }) {
  const s = useApp()
  const outcome = g.needed ? g.of('outcome') : (g.half ?? '')
  if (!g.half || !had(outcome) || (needsReason(outcome) && !g.of('reason'))) return null
  const last = givenOf(m, s.core.facts.value).filter((x) => x.site).at(-1)
  const against = g.of('warned').split(' ').filter(Boolean)
  const said = { outcome, reason: g.of('reason') }
  const next = (part: ' site' | ' witness') => (value: string) => {
    g.answer(part, value)
    return g.give({ ...said, by: part })
  }
  const all = () => {
    if (!g.of('despite')) {
      s.unsaved.value = 'Choose why you give it all the same.'
      return
    }
    void g.give({ ...said, all: true })
  }
  const people = l.stop.with.map((name) => ({ code: name, label: name }))
  return (
    <>
      {wantsSite(m) && <Sites codes={m.sites} last={last?.site ?? ''} lastOn={last ? day(last.at) : ''} value={g.of('site')} onPick={next(' site')} />}
      {wantsWitness(m, usual(m)) && (!wantsSite(m) || g.of('site')) && (
        <>
          <Choice
            label="Who saw it given?" hint="This is a controlled drug." small wide value={g.of('witness')} onPick={next(' witness')}
            options={[...people, { code: '?', label: 'Somebody else' }, { code: '-', label: 'Nobody' }, { code: '=self', label: 'They took it by themselves' }, { code: '=family', label: 'Family gave it' }]}
          />
          {g.of('witness') === '?' && <><Draft name={g.name + ' who'} label="Their name" rows={1} onInput={g.unwarn} /><button type="button" class="button" onClick={() => g.give(said)}>Save</button></>}
        </>
      )}
      {against.length > 0 && (
        <div class="strip warn" role="alert">
          <p><b>Stop and check {m.name}.</b></p>
          <ul>{against.map((code) => <li key={code}>{warned(code, m, givenOf(m, s.core.facts.value), s.now.value)}</li>)}</ul>
          <Office />
          <Choice label="Why give it all the same?" small wide options={despite} value={g.of('despite')} onPick={(code) => g.put(' despite', code)} />
          <button type="button" class="button stop" onClick={all}>Give all the same</button>
          <button type="button" class="button" onClick={g.drop}>Do not give it now</button>
        </div>
      )}
    </>
  )
}

// warned is a warning with what it is about.
function warned(code: string, m: Medicine, given: ReturnType<typeof givenOf>, now: number): string {
  const said = label(warnings, code)
  const known = before(m, given, now)
  switch (code) {
    case 'allergy': return `${said} ${m.allergy}`
    case 'too_early': return known.notBefore ? `${said} Last given ${day(known.last!.at)}: not before ${clock(ukTime(known.notBefore).min)}.` : m.due_min >= 0 ? `${said} It is due at ${clock(m.due_min)}.` : said
    case 'over_most': return m.most_doses ? `${said} At most ${m.most_doses}: ${known.day} had.` : said
    case 'twice': return known.last ? `${said} Last given ${day(known.last.at)}.` : said
    case 'elsewhere': return m.last_confirmed?.at ? `${said} Last confirmed ${at(m.last_confirmed.at)}.` : said
    case 'same_site': return known.site ? `${said} It was: ${label(sites, known.site).toLowerCase()}.` : said
    default: return said
  }
}

// Help is how much help was needed: said only where it was not as usual.
function Help({ giving: g, medicine: m }: { giving: Giving; medicine: Medicine }) {
  const was = g.was as Said
  const now = was.help || usual(m)
  const id = 'help-' + m.medicine.replace(/\W/g, '-')
  if (g.of('help')) {
    return <div id={id} tabIndex={-1}><Choice label="How much help?" small options={helps} value={now} onPick={(help) => g.give({ outcome: was.outcome, reason: was.reason, help })} /></div>
  }
  const ask = () => {
    g.put(' help', 'asked')
    focusOn('#' + id)
  }
  return <button type="button" class="quiet" onClick={ask}>{now ? `${label(helps, now)}. Not so?` : 'How much help?'}</button>
}

// Missed is whom to ask about a dose that was not taken: a line for each medicine.
function Missed({ look: { person }, medicine: m }: { look: Look; medicine: Medicine }) {
  const { phones } = usePack().shift
  const urgent = m.time_critical
  return (
    <div class={urgent ? 'strip warn' : 'strip'}>
      <p>{urgent ? <><b>This medicine must be on time.</b> Ring the office now. If nobody answers, call 111.</> : 'Ask before the next dose is due:'}</p>
      {urgent && <Office />}
      <p class="links">
        {!urgent && phones.office && <a href={tel(phones.office)}>Call the office</a>}
        {person?.surgery?.phone && <a href={tel(person.surgery.phone)}>Call the GP</a>}
        {person?.pharmacy?.phone && <a href={tel(person.pharmacy.phone)}>Call the pharmacy</a>}
        {!urgent && <a href="tel:111">Call 111</a>}
      </p>
      {urgent && <Call phone="111">Call 111</Call>}
    </div>
  )
}

const boxOf = (m: Medicine) => 'm-' + (m.medicine + m.slot).replace(/\W/g, '-')
const tel = (phone: string) => 'tel:' + phone.replace(/[^\d+]/g, '')

/** open lists the medicines of a visit that have no answer, or one that is half said. */
export const open = (l: Look, drafts: Drafts): Medicine[] => {
  const none = unanswered(l)
  return l.medicines.filter((m) => none.includes(m) || halfName(l, m) in drafts)
}

/** doseHint is what to know of a dose before it is given. */
export function doseHint(m: Medicine, outcomes: Word[]): string {
  return [
    m.dose,
    [m.strength, m.form].filter(Boolean).join(' '),
    m.route,
    m.due_min >= 0 ? `At ${clock(m.due_min)}${m.time_critical ? ', must be on time' : ''}` : m.time_critical && 'Must be on time',
    asNeeded(m) && 'Only when needed',
    m.instructions.replace(/\.$/, ''),
    !m.checked_at && 'Not checked yet by a second person',
    m.covert && 'Hidden in food or drink, as agreed',
    !asNeeded(m) && m.last && `Last: ${label(outcomes, m.last.outcome)}${m.last.at ? ', ' + day(m.last.at) : ''}`,
  ].filter(Boolean).join('. ')
}

// A dose may be days ago: its day stands beside its time.
const day = (moment: string) => `${date(ukTime(Date.parse(moment)).on)} at ${at(moment)}`
