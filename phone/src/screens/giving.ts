// A dose while it is half said: the outcome, then what it wants beside, then
// what speaks against it. All of it is kept as it is pressed, and nothing is
// recorded past a warning that was not on the screen.
import type { Medicine } from '../core/types.ts'
import { asNeeded, doseKey, givenOf, type Look } from '../fold.ts'
import { warn } from '../warn.ts'
import { despite } from './codes.ts'
import { about, instant, type State } from './state.ts'
import { label } from './words.ts'

const parts = ['', ' reason', ' outcome', ' why', ' words', ' amount', ' much', ' site', ' witness', ' who', ' despite', ' warned', ' help'] as const
type Part = (typeof parts)[number]

/** What is pressed: an outcome with its reason, how much help, `all` past the warnings that show; `by` is the answer that a save which failed takes back, so that it can be pressed again. */
type Press = { outcome: string; reason?: string; help?: string; all?: boolean; by?: Part }

export const halfName = (l: Look, m: Medicine) => `dose ${l.stop.visit} ${doseKey(m.line, m.slot)}`
export const had = (outcome: string) => outcome === 'taken' || outcome === 'part'
export const needsReason = (outcome: string) => outcome !== '' && outcome !== 'taken'
export const wantsSite = (m: Medicine) => m.shape === 'patch' || m.shape === 'injection'

const alone = (help: string) => help === 'self' || help === 'family'
const twoSee = (m: Medicine) => m.controlled && m.witness
export const wantsWitness = (m: Medicine, help: string) => twoSee(m) && !alone(help)

/** usual is the help that is taken for granted: never one that would do without the second person whom a controlled drug wants. */
export const usual = (m: Medicine) => (twoSee(m) && alone(m.help) ? '' : m.help)

/** giving is one medicine at one visit: what is half said of it, and how to say more. */
export function giving(s: State, l: Look, m: Medicine, gone: () => void = () => {}) {
  const key = doseKey(m.line, m.slot)
  const name = halfName(l, m)
  const needed = asNeeded(m)
  const was = needed ? undefined : l.doses.get(key)
  const half = s.drafts.value[name]
  const of = (part: string) => s.drafts.value[`${name} ${part}`] ?? ''
  const put = (part: Part, value: string | null) => s.draft(name + part, value)
  const drop = () => {
    parts.forEach((p) => put(p, null))
    gone()
  }
  /** What was warned of another answer no longer holds, nor why that was to be given all the same. */
  const unwarn = () => {
    if (!of('warned')) return
    put(' warned', null)
    put(' despite', null)
    if (needed) put(' outcome', null)
  }
  const answer = (part: Part, value: string) => {
    unwarn()
    put(part, value)
  }
  /** Chooses what became of it; a reason given for another outcome is not one for this. */
  const choose = (outcome: string) => {
    answer(needed ? ' outcome' : '', outcome)
    put(' reason', null)
  }
  const chosen = half ?? was?.outcome ?? ''
  /** Records it, unless something is missing or speaks against it: then the half that is said waits for the rest. */
  const give = async (said: Press) => {
    // What was answered a moment ago may not be on the screen yet.
    const now = needed ? undefined : s.looks.value.find((x) => x.stop.visit === l.stop.visit)?.doses.get(key)
    const some = had(said.outcome)
    const before = now && had(now.outcome) ? now : undefined
    const why = of('why') === '?' ? of('words').trim() : of('why') || (before?.why ?? '')
    const amount = of('amount') === '?' ? of('much').trim() : of('amount') || (before?.amount ?? '')
    const site = of('site') || (before?.site ?? '')
    const saw = of('witness')
    const nobody = saw.startsWith('=') ? saw.slice(1) : '' // they or their family did it: no second person is wanted
    const witness = saw === '?' ? of('who').trim() : saw === '-' || nobody ? '' : saw || (before?.witness ?? '')
    const help = said.help ?? (some ? before?.help || nobody || usual(m) : '')
    const hold = () => put(needed ? ' outcome' : '', said.outcome)
    if (some && needed && !(why && amount)) {
      put(' outcome', null)
      s.unsaved.value = why ? 'Choose how much.' : 'Choose what it is for.'
      return
    }
    if (some && ((wantsSite(m) && !site) || (wantsWitness(m, help) && !saw && !before) || (saw === '?' && !witness))) return hold()
    const given = givenOf(m, s.core.facts.value).filter((x) => x.id !== now?.fact)
    const against = warn(m, given, { at: instant(s.core.now()), slot: m.slot, outcome: said.outcome, amount, site, witness, help })
    const shown = of('warned').split(' ')
    if (against.some((code) => !said.all || !shown.includes(code)) && !before) {
      hold()
      put(' warned', against.join(' '))
      if (!said.all) return
      put(' despite', null)
      s.unsaved.value = 'Something more speaks against it. Read it, and choose again.'
      return
    }
    const body = {
      medicine: m.medicine, line: m.line, slot: m.slot, outcome: said.outcome, reason: needsReason(said.outcome) ? (said.reason ?? '') : '', right: m.right === 'here',
      ...(some && { ...(help && { help }), ...(amount && { amount }), ...(site && { site }), ...(witness && { witness }) }), ...(why && { why }),
      ...(against.length && of('despite') && { warned: against, words: label(despite, of('despite')) }), ...(now && { corrects: now.fact }),
    }
    if (await s.save('visit.dose', about(l), body)) return drop()
    const wrong = s.unsaved.value
    if (!wrong || !said.by) return
    put(said.by, null)
    s.unsaved.value = wrong
  }
  const missed = needsReason(chosen) && !s.core.pack.value?.shift.outcomes.find((o) => o.code === chosen)?.taken
  return { name, was, half, of, put, answer, choose, unwarn, drop, chosen, give, missed, needed }
}

export type Giving = ReturnType<typeof giving>
