package world

import (
	"fmt"
	"math"
	"math/rand/v2"

	"stillhome/internal/kernel/ids"
	"stillhome/internal/kernel/place"
)

// home is where somebody lives.
type home struct {
	address  string
	postcode string
	at       place.Point
}

// counties are the districts that the service covers with their share of the
// people in it: the towns hold most.
var counties = []struct {
	outcode place.Outcode
	share   float64
}{
	{"CB1", 9},
	{"CB2", 5},
	{"CB3", 3},
	{"CB4", 8},
	{"CB5", 4},
	{"CB6", 6},
	{"CB7", 6},
	{"CB8", 4},
	{"CB22", 4},
	{"CB23", 6},
	{"CB24", 6},
	{"CB25", 3},
	{"PE13", 6},
	{"PE14", 3},
	{"PE15", 5},
	{"PE16", 3},
	{"PE19", 7},
	{"PE26", 2},
	{"PE27", 4},
	{"PE28", 5},
	{"PE29", 5},
	{"SG8", 4},
}

const inwardLetters = "ABDEFGHJLNPQRSTUWXYZ"

// someHome lies within a few kilometres of the middle of a district.
func someHome(r *rand.Rand, districts map[place.Outcode]place.District) home {
	total := 0.0
	for _, c := range counties {
		total += c.share
	}
	x := r.Float64() * total
	code := counties[0].outcode
	for _, c := range counties {
		if x -= c.share; x <= 0 {
			code = c.outcode
			break
		}
	}
	d := districts[code]
	// Half of the county's postcodes lie within 3.3 km of their district's
	// middle; the square root spreads homes evenly over the circle.
	km, turn := 4*math.Sqrt(r.Float64()), 2*math.Pi*r.Float64()
	return home{
		address:  fmt.Sprintf("%d %s, %s", 1+r.IntN(98), pick(r, streets), d.Name),
		postcode: fmt.Sprintf("%s %d%c%c", code, r.IntN(10), inwardLetters[r.IntN(len(inwardLetters))], inwardLetters[r.IntN(len(inwardLetters))]),
		at: place.Point{
			Lat: d.Centre.Lat + km*math.Cos(turn)/111.2,
			Lon: d.Centre.Lon + km*math.Sin(turn)/(111.2*math.Cos(d.Centre.Lat*math.Pi/180)),
		},
	}
}

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
