package synced

import "flag"

func Flags() {
	flag.Float64Var(&averageRemoved, "avg", averageRemoved, "")
	flag.Float64Var(&timeShare, "ts", timeShare, "")
}
