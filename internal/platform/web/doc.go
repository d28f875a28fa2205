// Package web turns routes into pages. A handler takes a Call and returns a
// Reply or an error; this package alone resolves who is signed in, decodes
// forms, renders pages and errors, and sets headers. Every route names the
// action it carries out; one without is Public and says so aloud.
//
// Pages work without JavaScript. The content security policy allows no inline
// script or style.
package web
