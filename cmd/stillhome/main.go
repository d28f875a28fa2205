// Command stillhome runs home care reablement for a council: it serves the
// pages, does the work in the background, and keeps the record.
//
// Exit codes: 0 done, 1 failed, 2 bad arguments.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// The exit codes scripts rely on.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// program is every subcommand.
type program struct {
	Settings

	Serve   serveCommand   `cmd:"" help:"Serve one council or several."`
	Demo    demoCommand    `cmd:"" help:"Serve a made-up council to look around in."`
	Migrate migrateCommand `cmd:"" help:"Bring the tables up to date."`
	Intake  intakeCommand  `cmd:"" help:"Take in notices and referrals from files."`
	Check   checkCommand   `cmd:"" help:"Verify the journals: nothing edited, cut or reordered."`
	Backup  backupCommand  `cmd:"" help:"Write the whole record to one file, with a manifest."`
	Restore restoreCommand `cmd:"" help:"Put a backup where there is no record yet, and check it."`
	User    struct {
		Add userAddCommand `cmd:"" help:"Invite somebody. Prints the link to hand to them."`
	} `cmd:"" help:"Accounts of people."`
	Client struct {
		Add clientAddCommand `cmd:"" help:"Connect another system. Prints the credential it must send."`
	} `cmd:"" help:"Other systems that send referrals."`
	Medicines struct {
		Import medicinesImportCommand `cmd:"" help:"Take in a release of the NHS dictionary of medicines and devices (dm+d)."`
	} `cmd:"" help:"The NHS list of medicines."`
	Plan struct {
		Solve planSolveCommand `cmd:"" help:"Plan the instance in a file and write the plan."`
		Check planCheckCommand `cmd:"" help:"Reckon what a plan costs and list the rules it breaks."`
	} `cmd:"" help:"Planning by files: a day of our own, or a public benchmark."`
	Version versionCommand `cmd:"" help:"Say which version this is."`
	Config  configCommand  `cmd:"" help:"Show every setting with its value now; secrets are hidden."`
}

// output is where a command writes, and how.
type output struct {
	io.Writer
	json bool
}

// data prints a result: as JSON where asked for, else in words.
func (o output) data(v any, words string, args ...any) error {
	if o.json {
		return json.NewEncoder(o).Encode(v)
	}
	_, err := fmt.Fprintf(o, words+"\n", args...)
	return err
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var p program
	exit := -1
	parser, err := kong.New(&p,
		kong.Name("stillhome"), kong.Description("Reablement at home, from the hospital's notice to day 91 and after."),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exit = code }), kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(stderr, "stillhome:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 { // --help
		return exit
	}
	if err != nil {
		fmt.Fprintf(stderr, "stillhome: %v\nRun \"stillhome --help\" to see what it can do.\n", err)
		return exitUsage
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: p.logLevel()})))
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(&p.Settings, output{stdout, p.JSON}); err != nil {
		fmt.Fprintln(stderr, "stillhome:", err)
		if isUsage(err) {
			return exitUsage
		}
		return exitFailed
	}
	return exitDone
}
