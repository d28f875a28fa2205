// Brings the passkey buttons to life: asks the server what to do (data-begin),
// has the browser make or use a key, and sends its answer (data-finish). A
// browser without passkeys leaves their parts hidden; each page has another way.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

const post = async (url, body) => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const said = await answer.json()
  if (!answer.ok) throw new Error(said.message)
  return said
}

const known = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }))

const add = async ({ publicKey }) => {
  const key = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
    },
  })
  return {
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    response: {
      clientDataJSON: text(key.response.clientDataJSON),
      attestationObject: text(key.response.attestationObject),
      transports: key.response.getTransports?.() ?? [],
    },
  }
}

const use = async ({ publicKey }) => {
  const key = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: known(publicKey.allowCredentials) },
  })
  return {
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    response: {
      clientDataJSON: text(key.response.clientDataJSON),
      authenticatorData: text(key.response.authenticatorData),
      signature: text(key.response.signature),
      userHandle: key.response.userHandle ? text(key.response.userHandle) : null,
    },
  }
}

// What a browser throws when somebody closes its window, and when the device
// holds a key for this account already.
const words = {
  NotAllowedError: 'No passkey was used. Try again, or go on without one.',
  InvalidStateError: 'This device already holds a passkey for your account.',
}

for (const button of document.querySelectorAll('[data-passkey]')) {
  if (!window.PublicKeyCredential) break
  const part = button.closest('[data-passkey-part]')
  const said = part.querySelector('[data-passkey-said]')
  part.hidden = false
  button.addEventListener('click', async () => {
    button.disabled = true
    said.textContent = ''
    try {
      const asked = await post(button.dataset.begin, {})
      const answer = await (button.dataset.passkey === 'add' ? add : use)(asked)
      const next = await post(button.dataset.finish, answer)
      location.assign(next.go)
    } catch (error) {
      said.textContent = words[error.name] ?? error.message
      button.disabled = false
    }
  })
}
