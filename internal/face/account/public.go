package account

import (
	"stillhome/internal/platform/ui"
	"stillhome/internal/platform/web"
)

// accessibilityStatement follows the model statement for public bodies (Public
// Sector Bodies Accessibility Regulations 2018, regulation 8). It claims no
// more than was tested; the council adds its own contact and response times.
func accessibilityStatement(c *web.Call) (web.Reply, error) {
	return c.Page("Accessibility",
		ui.Para("This statement is about Stillhome as "+c.Site.Name+" runs it."),
		ui.Para("We want as many people as possible to be able to use it. You should be able to:"),
		ui.Bullets(
			"enlarge the text to 400% without anything running off the screen",
			"do everything with a keyboard, or with speech recognition software",
			"read every page with a screen reader",
			"use it without scripts, and on a small phone",
		),
		ui.Heading("How accessible it is"),
		ui.Para("Stillhome aims at the Web Content Accessibility Guidelines version 2.2, level AA. Each page is checked by a program (axe) when Stillhome is built, at the size of a phone and of an office screen, and none may have a fault it can find."),
		ui.Para("A program finds less than half of what can be wrong. Nobody who depends on assistive technology has tested Stillhome yet, and it has had no independent audit. We do not claim full compliance until both have happened."),
		ui.Heading("If you cannot use something"),
		ui.Para("Tell the council in the way that suits you, and say what you need: another format, large print, easy read, a telephone call. The number is at the foot of each page where the council has given one."),
		ui.Heading("Enforcing accessibility"),
		ui.Para("The Equality and Human Rights Commission enforces the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018. If you are not happy with how the council responds, contact the Equality Advisory and Support Service."),
	), nil
}

// privacy says what the program itself does. Why and how long the council
// keeps records is the council's to say.
func privacy(c *web.Call) (web.Reply, error) {
	return c.Page("Privacy",
		ui.Para(c.Site.Name+" decides what is kept here and why. It is the controller under data protection law, and its own privacy notice says on what grounds it keeps records and for how long."),
		ui.Heading("What this service does with information"),
		ui.Bullets(
			"It keeps what people and staff record about support at home, so that support can be given.",
			"It notes who looked at a person's record and when, and who changed what.",
			"It shows staff only the people they work with, unless their role needs more.",
			"It sends nothing to advertisers and loads nothing from other companies.",
		),
		ui.Heading("Cookies"),
		ui.Para("Only cookies without which signing in would not work are set: one that keeps you signed in until you sign out or leave it alone for a while, one that lets this device be known again for 180 days, and some that last minutes while you sign in or save something. They follow nobody anywhere, so there is nothing to agree to."),
		ui.Heading("Your rights"),
		ui.Para("You can ask the council for a copy of what it holds about you, for mistakes to be put right, and who has looked at your record. If you are unhappy with the answer you can complain to the Information Commissioner's Office."),
	), nil
}
