// Package notify gets word to somebody outside the service: a text, a telephone
// call, an e-mail. A message is queued in the write that wants it, so that there
// is never one without the other, and sent by a job.
//
// What a message says is one of a short list (Words) and never holds a name or
// anything else of a person: whoever finds a lost phone learns that there is a
// service called Stillhome, and no more.
//
// There is a lane, with a job of its own, for each kind of message that somebody
// queues. Those of alarms (Urgent), one for texts and one for calls, have writes
// that go before all that wait. However many other messages
// wait, and whatever becomes of one way out, the other goes on. Texts and e-mail
// go by GOV.UK Notify, calls by a voice provider with another owner and another
// network: no single failure silences both.
//
// A message that cannot be sent is tried again, later each time, and in the end
// set aside as dead, which is told by the event Died. Sending is at least once:
// a program that ends between sending and writing it down sends once more, under
// the same reference. Where a way is not set up, its messages say so (Unset).
//
// Sealed writes queue in a table of their own and are sent by a job of their own,
// so that no row, count or order of the others moves for them.
//
// Tables owned: notify_message, notify_sealed, notify_way. Events: Died.
// Invariants: a queued message ends sent, dead or unset (TestEveryMessageEnds);
// alarms wait for nobody (TestAlarmsWaitForNobody); a way that is down does not
// hold the other (TestOneWayDownDoesNotHoldTheOther).
package notify
