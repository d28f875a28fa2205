// The codes of what a worker answers about medicines, the door and no answer,
// with what each says on the screen. docs/phone-codes.json holds the same codes
// for the server; a test on each side keeps them together.
import type { Word } from '../core/types.ts'

const w = (code: string, label: string): Word => ({ code, label })

/** How much help was needed with a medicine. */
export const helps = [w('given', 'I gave it'), w('prompted', 'After a reminder'), w('self', 'By themselves'), w('family', 'Family gave it')]

/** Whether what was given when needed has helped. */
export const effects = [w('helped', 'It helped'), w('some', 'It helped a little'), w('none', 'It did not help'), w('worse', 'It got worse')]

/** What a warning of a dose says, before it is given all the same. */
export const warnings = [
  w('allergy', 'They may be allergic to it.'), w('stopped', 'It has been stopped.'), w('twice', 'This dose was recorded before.'), w('over_most', 'It is more than the most in 24 hours.'),
  w('too_early', 'It is too early.'), w('elsewhere', 'It may already have been given.'), w('not_due', 'It is not due.'), w('not_started', 'It has not been started yet.'),
  w('word_run_out', 'It was changed by telephone, and the written word has not come.'),
  w('unchecked', 'A second person has not checked this entry yet.'), w('same_site', 'The last one was at this place, or it still has to rest.'), w('no_witness', 'A second person should see it given.'),
]

/** Why a dose is given though there is a warning. */
export const despite = [
  w('prescriber', 'The GP or pharmacist said so'), w('office', 'The office said so'), w('record_wrong', 'The record is wrong'), w('other', 'Another reason'),
]

/** What may have changed at the door. */
export const doorway = [
  w('threat', 'Shouting or threats'), w('stranger', 'Somebody I do not know'), w('weapon', 'A weapon, or something used as one'), w('animal', 'A loose animal'), w('unwell', 'The person is not well'),
  w('smoke_or_gas', 'Smoke, or a smell of gas'), w('way_in', 'The way in is not safe'), w('floor', 'Something to trip or slip on'), w('light', 'Too dark'), w('electrics', 'Broken wires or plugs'),
  w('cold_or_no_water', 'No heating or no water'), w('infection', 'Signs of infection'), w('equipment', 'Equipment missing or broken'), w('other', 'Something else'),
]

/** What was answered at the door. */
export const doors = [w('fine', 'All as usual'), w('changed', 'Something has changed'), w('not_safe', 'Not safe')]

/** The steps when nobody answers, in their order. */
export const steps = [
  w('knock', 'Knock, and call their name'), w('ring_bell', 'Ring the bell'), w('call_person', 'Ring their phone'), w('look', 'Look and listen at windows and letter box'),
  w('neighbour', 'Ask a neighbour'), w('key_safe', 'Use the key safe, if there is one'), w('call_contact', 'Ring the keyholder or family'),
  w('call_office', 'Ring the office'), w('call_999', 'Ring 999'), w('stayed', 'Stay until it is clear'),
]

/** What a step may bring. */
export const results = [
  w('nothing', 'Nothing'), w('sign_inside', 'They may be inside'), w('not_reached', 'No answer'), w('says_out', 'They are out'), w('says_in_hospital', 'They are in hospital'),
  w('coming', 'Somebody is coming'), w('got_in', 'I got in'), w('could_not', 'I could not get in'), w('answered', 'They answered'), w('done', 'Done'),
]

/** How no answer ended. */
export const endings = [
  w('answered', 'They opened the door'), w('away_safe', 'They are away and safe'), w('in_hospital', 'They are in hospital'),
  w('found_fallen', 'I found them fallen'), w('found_ill', 'I found them ill'), w('found_dead', 'I found them, and they may have died'),
  w('police_or_fire', 'Police, fire or ambulance took over'), w('office_took_over', 'The office took over'),
]

/** Where on the body: what it says, and where it stands in the picture (whether seen from the back, per cent from the left and the top). */
export const sites: (Word & { back: boolean; x: number; y: number })[] = ([
  ['scalp', 'Scalp', false, 50, 3], ['face', 'Face', false, 50, 8], ['neck', 'Neck', false, 50, 14],
  ['chest_left', 'Left side of the chest', false, 57, 25], ['chest_right', 'Right side of the chest', false, 43, 25], ['upper_arm_left', 'Left upper arm', false, 73, 27],
  ['upper_arm_right', 'Right upper arm', false, 27, 27], ['lower_arm_left', 'Left lower arm', false, 80, 41], ['lower_arm_right', 'Right lower arm', false, 20, 41],
  ['hand_left', 'Left hand', false, 84, 51], ['hand_right', 'Right hand', false, 16, 51], ['belly_left', 'Left side of the belly', false, 57, 40],
  ['belly_right', 'Right side of the belly', false, 43, 40], ['upper_back_left', 'Left upper back', true, 43, 25], ['upper_back_right', 'Right upper back', true, 57, 25],
  ['lower_back', 'Lower back', true, 50, 41], ['groin', 'Groin', false, 50, 51], ['bottom_left', 'Left buttock', true, 43, 51],
  ['bottom_right', 'Right buttock', true, 57, 51], ['thigh_left', 'Left thigh', false, 58, 64], ['thigh_right', 'Right thigh', false, 42, 64],
  ['lower_leg_left', 'Left lower leg', false, 58, 82], ['lower_leg_right', 'Right lower leg', false, 42, 82], ['foot_left', 'Left foot', false, 59, 96],
  ['foot_right', 'Right foot', false, 41, 96],
] as const).map(([code, label, back, x, y]) => ({ code, label, back, x, y }))
