package when

import "time"

// Bank holidays in England and Wales. Source: GOV.UK bank holidays list, read
// November 2026. Beyond the last year listed a date is treated as a working
// day.
var bankHolidays = map[Date]string{
	"2025-01-01": "New Year’s Day", "2025-04-18": "Good Friday", "2025-04-21": "Easter Monday",
	"2025-05-05": "Early May bank holiday", "2025-05-26": "Spring bank holiday", "2025-08-25": "Summer bank holiday",
	"2025-12-25": "Christmas Day", "2025-12-26": "Boxing Day",
	"2026-01-01": "New Year’s Day", "2026-04-03": "Good Friday", "2026-04-06": "Easter Monday",
	"2026-05-04": "Early May bank holiday", "2026-05-25": "Spring bank holiday", "2026-08-31": "Summer bank holiday",
	"2026-12-25": "Christmas Day", "2026-12-28": "Boxing Day (substitute day)",
	"2027-01-01": "New Year’s Day", "2027-03-26": "Good Friday", "2027-03-29": "Easter Monday",
	"2027-05-03": "Early May bank holiday", "2027-05-31": "Spring bank holiday", "2027-08-30": "Summer bank holiday",
	"2027-12-27": "Christmas Day (substitute day)", "2027-12-28": "Boxing Day (substitute day)",
	"2028-01-03": "New Year’s Day (substitute day)", "2028-04-14": "Good Friday", "2028-04-17": "Easter Monday",
	"2028-05-01": "Early May bank holiday", "2028-05-29": "Spring bank holiday", "2028-08-28": "Summer bank holiday",
	"2028-12-25": "Christmas Day", "2028-12-26": "Boxing Day",
}

// BankHoliday names the bank holiday on the date; empty when it is none.
func (d Date) BankHoliday() string { return bankHolidays[d] }

// WorkingDays is the date so many working days after d: neither weekends nor
// bank holidays count. d itself for none.
func (d Date) WorkingDays(n int) Date {
	for d != "" && n > 0 {
		d = d.Add(1)
		if w := d.Weekday(); w != time.Saturday && w != time.Sunday && d.BankHoliday() == "" {
			n--
		}
	}
	return d
}
