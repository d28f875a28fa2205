package arch

// sqlIn plants one Go expression, a statement of SQL, in a package.
func sqlIn(dir, name, expression string) map[string]string {
	return in(dir+"/planted.go", "package "+name+"\n\nvar planted = "+expression+"\n")
}

const (
	visitPlanted  = visitDir + "/planted.go"
	personDir     = "internal/support/person"
	personPlanted = personDir + "/planted.go"
	migration     = migrationDir + "/0002_more.sql"
)

var plantedSQL = []plant{
	{
		"insert into another package's table",
		sqlIn(visitDir, "visit", `"INSERT INTO alert (id) VALUES (?)"`),
		"writes", visitPlanted, "writes table alert, which belongs to support/alert",
	},
	{
		"update of another package's table",
		sqlIn(visitDir, "visit", `"UPDATE person SET name = ? WHERE id = ?"`),
		"writes", visitPlanted, "writes table person",
	},
	{
		"delete behind a WITH",
		sqlIn(visitDir, "visit", `"WITH old AS (SELECT id FROM visit) DELETE FROM person_contact WHERE id IN (SELECT id FROM old)"`),
		"writes", visitPlanted, "writes table person_contact",
	},
	{
		"write in two halves",
		sqlIn(visitDir, "visit", `"INSERT INTO " + "alert (id) VALUES (?)"`),
		"writes", visitPlanted, "writes table alert",
	},
	{
		"write of a later table through a named constant",
		in(personDir+"/planted.go", "package person\n\nconst table = \"roster_shift\"\n\nvar planted = \"INSERT INTO \" + table + \" (id) VALUES (?)\"\n"),
		"writes", personPlanted, "belongs to support/roster",
	},
	{
		"write of a table nobody owns",
		sqlIn(visitDir, "visit", `"INSERT INTO calls (id) VALUES (?)"`),
		"writes", visitPlanted, "belongs to no package in the list",
	},
	{
		"a feature writes the journal",
		sqlIn(visitDir, "visit", `"DELETE FROM gate_journal WHERE seq = ?"`),
		"writes", visitPlanted, "belongs to platform/gate",
	},
	{
		"table made outside the migrations",
		sqlIn(visitDir, "visit", `"CREATE TABLE IF NOT EXISTS alert_extra (id TEXT)"`),
		"writes", visitPlanted, "writes table alert_extra",
	},
	{
		"read of a later table",
		sqlIn(visitDir, "visit", `"SELECT id FROM roster_shift"`),
		"reads", visitPlanted, "reads table roster_shift, which belongs to support/roster, later in the list than support/visit",
	},
	{
		"join of a later table",
		sqlIn(personDir, "person", "`SELECT p.id\nFROM person p\nLEFT JOIN visit v ON v.person_id = p.id`"),
		"reads", personPlanted, "reads table visit",
	},
	{
		"later table after a comma",
		sqlIn(personDir, "person", `"SELECT p.id FROM person AS p, visit v WHERE v.person_id = p.id"`),
		"reads", personPlanted, "reads table visit",
	},
	{
		"later table in a query inside a query, quoted",
		sqlIn(personDir, "person", "`SELECT (SELECT COUNT(*) FROM public.\"visit_task\") FROM person`"),
		"reads", personPlanted, "reads table visit_task",
	},
	{
		"read of a sealed table",
		sqlIn("internal/world", "world", `"SELECT COUNT(*) FROM safeguarding_concern"`),
		"reads", "internal/world/planted.go", "which is sealed: only support/safeguarding and face/returns may",
	},
	{
		"read of the gate's sealed side",
		sqlIn(visitDir, "visit", `"SELECT COUNT(*) FROM gate_sealed_access"`),
		"reads", visitPlanted, "reads table gate_sealed_access, which is sealed",
	},
	{
		"the portal filters the record",
		in("internal/face/portal/portal.go", "// Package portal is the person's own.\npackage portal\n\nconst q = \"SELECT id FROM visit WHERE released\"\n"),
		"reads", "internal/face/portal/portal.go", "shows only what was released",
	},
	{
		"SQL by Sprintf",
		in(visitPlanted, "package visit\n\nimport \"fmt\"\n\nfunc planted(s string) string { return fmt.Sprintf(\"SELECT id FROM visit WHERE state = '%s'\", s) }\n"),
		"sql", visitPlanted, "builds SQL by fmt.Sprintf",
	},
	{
		"SQL by plus",
		in(visitPlanted, "package visit\n\nfunc planted(s string) string { return \"SELECT id FROM visit WHERE state = \" + s }\n"),
		"sql", visitPlanted, "puts SQL together with +",
	},
	{
		"SQL by plus equals",
		in(visitPlanted, "package visit\n\nfunc planted(q string) string {\n\tq += \" WHERE state = ?\"\n\treturn q\n}\n"),
		"sql", visitPlanted, "puts SQL together with +=",
	},
	{
		"SQL by a builder",
		in(visitPlanted, "package visit\n\nimport \"strings\"\n\nfunc planted(b *strings.Builder) { b.WriteString(\"SELECT id FROM visit\") }\n"),
		"sql", visitPlanted, "builds SQL by WriteString",
	},
	{
		"SQL in small letters",
		sqlIn(visitDir, "visit", `"select id from visit where id = ?"`),
		"sql", visitPlanted, "in small letters",
	},
	{
		"SQL in a file beside the code",
		in(visitDir+"/list.sql", "SELECT 1;\n"),
		"sql", visitDir + "/list.sql", "is SQL in a file",
	},
	{
		"migration of a table nobody owns",
		in(migration, "CREATE TABLE calls (id TEXT PRIMARY KEY);\n"),
		"tables", migration, "creates table calls, which no package in the list owns",
	},
	{
		"migration that gives the kernel a table",
		in(migration, "CREATE TABLE place_point (id TEXT PRIMARY KEY);\n"),
		"tables", migration, "creates table place_point",
	},
	{
		"foreign key to a later table",
		in(migration, "CREATE TABLE person_next (\n  visit_id TEXT REFERENCES visit (id)\n);\n"),
		"tables", migration, "points from a table of support/person at visit",
	},
	{
		"foreign key to a sealed table",
		in(migration, "CREATE TABLE assure_note (\n  concern_id TEXT REFERENCES safeguarding_concern (id)\n);\n"),
		"tables", migration, "which is sealed",
	},
	{
		"type that only one engine has",
		in(migration, "CREATE TABLE visit_photo (body BYTEA NOT NULL);\n"),
		"tables", migration, "uses BYTEA",
	},
	{
		"migration with a way down",
		in(migration, "-- +goose Up\nCREATE TABLE visit_x (id TEXT);\n-- +goose Down\nDROP TABLE visit_x;\n"),
		"tables", migration, "only go forward",
	},
}
