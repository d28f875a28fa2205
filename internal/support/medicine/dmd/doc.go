// Package dmd is the list of medicines that the NHS names in one way: its
// dictionary of medicines and devices, dm+d. With it a medicine is found by the
// beginnings of its words, written down with the name, form and route that
// every pharmacy uses, and held against the person's allergies by what is in it.
//
// A release comes from NHS TRUD as a ZIP or a folder of XML files and is taken
// in by "stillhome medicines import". Nothing needs one: without it names are
// typed as on the label.
//
// A release is written in small pieces, so that nobody waits for it, beside
// the one in use; with the last piece it becomes the one that is looked in, and
// the one before goes. One that was cut off half way goes with the next import.
//
// Source: dm+d data model R2 and its XML file set (VTM, VMP, AMP, ingredient
// and lookup files), read November 2026. Packs and prices are left out.
//
// Tables owned: medicine_release, medicine_product, medicine_ingredient.
// Events: none.
package dmd
