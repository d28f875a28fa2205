// Package council holds what differs between councils: targets, thresholds and
// words. Each setting has a default in code, so that a new council works at
// once, and a history, so that a figure can be explained years later.
//
// Table owned: council_setting. Only a manager or an administrator changes a
// setting. Invariant: a setting's value in use is the newest row at or before
// now, or the default (TestSettingHasHistory).
package council
