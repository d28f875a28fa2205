package noanswer

import (
	"time"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/when"
	"stillhome/internal/support/person"
)

// Task is one thing to do after it has ended: mostly somebody to ring.
type Task struct {
	ID      string
	Record  ID
	Person  ids.Person
	Ord     int
	Kind    TaskKind
	Contact person.ContactID // empty where it is about nobody close
	Say     Say
	Due     when.Instant
	Tries   int // rung without an answer
	Done    when.Instant
	DoneBy  ids.Account
	Words   string
	Version int

	Name, Relationship, Phone, ByName string // filled by reads only
}

// TaskKind is what is to be done.
type TaskKind string

// The kinds of task. Codes never change meaning.
const (
	TellContact  TaskKind = "contact"
	TellManager  TaskKind = "manager"
	TellSurgery  TaskKind = "surgery"
	RingPerson   TaskKind = "person"
	HospitalStay TaskKind = "stay"
	AskConsent   TaskKind = "consent"
	PlanRun      TaskKind = "run"
	Incident     TaskKind = "incident"
	KeyBack      TaskKind = "key"
)

var taskWords = map[TaskKind]string{
	TellContact: "Ring", TellManager: "Tell the manager in charge", TellSurgery: "Tell the person’s surgery",
	RingPerson: "Ring the person, and agree the next visit", HospitalStay: "Record the stay in hospital, so that visits stop",
	AskConsent: "Ask the person whom we may tell another time", PlanRun: "See to the visits after it on this run",
	Incident: "Write an incident report", KeyBack: "See that the home is locked and the key is back",
}

// Label is what is to be done, in words.
func (k TaskKind) Label() string { return taskWords[k] }

// Say is the most that somebody may be told.
type Say string

// What may be said. Codes never change meaning.
const (
	SayAll         Say = "all"          // how the person is and what happened
	SayAfterPolice Say = "after_police" // the police tell of a death
	SayAsked       Say = "asked_first"  // a manager says what, before anybody rings
	SayNothing     Say = "nothing"
	SayNone        Say = "" // the task is about nobody
)

var sayWords = map[Say]string{
	SayAll:         "May be told how the person is and what happened.",
	SayAfterPolice: "The police tell the family first. Ring only once they have, to say how sorry we are and who to speak to.",
	SayAsked:       "A manager decides first what may be said. Do not ring before.",
	SayNothing:     "May not be told: the person has not agreed to it.",
}

// Label says what may be told, as a sentence.
func (s Say) Label() string { return sayWords[s] }

// near is somebody close to the person, with what the person agreed to.
type near struct {
	person.Contact
	share  person.Answer // sharing with family and friends; empty where nobody asked
	health person.Answer // sharing with the hospital and surgery
}

// mayTell is the most that one contact may be told. What a person did not agree
// to is not told, whoever asks; a death is told by the police. A contact marked to be asked about in the office first is
// rung once a manager has said what may be told.
func (c near) mayTell(o Outcome) Say {
	switch {
	case c.share == "" || c.share == person.No:
		return SayNothing
	case c.share == person.BestInterests || c.OfficeFirst:
		return SayAsked
	case o == FoundDead:
		return SayAfterPolice
	}
	return SayAll
}

// soon is by when each kind of task is to be done.
var soon = map[TaskKind]time.Duration{
	TellManager: 10 * time.Minute, KeyBack: 30 * time.Minute, TellContact: 30 * time.Minute, PlanRun: 10 * time.Minute,
	HospitalStay: time.Hour, TellSurgery: 2 * time.Hour, RingPerson: 4 * time.Hour, Incident: 24 * time.Hour, AskConsent: 7 * 24 * time.Hour,
}

// tasks is what is to be done after an outcome, in order. Contacts who may be
// told nothing are none; where nobody may be told, the person is asked later.
func (r Record) tasks(around []near, now when.Instant) []Task {
	var out []Task
	add := func(k TaskKind, contact person.ContactID, say Say) {
		out = append(out, Task{
			ID: ids.Derived("noanswer.task", string(r.ID), now.Text(), string(k), string(contact)), Record: r.ID, Person: r.Person, Ord: len(out) + 1,
			Kind: k, Contact: contact, Say: say, Due: now.Add(soon[k]), Version: 1,
		})
	}
	o := r.Outcome
	if o.Harm() || o == PoliceOrFire {
		add(TellManager, "", SayNone)
	}
	add(PlanRun, "", SayNone)
	if o == InHospital {
		add(HospitalStay, "", SayNone)
	}
	told, kept, health := 0, 0, person.Answer("")
	for _, c := range around {
		if c.ID == "" {
			health = c.health
			continue
		}
		health = c.health
		say := c.mayTell(o)
		if say == SayNothing {
			kept++
			continue
		}
		if o == AnsweredAfterAll && !c.Keyholder {
			continue // nothing happened that anybody needs to be rung about
		}
		told++
		add(TellContact, c.ID, say)
	}
	if o != AnsweredAfterAll {
		add(KeyBack, "", SayNone)
	}
	if (o == FoundIll || o == FoundFallen || o == FoundDead) && health != "" && health != person.No {
		add(TellSurgery, "", SayAll)
	}
	if o == AwaySafe || o == AnsweredAfterAll {
		add(RingPerson, "", SayNone)
	}
	if o.Harm() {
		add(Incident, "", SayNone)
	}
	if kept > 0 && told == 0 && o != FoundDead {
		add(AskConsent, "", SayNone)
	}
	return out
}
