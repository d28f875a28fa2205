// The made-up shift of the made-up core: nobody in it exists.
import type { Medicine, Pack, Person, Shift, Stop, Task, Word } from './core/types.ts'

const word = (code: string, label: string): Word => ({ code, label })

const sealable = (code: string, label: string, sealed = false) => ({ ...word(code, label), sealed })

const shift: Shift = {
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
    sealable('home', 'The home is not safe'), sealable('medicines', 'Something about medicines'), sealable('other', 'Something else'),
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
}

const stop = (visit: string, person: string, name: string, start: number, end: number, more: Partial<Stop> = {}): Stop => ({
  visit, person, version: 3, name, area: 'Elm Park', start_min: start, end_min: end, told_min: start, travel_min: 8,
  must_be_at: false, workers: 1, with: [], first: false, state: 'planned', opens_at: '', part: 'morning', arrived_at: '', left_at: '', ...more,
})

const task = (id: string, activity: string, words: string, level?: string): Task => ({ task: id, activity, words, last: level ? { level, on: '2026-11-29' } : null })

const medicine = (id: string, name: string, dose: string, more: Partial<Medicine> = {}): Medicine => ({
  medicine: id, name, dose, slot: '2026-11-30/morning', kind: 'regular', time_critical: false, last: { outcome: 'taken', at: '2026-11-29T08:40:00.000Z' }, ...more,
})

const morning = [
  task('t1', 'wash', 'Wash at the sink', 'reminder'), task('t2', 'dress', 'Get dressed', 'hands_on'),
  task('t3', 'meals', 'Make breakfast', 'watched'), task('t4', 'move', 'Walk to the living room'),
]

const pills = [
  medicine('m1', 'Morning pack', '4 tablets', { kind: 'pack' }), medicine('m2', 'Eye drops, left eye', '1 drop'),
]

const person = (id: string, name: string, more: Partial<Person> = {}): Person => ({
  person: id, name, full_name: name + 'ersonmade', born_on: '1941-05-06', address: '12 Elm Road, Madeup', postcode: 'ZZ1 1AA', phone: '01632 960 201',
  language: '', lives_alone: 'yes', needs: [], infection: '', matters: '', goals: [], contacts: [], getting_in: '', risks: [], visits: [], history: [], ...more,
})

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
  visits: [{ visit: 'v1', tasks: morning, medicines: pills }, { visit: 'v5', tasks: morning, medicines: [] }],
  history: [{ on: '2026-11-29', part: 'evening', state: 'no_answer', worker: 'Lee M', feeling: '', note: '' }, { on: '2026-11-29', part: 'morning', state: 'done', worker: 'Lee M', feeling: 'same', note: 'Joan walked to the gate and back.' }],
})

const dev = person('p2', 'Dev M', {
  address: '3 Made Lane, Madeup', language: 'Gujarati', lives_alone: 'no',
  visits: [{
    visit: 'v2', tasks: [task('t5', 'wash', 'Have a shower', 'watched')],
    medicines: [
      medicine('m3', 'Parkinson’s tablets', '2 tablets', { time_critical: true }),
      medicine('m4', 'Pain tablets', '1 or 2 tablets', { kind: 'as_needed', slot: '2026-11-30/needed', last: { outcome: 'taken', at: '2026-11-29T21:10:00.000Z' } }),
    ],
  }],
})

const ruth = person('p3', 'Ruth A', { visits: [{ visit: 'v3', tasks: [], medicines: [] }] })

/** madePack is the shift of Monday 30 November 2026: three visits today, one tomorrow. */
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
    people: new Map([joan, dev, ruth].map((p) => [p.person, longNames && p === joan ? { ...p, name, full_name: long } : p])),
    days: [
      {
        on: '2026-11-30', published: true, shifts: [{ start_min: 420, end_min: 840 }],
        stops: [
          stop('v1', 'p1', name, 510, 555),
          stop('v2', 'p2', 'Dev M', 600, 630, { must_be_at: true, workers: 2, with: ['Lee M'], first: true }),
          stop('v3', 'p3', 'Ruth A', 660, 690, { area: 'Made Hill' }),
          stop('v4', 'p2', 'Dev M', 720, 750, { state: 'cancelled' }),
        ],
      },
      { on: '2026-12-01', published: true, shifts: [{ start_min: 420, end_min: 840 }], stops: [stop('v5', 'p1', name, 525, 570)] },
    ],
  }
}
