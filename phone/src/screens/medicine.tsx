// One medicine at one visit, each by itself: taken, part or not taken; where
// not, why; what speaks against it, as a second press and never a lock.
import type { Medicine, Word } from '../core/types.ts'
import { asking, doseKey, givenOf, unanswered, type Look, type Said } from '../fold.ts'
import { before, warn } from '../warn.ts'
import { Sites } from './bodymap.tsx'
import { despite, effects, helps, sites, warnings } from './codes.ts'
import { Call, Choice, Draft, Office } from './parts.tsx'
import { focusOn, orTo } from './route.ts'
import { about, instant, useApp, usePack, type Drafts } from './state.ts'
import { at, clock, date, label, many, ukTime } from './words.ts'

/** Medicines is the list at a visit: what was given before and still wants a word, what is due, what may be needed, and how to tell of an error. */
export function Medicines({ look: l }: { look: Look }) {
  const s = useApp()
  const needed = l.medicines.filter((m) => m.as_needed || m.kind === 'as_needed')
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
      {l.medicines.filter((m) => !needed.includes(m)).map((m) => <Dose key={m.medicine + m.slot} look={l} medicine={m} />)}
      {needed.map((m) => <Needed key={m.medicine} look={l} medicine={m} />)}
      <p class="links"><a href={`/v/visit/${l.stop.visit}/medicine-error`}>A medicine went wrong, or nearly</a></p>
    </section>
  )
}

/** Dose is a medicine with a time. */
export function Dose({ look: l, medicine: m }: { look: Look; medicine: Medicine }) {
  const { shift } = usePack()
  const g = useGiving(l, m)
  const pick = (code: string) => (needsReason(code) ? g.put('', code) : g.give({ outcome: code }))
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
            g.put(' reason', reason)
            return g.give({ outcome: g.chosen, reason })
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
    g.put(' outcome', code)
    if (!needsReason(code)) void g.give({ outcome: code })
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
          <Choice label="What is it for?" small wide options={reasons} value={g.of('why')} onPick={(why) => g.put(' why', why)} />
          {g.of('why') === '?' && <Draft name={g.name + ' words'} label="What for?" rows={2} />}
          <Choice label="How much?" hint={m.dose} small options={[...amounts, { code: '?', label: 'Another amount' }]} value={g.of('amount')} onPick={(n) => g.put(' amount', n)} />
          {g.of('amount') === '?' && <Draft name={g.name + ' much'} label="How much?" rows={1} />}
          <Choice label={`What became of ${m.name}?`} small options={shift.outcomes} value={outcome} onPick={pick} />
          {needsReason(outcome) && <Choice label="Why?" small options={shift.reasons} value={g.of('reason')} onPick={(reason) => { g.put(' reason', reason); return g.give({ outcome, reason }) }} />}
          <Rest giving={g} look={l} medicine={m} />
          <button type="button" class="button" onClick={g.drop}>Not now</button>
        </div>
      )}
    </div>
  )
}

type Giving = ReturnType<typeof useGiving>

// What became of a dose while it is half said: the outcome, then what it wants
// beside, then what speaks against it. All of it is kept as it is pressed.
const parts = ['', ' reason', ' outcome', ' why', ' words', ' amount', ' much', ' site', ' witness', ' who', ' despite', ' warned', ' help']

