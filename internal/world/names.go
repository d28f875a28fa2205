package world

import (
	"fmt"
	"math/rand/v2"

	"stillhome/internal/kernel/ids"
)

var (
	women = []string{
		"Joan", "Ada", "Edna", "Doris", "Mavis", "Winifred", "Pearl", "Ivy", "Hilda", "Nora", "Olive", "Peggy", "Sheila",
		"Beryl", "Brenda", "Jean", "Amina", "Parveen", "Chioma", "Mei", "Zofia", "Kamala", "Agnieszka", "Folake", "Rosa", "Siân", "Bríd", "Renée",
	}
	men = []string{
		"Arthur", "Albert", "Cyril", "Ernest", "Frank", "George", "Harold", "Leonard", "Norman", "Percy", "Reginald", "Ronald",
		"Stanley", "Sidney", "Walter", "Wilfred", "Desmond", "Mohammed", "Tomasz", "Kwame", "Ravi", "Giuseppe", "Dáithí", "Owain", "Björn",
	}
	younger = []string{
		"Sam", "Amina", "Jo", "Alex", "Priya", "Kofi", "Lena", "Marek", "Nia", "Oscar", "Ruth", "Tariq", "Uma", "Vera", "Will", "Yasmin",
		"Zoe", "Ben", "Cleo", "Dan", "Efua", "Femi", "Gita", "Hugh", "Ines", "Jaspal", "Kit", "Lola", "Musa", "Noor",
	}
	nameStart = []string{
		"Lantern", "Kettle", "Thimble", "Puddle", "Button", "Marble", "Teacup", "Bramble", "Candle", "Pepper", "Saddle", "Bobbin", "Clover",
		"Custard", "Feather", "Ginger", "Hazel", "Juniper", "Lemon", "Mitten", "Nettle", "Parsley", "Quill", "Ribbon", "Tansy", "Velvet", "Walnut", "Yarrow",
	}
	nameEnd = []string{
		"wick", "down", "mere", "croft", "thwaite", "shaw", "bottom", "worth", "by", "stead", "field", "ley", "combe", "gate", "holme", "toft", "dale", "wood",
	}
	streets = []string{
		"Lamplight Row", "Kettle Lane", "Hearth Street", "Windowsill Close", "Doorstep Way", "Teapot Terrace", "Slipper Road", "Armchair Avenue",
		"Bobbin Yard", "Porchlight Drive", "Welcome Mat Mews", "Footstool Gardens",
	}
	wards = []string{"Bluebell ward", "Primrose ward", "Cowslip ward", "Harebell ward", "Foxglove ward"}
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// chance is true p times out of 1.
func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

func family(r *rand.Rand) string { return pick(r, nameStart) + pick(r, nameEnd) }

// testNHSNumber is from the range 999 000 0000 to 999 999 9999, which the NHS
// keeps for tests, with a right check digit.
func testNHSNumber(r *rand.Rand) ids.NHSNumber {
	for {
		nine := fmt.Sprintf("999%06d", r.IntN(1_000_000))
		for d := range 10 {
			if n := ids.NHSNumber(fmt.Sprintf("%s%d", nine, d)); n.Verified() {
				return n
			}
		}
	}
}

// phone is one of the thousand landlines that Ofcom keeps for drama.
func phone(r *rand.Rand) string { return fmt.Sprintf("01632 960 %03d", r.IntN(1000)) }

// mobile is one of the thousand mobiles that Ofcom keeps for drama.
func mobile(r *rand.Rand) string { return fmt.Sprintf("07700 900 %03d", r.IntN(1000)) }
