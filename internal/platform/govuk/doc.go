// Package govuk draws the GOV.UK Design System components that Stillhome uses.
//
// It is a port of govuk-frontend 6.6.0 (MIT): each function takes the same
// parameters as the component's Nunjucks macro and gives the same markup. The
// tests hold every component to all the fixtures in the npm package, so a new
// release is taken by raising the version in assets/package.json and running
// the tests.
//
// Two types keep people's words apart from markup. Parameters of type string
// are text and are always escaped. Parameters of type HTML are markup and are
// written as they are; text from a person never has that type.
//
// Stillhome is not on GOV.UK, so the crown, the crest and the GDS Transport
// typeface are not here: the header is the generic one and the footer is our own.
package govuk
