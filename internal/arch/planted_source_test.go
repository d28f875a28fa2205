package arch

import (
	"fmt"
	"strings"
)

// many makes a package of n small files.
func many(dir, name string, n int) map[string]string {
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprintf("%s/many%02d.go", dir, i)] = "package " + name + "\n"
	}
	return files
}

// bulky makes a package of files that are each within budget, together not.
func bulky(dir, name string) map[string]string {
	files := map[string]string{}
	for i := range 8 {
		files[fmt.Sprintf("%s/bulk%d.go", dir, i)] = "package " + name + "\n" + strings.Repeat("// x\n", maxFileLines-1)
	}
	return files
}

// event plants an event with one field of the type, and other declarations.
func event(fieldType, more string) map[string]string {
	return in(visitPlanted, "package visit\n\n// Missed tells.\ntype Missed struct{ Why "+fieldType+" }\n\nfunc (Missed) EventName() string { return \"visit.missed\" }\n\n"+more)
}

var plantedSource = []plant{
	{
		"wall clock in a feature",
		in(visitPlanted, "package visit\n\nimport \"time\"\n\nvar planted = time.Now()\n"),
		"clock", visitPlanted, "reads the wall clock by time.Now",
	},
	{
		"wall clock under another name",
		in(visitPlanted, "package visit\n\nimport clock \"time\"\n\nvar planted = clock.Since(clock.Time{})\n"),
		"clock", visitPlanted, "reads the wall clock by time.Since",
	},
	{
		"setting read in a feature",
		in(visitPlanted, "package visit\n\nimport \"os\"\n\nvar planted = os.Getenv(\"STILLHOME_X\")\n"),
		"environment", visitPlanted, "reads the environment by os.Getenv",
	},
	{
		"program ended in a feature",
		in(visitPlanted, "package visit\n\nimport \"os\"\n\nfunc planted() { os.Exit(1) }\n"),
		"environment", visitPlanted, "ends the program",
	},
	{
		"goroutine in a feature",
		in(visitPlanted, "package visit\n\nfunc planted(fn func()) { go fn() }\n"),
		"goroutines", visitPlanted, "starts a goroutine: background work is a job",
	},
	{
		"goroutine by a group",
		in(visitPlanted, "package visit\n\nimport \"sync\"\n\nfunc planted(g *sync.WaitGroup) { g.Go(func() {}) }\n"),
		"goroutines", visitPlanted, "starts a goroutine by Go",
	},
	{
		"registration by init",
		in(visitPlanted, "package visit\n\nfunc init() { Say(\"here\") }\n"),
		"init", visitPlanted, "has func init",
	},
	{
		"file over budget",
		in(visitPlanted, "package visit\n"+strings.Repeat("// x\n", maxFileLines)),
		"size", visitPlanted, "has 401 lines; a file has at most 400",
	},
	{
		"test file over budget",
		in(visitDir+"/long_test.go", "package visit\n"+strings.Repeat("// x\n", maxFileLines)),
		"size", visitDir + "/long_test.go", "has 401 lines",
	},
	{
		"template over budget",
		in(visitDir+"/pages.templ", strings.Repeat("<p></p>\n", maxFileLines+1)),
		"size", visitDir + "/pages.templ", "has 401 lines",
	},
	{
		"package over its lines",
		bulky("internal/support/alert", "alert"),
		"size", "internal/support/alert", "lines; a package has at most 3000",
	},
	{
		"package over its files",
		many("internal/support/alert", "alert", maxPackageFiles),
		"size", "internal/support/alert", "has 16 files; a package has at most 15",
	},
	{
		"folder named util",
		in(visitDir+"/util/util.go", "// Package util is anything.\npackage util\n"),
		"folders", visitDir + "/util", "is named util, which says nothing",
	},
	{
		"folder named common",
		in("internal/platform/web/common/c.go", "// Package common is anything.\npackage common\n"),
		"folders", "internal/platform/web/common", "is named common",
	},
	{
		"folder named models",
		in("internal/world/models/m.go", "// Package models is anything.\npackage models\n"),
		"folders", "internal/world/models", "is named models",
	},
	{
		"folder too deep",
		in(visitDir+"/a/b/c/d.go", "// Package c is deep.\npackage c\n"),
		"folders", visitDir + "/a/b/c", "is 5 folders below internal",
	},
	{
		"folder of two words",
		in(visitDir+"/late_visit/l.go", "// Package late_visit is two words.\npackage late_visit\n"),
		"folders", visitDir + "/late_visit", "is not one word",
	},
	{
		"plain string in an event",
		event("string", ""),
		"events", visitPlanted, "event field Missed.Why is a plain string",
	},
	{
		"strings in an event's list",
		event("[]string", ""),
		"events", visitPlanted, "is a plain string",
	},
	{
		"alias of string in an event",
		event("Words", "// Words are words.\ntype Words = string\n"),
		"events", visitPlanted, "is a plain string",
	},
	{
		"string in a struct inside an event",
		event("Detail", "// Detail is more.\ntype Detail struct{ Note string }\n"),
		"events", visitPlanted, "event field Missed.Why.Note is a plain string",
	},
	{
		"string in another package's struct inside an event",
		map[string]string{
			"internal/support/alert/detail.go": "package alert\n\n// Detail is more.\ntype Detail struct{ Note string }\n",
			visitPlanted:                       "package visit\n\nimport \"stillhome/internal/support/alert\"\n\n// Missed tells.\ntype Missed struct{ alert.Detail }\n\nfunc (*Missed) EventName() string { return \"visit.missed\" }\n",
		},
		"events", "internal/support/alert/detail.go", "event field Missed.Note is a plain string",
	},
	{
		"anything in an event",
		event("map[State]any", ""),
		"events", visitPlanted, "is a plain any",
	},
	{
		"package without a comment",
		in("internal/support/alert/alert.go", "package alert\n\n// Raise raises one.\nfunc Raise(why string) {}\n"),
		"doc", "internal/support/alert", "has no package comment",
	},
	{
		"function without a comment",
		in(visitPlanted, "package visit\n\nfunc Cancel() {}\n"),
		"doc", visitPlanted, "exports Cancel without a doc comment",
	},
	{
		"method without a comment",
		in(visitPlanted, "package visit\n\nfunc (s *State) Cancel() {}\n"),
		"doc", visitPlanted, "exports State.Cancel without a doc comment",
	},
	{
		"type without a comment",
		in(visitPlanted, "package visit\n\ntype Shift struct{}\n"),
		"doc", visitPlanted, "exports Shift without a doc comment",
	},
	{
		"constants without a comment",
		in(visitPlanted, "package visit\n\nconst (\n\tOne = 1\n)\n"),
		"doc", visitPlanted, "exports One without a doc comment",
	},
}
