package world

import (
	"context"
	"fmt"
	"math/rand/v2"

	"stillhome/internal/kernel/when"
	"stillhome/internal/support/risk"
	"stillhome/internal/support/risk/choice"
	"stillhome/internal/support/risk/comfort"
	looked "stillhome/internal/support/risk/home"
	"stillhome/internal/support/visit"
)

// weighed is what was found and agreed about risk by the time of the plan, for
// about one person in five; what workers said at the door at the first visit for
// everybody.
func (b *builder) weighed(ctx context.Context, s *supported, day when.Date) error {
	r := chances("risk " + string(s.person))
	door := risk.Door{
		ID: b.id("door", s.person), Person: s.person, Visit: b.firstVisit(s), Answer: risk.Fine, First: true, WentIn: true,
		At: day.AtMinute(11 * 60), Channel: visit.App,
	}
	if err := risk.Note(ctx, b.g, door); err != nil {
		return fmt.Errorf("door: %w", err)
	}
	if !chance(r, 0.22) {
		return nil
	}
	for _, do := range []func(context.Context, *supported, when.Date, *rand.Rand) error{b.mustBeKnown, b.homeFound, b.warned, b.chose, b.nearTheEnd} {
		if err := do(ctx, s, day, r); err != nil {
			return fmt.Errorf("risk: %w", err)
		}
	}
	return nil
}

func (b *builder) mustBeKnown(ctx context.Context, s *supported, day when.Date, r *rand.Rand) error {
	f := risk.Fact{ID: b.id("fact", s.person), Person: s.person, Source: "Discharge letter, and I saw it myself", KnownOn: day.Add(-1), ReviewOn: day.Add(60 + r.IntN(200))}
	switch x := r.Float64(); {
	case x < 0.35:
		f.Kind, f.Paper, f.Attempt, f.Seen = risk.Resuscitation, risk.DNACPR, risk.DoNotAttempt, "yes"
		f.Place, f.SignedBy = "Red folder on the shelf by the front door", "a consultant of the hospital"
		if chance(r, 0.3) {
			f.Paper = risk.ReSPECT
		}
	case x < 0.7:
		f.Kind, f.Food, f.Drink, f.Thickener = risk.Swallowing, "5", "2", "2 scoops of the powder in 200 ml"
		f.Words, f.Source = "Sits upright, small sips, stays up for 30 minutes after.", "Letter of the speech and language therapist"
	default:
		f.Kind, f.Words = risk.OtherFact, "Uses oxygen at home. No flames, and no creams with oil near the mask."
	}
	return risk.AddFact(ctx, b.g, f)
}

func (b *builder) homeFound(ctx context.Context, s *supported, day when.Date, r *rand.Rand) error {
	l := looked.Look{ID: looked.ID(b.id("home", s.person)), Person: s.person, On: day, RecheckOn: day.Add(80 + r.IntN(120))}
	for _, a := range risk.Areas {
		l.Items = append(l.Items, looked.Item{Area: a, Found: looked.Fine})
	}
	found := []struct {
		area, words string
		act         bool
	}{
		{"alarm", "No smoke alarm upstairs; the one in the hall did not sound when it was tested.", true},
		{"smoking", "Smokes in the armchair. Burn marks on the rug.", true},
		{"stairs", "Rail on one side only, and the top step is loose.", true},
		{"animals", "A dog, friendly, shut in the kitchen when somebody comes.", false},
		{"clutter", "Newspapers along both sides of the hall. A frame just gets through.", false},
	}
	for _, n := range r.Perm(len(found))[:2] {
		for i := range l.Items {
			if string(l.Items[i].Area) != found[n].area {
				continue
			}
			l.Items[i].Words, l.Items[i].Found = found[n].words, looked.Heed
			if found[n].act {
				l.Items[i].Found = looked.Act
			}
		}
	}
	if err := looked.Record(ctx, b.g, l); err != nil {
		return err
	}
	for _, i := range l.Items {
		if i.Found != looked.Act {
			continue
		}
		p := looked.Plan{Person: s.person, Look: l.ID, Area: i.Area, Version: 1, Todo: "Ask for it to be put right, and look again at the next visit.", Owner: pick(r, b.members), DueOn: day.Add(7)}
		if err := looked.Arrange(ctx, b.g, p); err != nil {
			return err
		}
		if chance(r, 0.5) {
			if err := looked.Finish(ctx, b.g, looked.Doing{Person: s.person, Look: l.ID, Area: i.Area, Version: 2, Words: "Put right. I tried it myself."}); err != nil {
				return err
			}
		}
	}
	if l.Items[2].Found != looked.Fine { // the alarm
		d := looked.Referral{ID: b.id("fire", s.person), Person: s.person, Consent: looked.SaidYes, Words: "Please offer a Safe and Well visit. " + l.Items[2].Words}
		if err := looked.Draft(ctx, b.g, d); err != nil {
			return err
		}
	}
	return b.moves(ctx, s, day, r)
}

