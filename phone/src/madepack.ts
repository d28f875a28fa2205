// The made-up shift of the made-up core: nobody in it exists.
import { wholePerson, wholeShift } from './core/bodies.ts'
import type { Medicine, Pack, Person, Shift, Stop, Task, Word } from './core/types.ts'

const word = (code: string, label: string): Word => ({ code, label })

const sealable = (code: string, label: string, sealed = false) => ({ ...word(code, label), sealed })

const shift: Shift = wholeShift({
  account: 'a0000000-0000-4000-8000-000000000001', name: 'Sam Made-Up', today: '2026-11-30', until: '2026-12-02T02:00:00.000Z',
  phones: { office: '01632 960 101', out_of_hours: '01632 960 102' },
  ladder: [
    word('alone', 'On their own'), word('reminder', 'With a reminder'), word('watched', 'With someone watching'),
    word('hands_on', 'With hands-on help'), word('done_for', 'Done for them'), word('not_done', 'Not today'),
  ],
  feelings: [word('better', 'Better'), word('same', 'About the same'), word('worse', 'Not so well')],
  tries: [
    word('knocked', 'Knocked and rang the bell'), word('rang', 'Rang the person’s phone'), word('looked', 'Looked through the window and letter box'),
    word('key_safe', 'Tried the key safe, if there is one'), word('neighbour', 'Asked a neighbour'), word('contact', 'Rang the keyholder or family'),
  ],
  declinings: [
    word('managed', 'Has managed without help'), word('company', 'Has family or friends there'), word('going_out', 'Is going out'),
    word('resting', 'Is asleep or resting'), word('bad_time', 'It is a bad time'), word('not_well', 'Does not feel well'), word('no_reason', 'Did not say why'),
  ],
  concerns: [
    sealable('abuse', 'Someone hurts, scares or neglects them', true), sealable('health', 'Not well, or something has changed'), sealable('fall', 'A fall'),
    sealable('home', 'The home is not safe'), sealable('medicines', 'Something about medicines'), sealable('medicine_error', 'A medicine went wrong, or nearly'), sealable('other', 'Something else'),
  ],
  outcomes: [{ ...word('taken', 'Taken'), taken: true }, { ...word('part', 'Part taken'), taken: true }, { ...word('not_taken', 'Not taken'), taken: false }],
  reasons: [
    word('chose_not', 'Chose not to'), word('asleep', 'Was asleep'), word('not_home', 'Was not at home'),
    word('none_left', 'There was none in the house'), word('unwell', 'Was not well enough'), word('already_taken', 'Had taken it already'), word('other', 'Another reason'),
  ],
  changes: [
    { id: 'c1', on: '2026-11-30', what: 'added', label: 'New visit', name: 'Dev M', start_min: 690 },
    { id: 'c2', on: '2026-12-01', what: 'moved', label: 'New time', name: 'Joan P', start_min: 525 },
  ],
  standby: [{ on: '2026-12-01', area: 'Elm Park', visits: 4 }],
  week: [
    { on: '2026-11-30', start_min: 420, end_min: 840 }, { on: '2026-12-01', start_min: 420, end_min: 840 },
    { on: '2026-12-03', start_min: 960, end_min: 1320 },
  ],
  hours: { week_min: 1140 },
  mileage: { on: '2026-11-29', miles: 12.5 },
  duty: [
    { from: '2026-11-30T06:00:00.000Z', until: '2026-11-30T14:00:00.000Z', name: 'Kim Office', phone: '01632 960 111' },
    { from: '2026-11-30T14:00:00.000Z', until: '2026-12-01T06:00:00.000Z', name: 'Jo Evening', phone: '01632 960 112' },
  ],
} as Partial<Shift> as Shift)

const stop = (visit: string, person: string, name: string, start: number, end: number, more: Partial<Stop> = {}): Stop => ({
  visit, person, version: 3, name, area: 'Elm Park', start_min: start, end_min: end, told_min: start, travel_min: 8,
  must_be_at: false, workers: 1, with: [], first: false, state: 'planned', opens_at: '', part: 'morning', arrived_at: '', left_at: '', ...more,
})

const task = (id: string, activity: string, words: string, level?: string): Task => ({ task: id, activity, words, last: level ? { level, on: '2026-11-29' } : null })

const medicine = (id: string, name: string, dose: string, more: Partial<Medicine> = {}) => ({
  medicine: id, line: id, name, dose, slot: '2026-11-30/morning', kind: 'regular', time_critical: false, last: { outcome: 'taken', at: '2026-11-29T08:40:00.000Z' }, ...more,
}) as Medicine

