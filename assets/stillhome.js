// Three helps that pages do without where scripts do not run: parts that stay
// fresh, forms that are sent once, and a way to leave at once.

// A part with data-live="/url" takes its content from the "fragment" events of
// that stream. While somebody is typing in it, the newest waits.
for (const part of document.querySelectorAll('[data-live]')) {
  let waiting = null

  const isEdited = () => part.contains(document.activeElement) && document.activeElement.matches('input, select, textarea')

  const show = (markup) => {
    if (markup === part.innerHTML) return
    const focused = part.contains(document.activeElement) ? document.activeElement : null
    const [id, href] = [focused?.id, focused?.getAttribute('href')]
    part.innerHTML = markup
    if (!focused) return
    const again = (id && document.getElementById(id)) || (href && part.querySelector(`[href="${CSS.escape(href)}"]`))
    again?.focus({ preventScroll: true })
  }

  const stream = new EventSource(part.dataset.live)
  stream.addEventListener('fragment', (event) => {
    if (isEdited()) waiting = event.data
    else show(event.data)
  })
  part.addEventListener('focusout', () => setTimeout(() => {
    if (waiting === null || isEdited()) return
    show(waiting)
    waiting = null
  }))
  addEventListener('pagehide', () => stream.close())
}

// A form is sent once, however often its button is pressed. After a while, or
// when one comes back to the page, it can be sent again.
const free = (form) => {
  delete form.dataset.sent
  for (const button of form.querySelectorAll('button[aria-disabled="true"]:not([disabled])')) button.removeAttribute('aria-disabled')
}

document.addEventListener('submit', (event) => {
  const form = event.target
  if (form.method !== 'post') return
  if (form.dataset.sent) {
    event.preventDefault()
    return
  }
  form.dataset.sent = 'yes'
  for (const button of form.querySelectorAll('button:not([disabled])')) button.setAttribute('aria-disabled', 'true')
  setTimeout(() => free(form), 15000)
})

addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(free))

// [data-exit] leaves the page for another, as do Escape or Shift pressed three
// times within five seconds. The page is emptied first, and its place in the
// history taken, so that neither a slow network nor the Back button shows it.
const exit = document.querySelector('[data-exit]')
if (exit) {
  const leave = () => {
    document.body.replaceChildren()
    document.title = ''
    location.replace(exit.href)
  }
  exit.addEventListener('click', (event) => {
    event.preventDefault()
    leave()
  })
  let pressed = []
  addEventListener('keydown', (event) => {
    if (event.repeat) return
    const { key, timeStamp } = event
    if (key !== 'Escape' && key !== 'Shift') return void (pressed = [])
    pressed = [...pressed.filter((p) => p.key === key && timeStamp - p.timeStamp < 5000), { key, timeStamp }]
    if (pressed.length > 2) leave()
  })
}
