// Package account is how one comes in and what one may change oneself: sign-in
// and sign-out, an invitation's page where the second factor is set up, one's
// own sessions, password and passkeys; and the two pages anyone may read, the
// accessibility statement and the privacy notice.
//
// In the demo, and only there (DemoRoutes), a page signs in by one click per
// role and another moves the clock.
//
// It owns no table; auth does.
package account
