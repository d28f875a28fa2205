package arch

// Order is the architecture: a package may import only packages before it.
// Paths are below internal, but for the last ones, which stand at the root. A
// folder inside a listed one (gate/gatetest) belongs to it. Packages that no
// code exists for yet keep their place.
var Order = []string{
	// Values and rules, no I/O.
	"kernel/fault",
	"kernel/when",
	"kernel/ids",
	"kernel/place",
	"kernel/actor",
	"kernel/optimise",

	// What any such system needs.
	"platform/secret",
	"platform/schema",
	"platform/gate",
	"platform/keep",
	"platform/job",
	"platform/files",
	"platform/notify",
	"platform/auth",
	"platform/travel",
	"platform/govuk",
	"platform/ui",
	"platform/web",

	// The council's own service.
	"service/council",
	"service/staff",
	"service/recruitment",
	"service/directory",

	// One person's support.
	"support/person",
	"support/alert",
	"support/referral",
	"support/episode",
	"support/assessment",
	"support/plan",
	"support/equipment",
	"support/medicine",
	"support/visit",
	"support/prison",
	"support/preference",
	"support/roster",
	"support/journey",
	"support/lonework",
	"support/risk",
	"support/noanswer",
	"support/review",
	"support/safeguarding",

	// Faces compose features and own little or nothing.
	"face/field",
	"face/portal",
	"face/fhir",
	"face/oruk",
	"face/measure",
	"face/returns",
	"face/benchmark",
	"face/assure",
	"face/audit",
	"face/account",
	"face/admin",
	"face/desk",

	"world",
	"app",
	"arch",
	"cmd/stillhome",
	"bench",
	"e2e",
}

// Who may do what is dangerous everywhere else. Each list holds units of Order.
var (
	// mayOpenDatabase may import database/sql, a driver or the migrator. The
	// bench needs the bare driver as its floor, the journeys count on their own.
	mayOpenDatabase = []string{"platform/gate", "platform/keep", "bench", "e2e"}

	// maySpeakHTTP may import net and net/http.
	maySpeakHTTP = []string{
		"platform/web", "platform/auth", "platform/travel", "platform/notify",
		"app", "cmd/stillhome", "bench", "e2e",
	}

	// mayStartGoroutines may run work beside the caller: elsewhere background
	// work is a job, which survives a restart.
	mayStartGoroutines = []string{
		"platform/gate", "platform/keep", "platform/job", "platform/notify",
		"platform/web", "app", "cmd/stillhome", "bench", "e2e",
	}

	// mayReadClock is the one clock. Tests may measure, so may the bench.
	mayReadClock = []string{"kernel/when", "bench", "e2e"}

	// mayReadEnvironment: deployment config is one struct in cmd.
	mayReadEnvironment = []string{"cmd/stillhome", "bench", "e2e"}

	// mayBuildSQL may put SQL together from parts.
	mayBuildSQL = []string{"platform/gate", "platform/keep", "bench", "e2e"}

	// mayNameAnyTable reads and writes tables of all, also the engines' own.
	mayNameAnyTable = []string{"platform/keep", "bench", "e2e"}

	// readsOnlyItself shows what was released to it, never a filter on the
	// record.
	readsOnlyItself = []string{"face/portal"}

	// worldly packages may be imported by external tests of any package.
	worldly = []string{"world"}
)

// The sealed package: who may import it, and who may read its tables.
const sealedPackage = "support/safeguarding"

var (
	mayImportSealed = []string{"face/field", "world", "app"}
	maySealedRead   = []string{sealedPackage, "face/returns"}
)

// kernelRefuses is I/O, which has no place in the kernel. A path ending in a
// slash stands for everything below it.
var kernelRefuses = []string{
	"database/", "io/fs", "io/ioutil", "log", "log/", "net", "net/http", "net/http/",
	"net/rpc", "net/smtp", "os", "os/", "syscall", "unsafe",
}

// forbiddenFolders are names that say nothing, so that anything lands in them.
var forbiddenFolders = []string{
	"base", "common", "helper", "helpers", "lib", "misc", "model", "models",
	"pkg", "services", "shared", "util", "utils",
}

// Budgets. Generated files count for none, tests only for the first.
const (
	maxFileLines    = 400
	maxPackageLines = 3000
	maxPackageFiles = 15
	maxDepth        = 4 // folders below internal
)

// Exception is a breach that stands, and why. One that no longer excuses
// anything is a breach itself.
type Exception struct {
	Rule  string // the rule it is excused from, as in Rules
	Where string // a file, or a folder for all in it
	Why   string // the reason, and when it ends
}

// Exceptions is kept as short as it can be.
var Exceptions = []Exception{}
