package place

// District is one postcode district and about where its middle is.
type District struct {
	Outcode Outcode
	Name    string // the town or villages people would say, not an official name
	Centre  Point  // half the homes of a district lie within 3.3 km of it, the farthest 20 km off
}

// districts are those of Cambridgeshire and Peterborough and those just over
// the border where their people live, in the order a reader looks for them.
// Source: outcode centroids of the Gibbs/uk-postcodes table (CC0), read
// 2026-11; the names are ours. CB12 to CB20 do not exist.
var districts = []District{
	{"CB1", "Cambridge and Fulbourn", Point{52.1761, 0.1895}},
	{"CB2", "Cambridge and Great Shelford", Point{52.1628, 0.1333}},
	{"CB3", "Cambridge and Girton", Point{52.2132, 0.0245}},
	{"CB4", "Cambridge and Impington", Point{52.2431, 0.1152}},
	{"CB5", "Cambridge and Stow cum Quy", Point{52.2387, 0.2102}},
	{"CB6", "Ely and Littleport", Point{52.4039, 0.2243}},
	{"CB7", "Ely and Soham", Point{52.3661, 0.3209}},
	{"CB8", "Newmarket", Point{52.2308, 0.4266}},
	{"CB9", "Haverhill", Point{52.0821, 0.4419}},
	{"CB10", "Saffron Walden", Point{52.0299, 0.2655}},
	{"CB11", "Newport (Essex)", Point{51.9994, 0.2144}},
	{"CB21", "Balsham and Linton", Point{52.1319, 0.2955}},
	{"CB22", "Shelford and Sawston", Point{52.1272, 0.1290}},
	{"CB23", "Cambourne and Bar Hill", Point{52.2135, -0.0221}},
	{"CB24", "Cottenham and Over", Point{52.3154, 0.0276}},
	{"CB25", "Lode and Waterbeach", Point{52.2608, 0.2361}},
	{"PE1", "Peterborough, north and east", Point{52.5870, -0.2389}},
	{"PE2", "Peterborough, south", Point{52.5604, -0.2635}},
	{"PE3", "Peterborough, west", Point{52.5876, -0.2757}},
	{"PE4", "Peterborough, Werrington", Point{52.6126, -0.2659}},
	{"PE5", "Ailsworth and Castor", Point{52.5787, -0.3440}},
	{"PE6", "The Deepings", Point{52.6556, -0.2553}},
	{"PE7", "Yaxley and Whittlesey", Point{52.5388, -0.1980}},
	{"PE8", "Oundle", Point{52.5269, -0.4418}},
	{"PE9", "Stamford", Point{52.6542, -0.4801}},
	{"PE13", "Wisbech", Point{52.6690, 0.1387}},
	{"PE14", "Wisbech villages", Point{52.6388, 0.2111}},
	{"PE15", "March", Point{52.5359, 0.0865}},
	{"PE16", "Chatteris", Point{52.4538, 0.0502}},
	{"PE19", "St Neots", Point{52.2420, -0.2584}},
	{"PE26", "Ramsey", Point{52.4529, -0.1132}},
	{"PE27", "St Ives", Point{52.3336, -0.0757}},
	{"PE28", "Huntingdon villages", Point{52.3578, -0.1863}},
	{"PE29", "Huntingdon", Point{52.3334, -0.1785}},
	{"SG8", "Royston and Melbourn", Point{52.0637, -0.0129}},
	{"SG19", "Sandy and Gamlingay", Point{52.1392, -0.2405}},
}

// Districts lists the districts we know the middle of. The slice is the
// caller's own.
func Districts() []District { return append([]District(nil), districts...) }

// District finds the district of an outcode, and whether we know it.
func (o Outcode) District() (District, bool) {
	for _, d := range districts {
		if d.Outcode == o {
			return d, true
		}
	}
	return District{}, false
}
