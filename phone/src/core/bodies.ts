// The bodies of a pack as the screens may rely on them: what an earlier pack
// did not say yet is empty, never missing.
import type { Medicine, Person, Shift } from './types.ts'

const medicine: Omit<Medicine, 'medicine' | 'line' | 'name' | 'dose' | 'slot' | 'kind' | 'time_critical' | 'last'> = {
  form: '', strength: '', route: '', instructions: '', help: '', due_min: -1, gap_min: 0, most_doses: 0, most_units: 0, given: [], as_needed: null,
  shape: '', sites: [], rest_days: 0, controlled: false, witness: false, covert: false, checked_at: '1970-01-01T00:00:00.000Z', allergy: '',
  from_on: '', until_on: '', stopped_at: '', word_until: '', right: 'here', last_confirmed: null,
}

/** wholePerson is a person's part. Who opened the app under duress is shown no way into anybody's home. */
export function wholePerson(body: Person, duress: boolean): Person {
  const p: Person = {
    ...({ safety: [], allergies: { known: 'not_known', words: '' }, warnings: [], door: [], first: null, comfort: null, surgery: null, pharmacy: null, effects: [], visits: [] } satisfies Partial<Person>),
    ...body,
  }
  return {
    ...p, getting_in: duress ? '' : p.getting_in,
    visits: p.visits.map((v) => ({ ...v, medicines: v.medicines.map((m) => ({ ...medicine, ...m, line: m.line || m.medicine })) })),
  }
}

/** wholeShift is the part about the worker. */
export const wholeShift = (body: Shift): Shift => ({
  ...({ duty: [], overdue: { nudge_min: 10, office_min: 20, door_min: 10 } } satisfies Partial<Shift>), ...body,
})