const morning = [
  task('t1', 'wash', 'Wash at the sink', 'reminder'), task('t2', 'dress', 'Get dressed', 'hands_on'),
  task('t3', 'meals', 'Make breakfast', 'watched'), task('t4', 'move', 'Walk to the living room'),
]

const pills = [
  medicine('m1', 'Morning pack', '4 tablets', { kind: 'pack', help: 'prompted' }),
  medicine('m2', 'Eye drops, left eye', '1 drop', { form: 'Eye drops', strength: '0.5%', route: 'Into the eye', help: 'given', instructions: 'Wash your hands first. Wait 5 minutes before any other drops.' }),
]

const person = (id: string, name: string, more: Partial<Person> = {}): Person => wholePerson({
  person: id, name, full_name: name + 'ersonmade', born_on: '1941-05-06', address: '12 Elm Road, Madeup', postcode: 'ZZ1 1AA', phone: '01632 960 201',
  language: '', lives_alone: 'yes', needs: [], infection: '', matters: '', goals: [], contacts: [], getting_in: '', risks: [], visits: [], history: [], ...more,
} as Person, false)

const joan = person('p1', 'Joan P', {
  needs: [{ code: 'lip_reads', what_to_do: 'Joan lip-reads. Face her when you speak.' }],
  infection: 'Put on gloves before you go in, and clean your hands when you leave.',
  matters: 'Joan likes to make her own breakfast, with the radio on.',
  goals: [{ words: 'Make my own breakfast again', why: 'I have always been up first.', target_on: '2026-12-14' }],
  contacts: [
    { name: 'Ann Madeup', relationship: 'Daughter', phone: '01632 960 202', carer: true, keyholder: true },
    { name: 'Bill Madeup', relationship: 'Neighbour', phone: '01632 960 203', carer: false, keyholder: false },
  ],
  getting_in: 'Key safe by the back door.\nThe code is the made-up number 0000.',
  risks: [{ words: 'The back step is loose. Use the rail.' }],
  safety: [{ kind: 'moving', words: 'One worker. Joan stands with her frame.', source: 'Assessment by Ira Therapist', on: '2026-11-20' }],
  allergies: { known: 'known', words: 'Penicillin: a rash (GP record)' },
  surgery: { name: 'Made Lane Surgery', phone: '01632 960 301' }, pharmacy: { name: 'Made-Up Pharmacy', phone: '01632 960 302' },
  visits: [{ visit: 'v1', tasks: morning, medicines: pills }, { visit: 'v5', tasks: morning, medicines: [] }],
  history: [{ on: '2026-11-29', part: 'evening', state: 'no_answer', worker: 'Lee M', feeling: '', note: '' }, { on: '2026-11-29', part: 'morning', state: 'done', worker: 'Lee M', feeling: 'same', note: 'Joan walked to the gate and back.' }],
})

const dev = person('p2', 'Dev M', {
  address: '3 Made Lane, Madeup', language: 'Gujarati', lives_alone: 'no',
  visits: [{
    visit: 'v2', tasks: [task('t5', 'wash', 'Have a shower', 'watched')],
    medicines: [
      medicine('m3', 'Parkinson’s tablets', '2 tablets', { time_critical: true, due_min: 510, help: 'given' }),
      medicine('m4', 'Pain tablets', '1 or 2 tablets', {
        kind: 'as_needed', slot: '2026-11-30/needed', last: { outcome: 'taken', at: '2026-11-30T06:10:00.000Z' }, as_needed: { for: 'Pain in the back', effect_min: 60 },
        gap_min: 240, most_doses: 4, most_units: 8, strength: '500mg', form: 'tablet',
        given: [{ id: 'g1', at: '2026-11-29T17:05:00.000Z', slot: '2026-11-29/needed', amount: '2', site: '' }, { id: 'd0', at: '2026-11-30T06:10:00.000Z', slot: '2026-11-30/needed', amount: '1', site: '' }],
      }),
      medicine('m5', 'Pain patch', '1 patch for 72 hours', {
        form: 'patch', strength: '12 micrograms an hour', route: 'On the skin', shape: 'patch', sites: ['chest_left', 'chest_right', 'upper_arm_left', 'upper_arm_right'], rest_days: 6,
        controlled: true, witness: true, help: 'given', last: { outcome: 'taken', at: '2026-11-27T09:00:00.000Z' }, instructions: 'Take the old patch off first. Fold it, and put it in the yellow box.',
        given: [{ id: 'g2', at: '2026-11-27T09:00:00.000Z', slot: '2026-11-27/morning', amount: '1', site: 'chest_left' }],
      }),
      medicine('m6', 'Water tablet', '1 tablet', { right: 'elsewhere', last_confirmed: { outcome: 'taken', at: '2026-11-30T08:05:00.000Z' }, checked_at: '', help: 'given' }),
    ],
  }],
  warnings: [{ words: 'On 3 November the neighbour’s dog bit a worker in the hallway.', source: 'Incident report, Lee M', on: '2026-11-03', review_on: '2027-02-03', challenged: true }],
  safety: [
    { kind: 'resuscitation', words: 'Do not try to restart the heart: DNACPR form, signed by Dr Madeup. The paper is here: yellow folder in the hall.', source: 'Seen by Lee M', on: '2026-11-12' },
    { kind: 'swallowing', words: 'Food: Level 5, minced and moist. Drinks: Level 2, mildly thick. Thickener: 2 scoops in 200 ml.', source: 'Speech therapist’s letter', on: '2026-11-10' },
  ],
  allergies: { known: 'none', words: '' },
  effects: [{ dose: 'd0', name: 'Pain tablets', given_at: '2026-11-30T06:10:00.000Z', ask_at: '2026-11-30T07:10:00.000Z' }],
})