func (b *builder) moves(ctx context.Context, s *supported, day when.Date, r *rand.Rand) error {
	m := looked.Moving{
		ID: looked.MovingID(b.id("moving", s.person)), Person: s.person, On: day, ReviewOn: day.Add(42), Source: "the therapist", Words: "Tires in the afternoon.",
		Tasks: []looked.Task{{Task: "chair", Able: "watched", Workers: 1}, {Task: "bed", Able: "helped", Workers: 1, Method: "Rolls to the left, then both feet down.", Equipment: "Bed lever"}},
	}
	if s.double {
		m.Tasks[1] = looked.Task{Task: "bed", Able: "lifted", Workers: 2, Method: "Hoist from bed to chair, one guides the legs.", Equipment: "Mobile hoist, medium sling", CheckedOn: day.Add(-30 - r.IntN(100))}
	}
	return looked.Assess(ctx, b.g, m)
}

func (b *builder) warned(ctx context.Context, s *supported, day when.Date, r *rand.Rand) error {
	if !chance(r, 0.4) {
		return nil
	}
	w := risk.Warning{
		ID: risk.WarningID(b.id("warning", s.person)), Person: s.person, HappenedOn: day.Add(-2), Source: "The ward told us by telephone", Told: "yes", UntilOn: day.Add(91 + r.IntN(80)),
	}
	if chance(r, 0.6) {
		w.Kind, w.Happened, w.Todo = risk.Dog, "The dog bit a delivery driver on the hand at the front gate.", "Ring before you come, and wait at the gate until the dog is shut in."
	} else {
		w.Kind, w.Happened, w.Todo = risk.ThirdParty, "A lodger shouted at the ambulance crew, and stood in the doorway so that they could not pass.", "Go only when the person says that the lodger is out. If he is there, leave and ring the office."
	}
	if err := risk.AddWarning(ctx, b.g, w); err != nil || !chance(r, 0.4) {
		return err
	}
	x := risk.Challenge{ID: b.id("challenge", s.person), Person: s.person, Warning: w.ID, Words: "That is not how it was. Nobody was hurt.", SaidOn: day}
	if err := risk.Object(ctx, b.g, x); err != nil || day.Days(b.today) < 28 {
		return err
	}
	return risk.AnswerChallenge(acting(ctx, b.coordinators[0]), b.g, risk.Answering{
		Person: s.person, Warning: w.ID, Challenge: x.ID, Version: 1, Answer: pick(r, risk.Answers), Words: "Rang who told us, and wrote to the person with what they said.",
	})
}

func (b *builder) chose(ctx context.Context, s *supported, day when.Date, r *rand.Rand) error {
	if !chance(r, 0.5) {
		return nil
	}
	k := choice.Capacity{
		ID: b.id("capacity", s.person), Person: s.person, Decision: "Whether to go on climbing the stairs alone", On: day,
		Doubt: "They had forgotten the fall of last week when the ward asked.", Helped: "Talked in the morning, with hearing aids in, standing at the stairs.",
		Understands: choice.Yes, Retains: choice.Yes, Weighs: choice.Yes, Communicates: choice.Yes,
		Evidence: "Told me about the fall, and said: “I would rather fall once more than sleep in the kitchen.”", Outcome: choice.Can, ReviewOn: day.Add(60),
	}
	if err := choice.Assess(ctx, b.g, k); err != nil {
		return err
	}
	x := choice.Choice{
		ID: b.id("choice", s.person), Person: s.person, On: day, Wants: "I want to sleep in my own bed upstairs.", Matters: "We slept there for 50 years.",
		Benefits: "Sleeps well, keeps the strength to climb.", Risks: "A fall on the stairs, most likely at night.", Agreed: "Goes up once, at nine, with the rail and the light on. Wears the pendant.",
		Limits: "After any fall, or when dizzy, sleeps downstairs until we have talked.", Present: "The person, a daughter, the therapist",
		Deciding: choice.Assessed, CapacityID: k.ID, Mark: choice.Aloud, ReviewWhen: "A fall, or a stay in hospital", ReviewOn: day.Add(42),
	}
	if err := choice.Agree(ctx, b.g, x, 0); err != nil {
		return err
	}
	return choice.See(ctx, b.g, choice.Order{
		ID: b.id("order", s.person), Person: s.person, Kind: "lpa_health", Who: "A daughter", Covers: "Health and welfare, registered. Not treatment that keeps somebody alive.", SeenOn: day, Copy: "In the person's documents",
	})
}

// nearTheEnd switches comfort on for a few of those whose life ends with support.
func (b *builder) nearTheEnd(ctx context.Context, s *supported, day when.Date, r *rand.Rand) error {
	if s.ending != died && !chance(r, 0.08) {
		return nil
	}
	return comfort.Set(ctx, b.g, comfort.Profile{
		ID: comfort.ID(b.id("comfort", s.person)), Person: s.person, FromOn: day, Source: "Fast track letter of the hospital’s palliative care team.",
		Place: "At home, in the front room, with the window open.", Matters: "The radio, the cat, and nobody whispering.", Pain: "Lies on the left side. Ring the district nurses when it hurts.",
		Spiritual: "A priest has been asked to come on Sundays.", NotToDo: "No ambulance without ringing the nurses first, unless it is a fall or bleeding.",
		Medicines: "A box with medicines for later is in the kitchen, sealed. Only nurses open it.",
		Calls:     []risk.Call{{Who: "District nurses", Phone: "01632 960 701", When: "pain, day or night"}, {Who: "A daughter", Phone: "01632 960 702", When: "when anything changes"}},
	}, 0)
}
