package audit

import "strings"

// words says in plain words what each action did or was about to do, as it
// stands after somebody's name and "was refused:" alike.
var words = map[string]string{
	"admin.see_refusals": "Looked at how often something was refused",
	"admin.see_system":   "Looked at how the system is",

	"alert.close":    "Closed an alert",
	"alert.escalate": "Asked the next person on duty about an alert",
	"alert.own":      "Took on an alert",
	"alert.see":      "Looked at the alerts",

	"app.help_line": "Read the help line for the foot of the pages",

	"assessment.record": "Recorded an assessment",
	"assessment.see":    "Looked at the assessments",

	"assure.add_action":  "Added an action to learn from something",
	"assure.close":       "Closed an incident",
	"assure.decide":      "Decided, or acted, about CQC and the duty of candour",
	"assure.done_action": "Said that an action is done",
	"assure.export":      "Made a file of incidents, without names",
	"assure.follow":      "Followed up or looked into an incident",
	"assure.report":      "Reported something that happened",
	"assure.see":         "Looked at an incident",
	"assure.see_own":     "Looked at what they reported",

	"audit.history": "Looked at what was done",
	"audit.journal": "Looked at the journal",
	"audit.looks":   "Looked at who has looked",
	"audit.names":   "Looked at the journal with names",

	"auth.accept_invitation": "Took up an invitation",
	"auth.add_client":        "Connected another system",
	"auth.begin":             "Began to sign in",
	"auth.change_own":        "Changed their own account",
	"auth.change_roles":      "Changed the roles of an account",
	"auth.count_try":         "Counted a try to sign in",
	"auth.end_account":       "Ended an account",
	"auth.enrol":             "Made an account",
	"auth.invite":            "Invited somebody to work here",
	"auth.invite_portal":     "Invited the person, or somebody close to them",
	"auth.lapse":             "Let a tie to a person run out",
	"auth.see_accounts":      "Looked at the accounts",
	"auth.see_own":           "Looked at their own account",
	"auth.sign_in":           "Signed in",
	"auth.sign_out":          "Signed out",
	"auth.touch":             "Used a session",

	"complaint.answer": "Acknowledged or answered a complaint",
	"complaint.export": "Made a file of complaints, without names",
	"complaint.record": "Wrote down a complaint or a compliment",
	"complaint.see":    "Looked at a complaint or a compliment",

	"council.see": "Looked at the settings",
	"council.set": "Changed a setting",

	"desk.office":   "Looked at the start page",
	"desk.own":      "Looked at the person’s own page",
	"desk.practice": "Looked at what is due",
	"desk.ties":     "Looked at whose page they may see",

	"episode.accept":    "Accepted the person for support",
	"episode.discharge": "Recorded the day the person left hospital",
	"episode.extend":    "Gave support more time",
	"episode.list":      "Looked at who has support",
	"episode.see":       "Looked at the support",

	"field.bring":        "Took in records from a phone that could not send",
	"field.hear":         "Heard from a phone",
	"field.help":         "Asked for help",
	"field.hold":         "Kept a record from a phone that did not fit",
	"field.keep":         "Kept what a phone sent",
	"field.key_safe":     "Looked at how to get in, on their phone",
	"field.late":         "Said they are running late",
	"field.mileage":      "Confirmed their miles",
	"field.note":         "Recorded something at a visit",
	"field.note_pack":    "Noted what a phone was given",
	"field.pack":         "Was given the record on their phone, for a visit",
	"field.see_held":     "Looked at records from phones that did not fit",
	"field.see_help":     "Looked at who asks for help",
	"field.see_recorded": "Looked at what a phone recorded",
	"field.settle":       "Settled a record from a phone",
	"field.sync":         "Sent records from a phone",
	"field.watch":        "Looked for visits that did not end",

	"gate.break_glass": "Opened the record in an emergency",

	"insights.people": "Looked at the people behind a figure",
	"insights.see":    "Looked at the figures",

	"job.lease": "Took on work in the background",
	"job.see":   "Looked at the work in the background",

	"journey.ask":   "Asked a routing service about travel",
	"journey.learn": "Looked at what visits show of travel",
	"journey.see":   "Looked at travel times",

	"lonework.change_hands": "Wrote down who is in charge",
	"lonework.close":        "Closed an alarm",
	"lonework.follow":       "Watched who is alone at a visit",
	"lonework.hand_over":    "Left a note for whoever is in charge next",
	"lonework.see":          "Looked at the alarms",
	"lonework.see_duty":     "Looked at who is in charge",
	"lonework.see_messages": "Looked at the messages sent",
	"lonework.send_again":   "Sent a message again",
	"lonework.step":         "Moved the ladder of an alarm",
	"lonework.take":         "Took on an alarm",
	"lonework.watch":        "Asked an overdue worker",

	"medicine.add":             "Added a medicine",
	"medicine.amend":           "Changed a medicine",
	"medicine.check":           "Checked a medicine against its source",
	"medicine.close_finding":   "Put right what a check of medicines found",
	"medicine.confirm_word":    "Attached the written word to a change of medicines, or took the change back",
	"medicine.covert":          "Wrote down a decision about giving a medicine hidden",
	"medicine.give":            "Recorded what became of a dose",
	"medicine.import_products": "Took in the NHS list of medicines",
	"medicine.key_in":          "Keyed in a chart of medicines from paper",
	"medicine.list_findings":   "Looked at what checks of medicines found",
	"medicine.log_contact":     "Wrote down who was asked about medicines",
	"medicine.move_supply":     "Wrote down medicines that came, went or were counted",
	"medicine.note_effect":     "Recorded how a dose helped",
	"medicine.prepare":         "Prepared a chart from a list",
	"medicine.print":           "Printed the chart of medicines",
	"medicine.record_check":    "Checked medicines with the person",
	"medicine.remind":          "Looked for medicines that wait to be checked",
	"medicine.search":          "Looked a medicine up",
	"medicine.see":             "Looked at the medicines",
	"medicine.see_check":       "Looked at checks of medicines",
	"medicine.see_checks":      "Looked at the lists about medicines",
	"medicine.see_contacts":    "Looked at who was asked about medicines",
	"medicine.see_preparation": "Looked at a list that a chart was made from",
	"medicine.see_print":       "Looked at a printed chart of medicines",
	"medicine.see_supply":      "Looked at what medicines are in the home",
	"medicine.see_told":        "Looked at who has still to be told of support",
	"medicine.step":            "Changed how much help there is with a medicine",
	"medicine.stop":            "Stopped a medicine",
	"medicine.take_word":       "Took a change of medicines by telephone",
	"medicine.tell":            "Wrote down who was told of the support",
	"medicine.watch_supply":    "Looked for medicines that run out",
	"medicine.watch_words":     "Looked for changes whose written word did not come",

	"noanswer.end":   "Said how a door that nobody opened ended",
	"noanswer.key":   "Keyed in what a worker did at a door",
	"noanswer.list":  "Looked at doors that nobody opened",
	"noanswer.see":   "Looked at what was tried at the door",
	"noanswer.start": "Said that nobody answers the door",
	"noanswer.step":  "Recorded what was tried at the door",
	"noanswer.tell":  "Recorded who was told after no answer",
	"noanswer.watch": "Asked the next person on duty about a door",

	"notify.settle":        "Sent messages",
	"notify.settle_sealed": "Sent messages",
	"notify.take":          "Took messages to send",
	"notify.take_sealed":   "Took messages to send",

	"paper.key":       "Keyed in a paper sheet",
	"paper.print":     "Printed sheets for a day",
	"paper.print_own": "Printed their own sheet",

	"person.change":         "Changed who or where the person is",
	"person.merge":          "Joined two records of one person, or parted them",
	"person.record":         "Recorded a contact, a need, a consent or a stay",
	"person.record_death":   "Recorded or corrected a death",
	"person.search":         "Searched for people",
	"person.see":            "Looked at the person’s page",
	"person.see_getting_in": "Looked at how to get in",

	"phone.end":   "Took a phone out of use",
	"phone.enrol": "Set up their phone",
	"phone.know":  "Checked which phone it is",
	"phone.lose":  "Said that a phone is lost",
	"phone.see":   "Looked at phones",
	"phone.watch": "Looked for records that phones still hold",

	"plan.agree": "Agreed the plan",
	"plan.see":   "Looked at the plan",
	"plan.write": "Changed the plan",

	"preference.see": "Looked at who comes to the person",
	"preference.set": "Changed who comes to the person",

	"prison.enter":   "Said that the person is in prison",
	"prison.list":    "Looked at the prison team’s people or round",
	"prison.move":    "Said in which cell the person is",
	"prison.release": "Looked at or changed what is to be done before release",
	"prison.see":     "Looked at where the person is in prison",
	"prison.team":    "Changed the prison team or its wings",

	"referral.decide":         "Decided about a referral",
	"referral.match":          "Matched a referral to a person",
	"referral.receive":        "Took in a referral",
	"referral.see":            "Looked at the referrals",
	"referral.see_messages":   "Looked at the messages received",
	"referral.settle_message": "Settled a message that was not understood",

	"review.ask_record": "Asked the record where people are",
	"review.end":        "Ended support",
	"review.follow_up":  "Recorded where the person is after support",
	"review.list":       "Looked at the reviews due",
	"review.propose":    "Worked out proposals for fewer or shorter visits",
	"review.record":     "Recorded a review",
	"review.see":        "Looked at the reviews",
	"review.step_down":  "Decided about fewer or shorter visits",

	"risk.assess":      "Recorded an assessment of risk",
	"risk.end":         "Ended a safety fact, a warning or an agreement",
	"risk.list":        "Looked at the lists about risk",
	"risk.record":      "Recorded something about risk",
	"risk.see":         "Looked at risk and what must be known",
	"risk.set_comfort": "Changed whether support is for comfort",

	"roster.build":   "Made the rota",
	"roster.call":    "Rang people whose visits changed",
	"roster.move":    "Changed who goes where, or when",
	"roster.publish": "Published the rota",
	"roster.see":     "Looked at the rota",
	"roster.see_own": "Looked at their own rota",
	"roster.seen":    "Said they have seen a change",
	"roster.shift":   "Changed a shift",
	"roster.watch":   "Checked for late and missed visits",

	"safeguarding.ask":          "Asked whether a safeguarding concern was looked at",
	"safeguarding.break_glass":  "Opened a sealed record in an emergency",
	"safeguarding.close":        "Closed a safeguarding enquiry",
	"safeguarding.count":        "Looked at the safeguarding figures",
	"safeguarding.decide":       "Decided about a safeguarding concern",
	"safeguarding.depute":       "Named who stands in for a safeguarding lead",
	"safeguarding.hide":         "Hid a safeguarding concern from somebody",
	"safeguarding.list":         "Looked at the safeguarding concerns",
	"safeguarding.mark":         "Noted that a safeguarding concern was seen",
	"safeguarding.match":        "Said whose record a safeguarding concern is about",
	"safeguarding.mine":         "Looked at what was opened to them by name",
	"safeguarding.name":         "Opened a safeguarding concern by name",
	"safeguarding.note":         "Added a note to a safeguarding concern",
	"safeguarding.raise":        "Raised a safeguarding concern",
	"safeguarding.refer":        "Sent a safeguarding concern to the hub",
	"safeguarding.review_glass": "Reviewed who opened a sealed record",
	"safeguarding.see":          "Looked at a safeguarding concern",
	"safeguarding.take":         "Took in a concern from the page for everyone",
	"safeguarding.task":         "Said what is to be done about a safeguarding concern",
	"safeguarding.watch":        "Looked for safeguarding concerns that are late",

	"staff.change":         "Changed a post or training",
	"staff.hire":           "Added a member of staff",
	"staff.keep_phone":     "Changed their own work mobile",
	"staff.report_absence": "Reported somebody away",
	"staff.see":            "Looked at the staff",
	"staff.see_duty":       "Looked at who is on duty",
	"staff.see_phone":      "Looked at their own work mobile",
	"staff.set_duty":       "Said who is on duty",

	"visit.add":           "Added a visit",
	"visit.arrive":        "Arrived for a visit",
	"visit.cancel":        "Cancelled a visit",
	"visit.correct":       "Corrected what was recorded at a visit",
	"visit.no_answer":     "Recorded that nobody answered",
	"visit.not_wanted":    "Recorded that the person chose not to have a visit",
	"visit.raise_concern": "Raised a concern",
	"visit.record":        "Recorded a visit",
	"visit.see":           "Looked at the visits",
	"visit.see_concerns":  "Looked at the concerns",

	"world.alarm":    "Raised the demonstration’s alarm",
	"world.continue": "Went on recording the demonstration’s visits",
}

// Words is what an action did, in plain words: "Recorded a visit". False when
// there are none for it: every action of the program needs them.
func Words(action string) (string, bool) {
	if strings.HasPrefix(action, "follow.") {
		return "Drew the consequences of what was recorded", true
	}
	w, ok := words[action]
	return w, ok
}

// said is Words, or the action's own name, so that nothing is hidden.
func said(action string) string {
	if w, ok := Words(action); ok {
		return w
	}
	return "Did something without a name in words (" + action + ")"
}
