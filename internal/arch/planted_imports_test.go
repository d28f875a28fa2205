package arch

// in makes a tree of one more Go file in a package.
func in(path, body string) map[string]string { return map[string]string{path: body} }

const visitDir = "internal/support/visit"

var plantedImports = []plant{
	{
		"import of a later package",
		in(visitDir+"/roster.go", "package visit\n\nimport _ \"stillhome/internal/app\"\n"),
		"imports", visitDir + "/roster.go", "imports app, which comes after support/visit in the list",
	},
	{
		"import of a later package under another name",
		in("internal/support/person/x.go", "package person\n\nimport v \"stillhome/internal/support/visit\"\n\nvar _ = v.Say\n"),
		"imports", "internal/support/person/x.go", "imports support/visit",
	},
	{
		"import of a later package in an inner test",
		in("internal/support/person/x_test.go", "package person\n\nimport _ \"stillhome/internal/support/visit\"\n"),
		"imports", "internal/support/person/x_test.go", "imports support/visit",
	},
	{
		"an external test that imports a later package but not the world",
		in("internal/support/person/x_test.go", "package person_test\n\nimport _ \"stillhome/internal/support/visit\"\n"),
		"imports", "internal/support/person/x_test.go", "comes after support/person",
	},
	{
		"kernel imports platform",
		in("internal/kernel/ids/x.go", "package ids\n\nimport _ \"stillhome/internal/platform/gate\"\n"),
		"imports", "internal/kernel/ids/x.go", "imports platform/gate",
	},
	{
		"package that is not in the list",
		in("internal/support/fax/fax.go", "// Package fax sends.\npackage fax\n"),
		"list", "internal/support/fax", "is not in the list of packages",
	},
	{
		"package at the root that is not in the list",
		in("sync/sync.go", "// Package sync syncs.\npackage sync\n"),
		"list", "sync", "is not in the list of packages",
	},
	{
		"import with a dot",
		in(visitDir+"/dot.go", "package visit\n\nimport . \"fmt\"\n\nvar _ = Sprint\n"),
		"list", visitDir + "/dot.go", "imports fmt with a dot",
	},
	{
		"database/sql in a feature",
		in(visitDir+"/db.go", "package visit\n\nimport \"database/sql\"\n\nvar _ *sql.DB\n"),
		"database", visitDir + "/db.go", "imports database/sql, which only platform/gate, platform/keep",
	},
	{
		"database/sql in a feature's test",
		in(visitDir+"/db_test.go", "package visit\n\nimport \"database/sql\"\n\nvar _ *sql.DB\n"),
		"database", visitDir + "/db_test.go", "go through the gate",
	},
	{
		"net/http in a feature",
		in(visitDir+"/h.go", "package visit\n\nimport \"net/http\"\n\nvar _ http.Handler\n"),
		"http", visitDir + "/h.go", "imports net/http",
	},
	{
		"a socket in a feature",
		in(visitDir+"/n.go", "package visit\n\nimport \"net\"\n\nvar _ = net.Dial\n"),
		"http", visitDir + "/n.go", "imports net, which only",
	},
	{
		"kernel imports os",
		in("internal/kernel/when/zone.go", "package when\n\nimport \"os\"\n\nvar _ = os.ReadFile\n"),
		"kernel", "internal/kernel/when/zone.go", "imports os: the kernel does no I/O",
	},
	{
		"kernel logs",
		in("internal/kernel/ids/log.go", "package ids\n\nimport \"log/slog\"\n\nvar _ = slog.Info\n"),
		"kernel", "internal/kernel/ids/log.go", "imports log/slog",
	},
	{
		"a feature imports safeguarding",
		in("internal/face/audit/audit.go", "// Package audit shows the journal.\npackage audit\n\nimport _ \"stillhome/internal/support/safeguarding\"\n"),
		"sealed", "internal/face/audit/audit.go", "imports support/safeguarding, which is sealed: only face/field, world, app may",
	},
	{
		"product code imports test help",
		in(visitDir+"/help.go", "package visit\n\nimport _ \"stillhome/internal/platform/gate/gatetest\"\n"),
		"tests", visitDir + "/help.go", "imports stillhome/internal/platform/gate/gatetest, which is for tests only",
	},
	{
		"product code imports testing",
		in("internal/app/t.go", "package app\n\nimport \"testing\"\n\nvar _ testing.TB\n"),
		"tests", "internal/app/t.go", "imports testing, which is for tests only",
	},
	{
		"module not allowed in go.mod",
		in("go.mod", "module stillhome\n\nrequire github.com/stretchr/testify v1.9.0\n"),
		"modules", "go.mod", "requires github.com/stretchr/testify, which is not an allowed module",
	},
	{
		"module replaced",
		in("go.mod", "module stillhome\n\nreplace github.com/google/uuid => ../uuid\n"),
		"modules", "go.mod", "replaces a module",
	},
	{
		"import of a module not allowed",
		in(visitDir+"/m.go", "package visit\n\nimport _ \"example.org/deep/x\"\n"),
		"modules", visitDir + "/m.go", "imports example.org/deep/x, which is not of an allowed module",
	},
	{
		"test module in product code",
		in(visitDir+"/m.go", "package visit\n\nimport _ \"github.com/google/go-cmp/cmp\"\n"),
		"modules", visitDir + "/m.go", "which is for tests only",
	},
	{
		"module in the wrong package",
		in(visitDir+"/m.go", "package visit\n\nimport _ \"github.com/alecthomas/kong\"\n"),
		"modules", visitDir + "/m.go", "which only cmd/stillhome, bench may",
	},
	{
		"module in the kernel",
		in("internal/kernel/ids/m.go", "package ids\n\nimport _ \"github.com/a-h/templ\"\n"),
		"modules", "internal/kernel/ids/m.go", "the kernel depends on no module that does I/O",
	},
}
