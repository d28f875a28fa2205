package account

import (
	"stillhome/internal/kernel/actor"
	"stillhome/internal/kernel/ids"
)

func accountID(who actor.Actor) ids.Account { return ids.Account(who.ID) }