function useGiving(l: Look, m: Medicine) {
  const s = useApp()
  const key = doseKey(m.line, m.slot)
  const name = halfName(l, m)
  const needed = m.kind === 'as_needed'
  const was = needed ? undefined : l.doses.get(key)
  const half = s.drafts.value[name]
  const of = (part: string) => s.drafts.value[`${name} ${part}`] ?? ''
  const put = (part: string, value: string) => s.draft(name + part, value)
  const drop = () => {
    parts.forEach((p) => s.draft(name + p, null))
    orTo('#' + boxOf(m))
  }
  const chosen = half ?? was?.outcome ?? ''
  /** Records it, unless something is missing or speaks against it: then the half that is said waits for the rest. */
  const give = async (said: { outcome: string; reason?: string; help?: string; all?: boolean }) => {
    // What was answered a moment ago may not be on the screen yet.
    const now = needed ? undefined : s.looks.value.find((x) => x.stop.visit === l.stop.visit)?.doses.get(key)
    const some = had(said.outcome)
    const before = now && had(now.outcome) ? now : undefined
    const why = of('why') === '?' ? of('words').trim() : of('why') || (before?.why ?? '')
    const amount = of('amount') === '?' ? of('much').trim() : of('amount') || (before?.amount ?? '')
    const site = of('site') || (before?.site ?? '')
    const witness = of('witness') === '?' ? of('who').trim() : of('witness') === '-' ? '' : of('witness') || (before?.witness ?? '')
    const help = said.help ?? (some ? before?.help || m.help : '')
    if (some && needed && !(why && amount)) {
      put(' outcome', '')
      s.unsaved.value = why ? 'Choose how much.' : 'Choose what it is for.'
      return
    }
    if (some && ((wantsSite(m) && !site) || (wantsWitness(m, help) && !of('witness') && !before) || (of('witness') === '?' && !witness))) return put('', said.outcome)
    const given = givenOf(m, s.core.facts.value).filter((x) => x.id !== now?.fact)
    const against = warn(m, given, { at: instant(s.core.now()), slot: m.slot, outcome: said.outcome, amount, site, witness, help })
    if (against.length && !said.all && !before) {
      if (!needed) put('', said.outcome)
      put(' warned', against.join(' '))
      return
    }
    const body = {
      medicine: m.medicine, line: m.line, slot: m.slot, outcome: said.outcome, reason: said.reason ?? '', right: m.right === 'here',
      ...(some && { ...(help && { help }), ...(amount && { amount }), ...(site && { site }), ...(witness && { witness }) }), ...(why && { why }),
      ...(against.length && of('despite') && { warned: against, words: label(despite, of('despite')) }), ...(now && { corrects: now.fact }),
    }
    if (await s.save('visit.dose', about(l), body)) drop()
  }
  const missed = needsReason(chosen) && !usePack().shift.outcomes.find((o) => o.code === chosen)?.taken
  return { name, was, half, of, put, drop, chosen, give, missed, needed }
}

// Rest asks what a dose wants beside its outcome, and says what speaks against it.
function Rest({ giving: g, look: l, medicine: m }: { giving: Giving; look: Look; medicine: Medicine }) {
  const s = useApp()
  const outcome = g.needed ? g.of('outcome') : (g.half ?? '')
  if (!g.half || !had(outcome) || (needsReason(outcome) && !g.of('reason'))) return null
  const last = givenOf(m, s.core.facts.value).filter((x) => x.site).at(-1)
  const against = g.of('warned').split(' ').filter(Boolean)
  const said = { outcome, reason: g.of('reason') }
  const next = (part: string) => (value: string) => {
    g.put(part, value)
    g.put(' warned', '')
    void g.give(said)
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
      {wantsWitness(m, m.help) && (!wantsSite(m) || g.of('site')) && (
        <>
          <Choice
            label="Who saw it given?" hint="This is a controlled drug." small wide value={g.of('witness')} onPick={next(' witness')}
            options={[...people, { code: '?', label: 'Somebody else' }, { code: '-', label: 'Nobody' }]}
          />
          {g.of('witness') === '?' && <><Draft name={g.name + ' who'} label="Their name" rows={1} /><button type="button" class="button" onClick={() => next(' despite')('')}>Save</button></>}
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
  const now = was.help || m.help
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
      <p>{urgent ? <><b>This medicine must be on time.</b> Ring the office now. If nobody answers, call 111.</> : 'Ask before the next dose is due:'} {m.missed}</p>
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
const halfName = (l: Look, m: Medicine) => `dose ${l.stop.visit} ${doseKey(m.line, m.slot)}`
const had = (outcome: string) => outcome === 'taken' || outcome === 'part'
const needsReason = (outcome: string) => outcome !== '' && outcome !== 'taken'
const wantsSite = (m: Medicine) => m.shape === 'patch' || m.shape === 'injection'
const wantsWitness = (m: Medicine, help: string) => m.controlled && m.witness && help !== 'self' && help !== 'family'

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
    m.kind === 'as_needed' && 'Only when needed',
    m.instructions.replace(/\.$/, ''),
    !m.checked_at && 'Not checked yet by a second person',
    m.covert && 'Hidden in food or drink, as agreed',
    m.kind !== 'as_needed' && m.last && `Last: ${label(outcomes, m.last.outcome)}${m.last.at ? ', ' + day(m.last.at) : ''}`,
  ].filter(Boolean).join('. ')
}

// A dose may be days ago: its day stands beside its time.
const day = (moment: string) => `${date(ukTime(Date.parse(moment)).on)} at ${at(moment)}`
