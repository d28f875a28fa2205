// Package auth knows who may come in: accounts, passwords and second factors,
// passkeys, sessions, invitations, and the credentials of other systems.
//
// A member of staff has no account until the second factor is set up: an
// invitation is not an account, and the table itself refuses one without. A
// person drawing on support, and those close to them, may sign in with a
// password alone until a second factor reaches them too.
//
// Guessing is slowed by lanes (throttle.go), never by locking an account: who
// tries from elsewhere cannot keep a support worker out of their own phone.
// Whether a sign-in name exists shows in no answer and no time.
//
// Passwords: argon2id (RFC 9106; OWASP's m=19 MiB, t=2, p=1). Codes: TOTP
// (RFC 6238), each used once. Passkeys: WebAuthn level 3 with user
// verification, which counts as both factors.
//
// Tables owned: auth_account, auth_passkey, auth_session, auth_device,
// auth_ceremony, auth_throttle, auth_invitation. Roles are the gate's, given in
// the same transaction. Tokens are stored only as their SHA-256; secrets are
// sealed with the council's key.
//
// Events: auth.account_opened, auth.account_ended, auth.roles_changed.
package auth