const ruth = person('p3', 'Ruth A', {
  visits: [{ visit: 'v3', tasks: [], medicines: [] }],
  first: {
    known: ['Home from hospital yesterday, after a fall (discharge letter)', 'Walks with a frame (ward therapist)'],
    checks: ['Is your phone charged, and do you have signal? Say to the office that you are there.', 'Stay between the person and the door.'],
    unknown: ['Who else is in the home', 'Whether there are animals', 'Whether there is a smoke alarm that works'],
  },
})

const may = person('p4', 'May B', {
  visits: [{ visit: 'v6', tasks: [task('t6', 'wash', 'Mouth care, and turn her pillow', 'done_for')], medicines: [] }],
  goals: [{ words: 'Walk to the gate', why: '', target_on: '' }], allergies: { known: 'none', words: '' },
  comfort: {
    words: 'May is at the end of her life, and wants to be at home.', wishes: [{ about: 'Where they want to be', words: 'At home. No hospital, whatever happens.' }, { about: 'What matters now', words: 'The window open, and birdsong. Her sister Ivy near her.' }],
    call: [{ who: 'District nurses', phone: '01632 960 401', when: 'Day and night, before anybody else' }, { who: 'Ivy, her sister', phone: '01632 960 402', when: '' }],
  },
})

/** madePack is the shift of Monday 30 November 2026: four visits today, one tomorrow. */
export function madePack(empty: boolean, longNames: boolean): Pack {
  if (empty) {
    return {
      hash: 'made', made: '2026-11-30T06:00:00.000Z', people: new Map(),
      shift: { ...shift, changes: [], standby: [], week: [], hours: { week_min: 0 }, mileage: null },
      days: [{ on: '2026-11-30', published: true, shifts: [], stops: [] }, { on: '2026-12-01', published: false, shifts: [], stops: [] }],
    }
  }
  const long = 'Bartholomew-Featherstonehaugh Wolfeschlegelsteinhausenbergerdorff'
  const name = longNames ? long : 'Joan P'
  return {
    hash: 'made', made: '2026-11-30T06:00:00.000Z', shift,
    people: new Map([joan, dev, ruth, may].map((p) => [p.person, longNames && p === joan ? { ...p, name, full_name: long } : p])),
    days: [
      {
        on: '2026-11-30', published: true, shifts: [{ start_min: 420, end_min: 840 }],
        stops: [
          stop('v1', 'p1', name, 510, 555),
          stop('v2', 'p2', 'Dev M', 600, 630, { must_be_at: true, workers: 2, with: ['Lee M'] }),
          stop('v3', 'p3', 'Ruth A', 660, 690, { area: 'Made Hill', first: true }),
          stop('v4', 'p2', 'Dev M', 720, 750, { state: 'cancelled' }),
          stop('v6', 'p4', 'May B', 780, 810),
        ],
      },
      { on: '2026-12-01', published: true, shifts: [{ start_min: 420, end_min: 840 }], stops: [stop('v5', 'p1', name, 525, 570)] },
    ],
  }
}
