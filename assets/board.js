// The rota board: shifts against time, drawn from the day's data where there is
// room for it. Everything it leads to is a page of its own; the list that it
// takes the place of says the same. One stop for the Tab key, arrows inside.

performance.mark('board-begins')
const root = document.querySelector('.stillhome-drawn')
const day = JSON.parse(root.querySelector('script[type="application/json"]').textContent)
const plain = root.querySelector('.stillhome-drawn__plain')
const here = `/rota/${day.on}`
const draft = day.draft ?? []

// What a visit's numbers mean, as internal/support/roster/board writes them.
const MUST = 1, TWO = 2, DRAFTED = 4, FIXED = 8
const states = [
  { name: 'upcoming', says: 'to come', mark: '' },
  { name: 'underway', says: 'the worker is there', mark: '▶' },
  { name: 'done', says: 'visited', mark: '✓' },
  { name: 'late', says: 'late, nobody has come', mark: '!' },
  { name: 'missed', says: 'no record', mark: '?' },
  { name: 'noanswer', says: 'no answer', mark: '∅' },
  { name: 'unwanted', says: 'the person chose not to', mark: '–' },
]
const shifts = day.shifts.map(([id, name, from, until, full, breakFrom, breakMinutes]) => ({ id, name, from, until, full, breakFrom, breakMinutes }))
const visits = day.visits.map(([row, start, minutes, travel, state, bits, who, id]) => ({ row, start, minutes, travel, state: states[state], bits, who, id, name: day.names[who] }))
const rows = [{ loose: true, name: 'Without a worker' }, ...shifts]
const parts = new Map() // of a visit: one for each worker
for (const v of visits) parts.set(v.id, [...(parts.get(v.id) ?? []), v])

// uuid is an identifier as addresses have it.
const uuid = (short) => {
  if (short.length !== 22) return short
  const hex = [...atob(short.replace(/-/g, '+').replace(/_/g, '/'))].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
const clock = (m) => `${Math.floor(m / 60 + 11) % 12 + 1}:${String(m % 60).padStart(2, '0')}${Math.floor(m / 60) % 24 < 12 ? 'am' : 'pm'}`
const address = (path, pairs = []) => {
  const query = new URLSearchParams([...pairs, ...draft.map((to) => ['to', to])])
  return here + path + (query.size ? '?' + query : '')
}
// A visit is named by the tail of its id; the server leads on from there.
const onward = (v, act, pairs = []) => address(`/visits/${v.id}/onward`, [['act', act], ...pairs])
const others = (v) => parts.get(v.id).filter((x) => x !== v && x.row >= 0)

const make = (tag, className, text, attributes = {}) => {
  const e = document.createElement(tag)
  if (className) e.className = className
  if (text) e.textContent = text
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value)
  return e
}
const put = (e, numbers) => {
  for (const [name, n] of Object.entries(numbers)) e.style.setProperty(`--${name}`, n)
}

const first = Math.min(7 * 60, ...shifts.map((s) => s.from), ...visits.map((v) => v.start - v.travel))
const from = Math.floor(first / 60) * 60
const until = Math.ceil(Math.max(22 * 60, ...shifts.map((s) => s.until), ...visits.map((v) => v.start + v.minutes)) / 60) * 60

const board = make('section', 'board', '', { 'aria-label': day.title })
const grid = make('div', 'board__grid', '', { role: 'grid', 'aria-label': day.title, 'aria-readonly': 'true' })
const live = make('p', 'board__said', '', { role: 'status' })
const say = (text) => { live.textContent = text }

// words says all of a visit in one sentence.
function words(v) {
  const said = [v.name, `${clock(v.start)} to ${clock(v.start + v.minutes)}`, v.state.says]
  if (v.row >= 0) said.push(`with ${shifts[v.row].name}`)
  if (v.bits & TWO) said.push(['two workers', ...others(v).map((x) => `also ${shifts[x.row].name}`)].join(', '))
  if (v.bits & MUST) said.push('must be at this time')
  if (v.travel) said.push(`${v.travel} minutes of travel before`)
  if (v.bits & DRAFTED) said.push('not sent yet')
  return said.join(', ')
}

function cellOf(v) {
  const kinds = ['board__visit', `board__visit--${v.state.name}`]
  if (v.bits & MUST) kinds.push('board__visit--must')
  if (v.bits & DRAFTED) kinds.push('board__visit--draft')
  const marks = [v.state.mark, v.bits & DRAFTED ? '✎' : '', v.bits & MUST ? 'T' : '', v.bits & TWO ? '×2' : ''].filter(Boolean).join(' ')
  const cell = make('div', kinds.join(' '), v.name, { role: 'gridcell', tabindex: '-1', 'aria-label': words(v) })
  if (marks) cell.dataset.marks = marks
  put(cell, { s: v.start - from, d: v.minutes, t: v.travel, n: v.lane ?? 0 })
  if (v.travel) cell.classList.add('board__visit--travel')
  cell.visit = v
  return cell
}

// lanes lays loose visits under each other where they overlap.
function lanes(list) {
  const free = []
  for (const v of list) {
    let n = free.findIndex((end) => end <= v.start)
    if (n < 0) n = free.length
    free[n] = v.start + Math.max(v.minutes, 15)
    v.lane = n
  }
  return free.length
}

function rowOf(r, number) {
  const row = make('div', r.loose ? 'board__row board__row--loose' : 'board__row', '', { role: 'row', 'aria-rowindex': number + 1 })
  const own = visits.filter((v) => v.row === number - 1).sort((a, b) => a.start - b.start)
  const head = make('div', 'board__head', r.name, { role: 'rowheader', tabindex: '-1' })
  const lane = make('div', 'board__lane', '', { role: 'presentation' })
  if (r.loose) {
    head.append(' ', make('span', '', own.length ? `${own.length} to place` : 'Nobody waits'))
    const high = lanes(own)
    put(row, { lanes: Math.max(1, high) })
    if (high > 3) row.classList.add('board__row--tall')
  } else {
    head.append(' ', make('span', '', `${clock(r.from)} to ${clock(r.until)}, ${r.full}% full`))
    put(lane, { a: r.from - from, b: r.until - from })
  }
  head.shift = r
  lane.append(...own.map(cellOf))
  if (r.breakMinutes) {
    const rest = make('div', 'board__break', `Break ${r.breakMinutes}`, { 'aria-hidden': 'true' })
    put(rest, { s: r.breakFrom - from, d: r.breakMinutes })
    lane.append(rest)
  }
  row.append(head, lane)
  row.cells = [head, ...lane.querySelectorAll('[role="gridcell"]')]
  row.number = number
  return row
}

function hours() {
  const line = make('div', 'board__hours', '', { 'aria-hidden': 'true' })
  for (let m = from; m < until; m += 60) {
    const hour = make('span', '', clock(m))
    put(hour, { s: m - from })
    line.append(hour)
  }
  if (day.now >= from && day.now <= until) {
    const now = make('i', 'board__now')
    put(now, { s: day.now - from })
    line.append(now)
  }
  return line
}

const lines = rows.map(rowOf)
grid.setAttribute('aria-rowcount', rows.length)
put(grid, { all: until - from, rows: rows.length })
grid.append(hours(), ...lines)

// One cell takes the Tab key: the one that had the focus last.
let stop = lines[0].cells[0]
stop.tabIndex = 0
const rest = (cell) => {
  stop.tabIndex = -1
  stop = cell
  stop.tabIndex = 0
}
const focus = (cell) => {
  if (!cell) return
  rest(cell)
  cell.focus({ preventScroll: true })
  cell.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}
grid.addEventListener('focusin', (event) => {
  const cell = event.target.closest('[role="gridcell"], [role="rowheader"]')
  if (cell) rest(cell)
})
const rowAt = (cell) => cell.closest('[role="row"]')
const nearest = (row, cell) => {
  if (!cell.visit || row.cells.length === 1) return row.cells[0]
  return row.cells.slice(1).reduce((best, c) => (Math.abs(c.visit.start - cell.visit.start) < Math.abs(best.visit.start - cell.visit.start) ? c : best))
}

// The menu of a visit or a shift: links to pages, so that it can do no harm.
const menu = make('div', 'board__menu', '', { role: 'dialog', tabindex: '-1' })
menu.hidden = true
const close = (back = true) => {
  if (menu.hidden) return
  menu.hidden = true
  if (back) focus(stop)
}
function open(title, text, links) {
  menu.setAttribute('aria-label', title)
  const list = make('ul', 'govuk-list')
  for (const [label, href] of links) {
    const item = make('li')
    item.append(make('a', 'govuk-link', label, { href }))
    list.append(item)
  }
  const shut = make('button', 'board__button', 'Close', { type: 'button' })
  shut.addEventListener('click', () => close())
  menu.replaceChildren(make('h2', 'govuk-heading-s', title), ...text.map((t) => make('p', 'govuk-body-s', t)), list, shut)
  menu.hidden = false
  ;(menu.querySelector('a') ?? shut).focus()
}
const free = (v) => day.may && !(v.bits & FIXED)
function menuOf(cell) {
  if (cell.visit) {
    const v = cell.visit
    const links = []
    if (free(v)) links.push(['Move to…', onward(v, 'move')])
    if (free(v) && v.row >= 0) links.push(['Take it off the rota', onward(v, 'off')])
    links.push(['Open the visit', onward(v, 'open')])
    if (free(v)) links.push(['Cancel this visit', onward(v, 'cancel')])
    return open(`${v.name}, ${clock(v.start)}`, [words(v).slice(v.name.length + 2) + '.'], links)
  }
  const s = cell.shift
  if (s.loose) return open(s.name, [], day.may ? [['Find cover for all of them', address('/cover')]] : [])
  const links = day.away ? [[`Report that ${s.name} is away`, `${here}/shifts/${uuid(s.id)}/away`]] : []
  if (day.may) links.push([`${s.name} is running late`, address(`/shifts/${uuid(s.id)}/late`)])
  if (day.may) links.push(['Cancel this shift', `${here}/shifts/${uuid(s.id)}/cancel`])
  open(s.name, [`${clock(s.from)} to ${clock(s.until)}, ${s.full}% full`], links)
}
function help() {
  open('Keys on the board', [
    'Arrows: to the visit beside, above or below. Home and End: ends of a row. Page up and Page down: ten rows.',
    'Enter: what can be done. M: pick a visit up, arrows to move it by worker and five minutes (with Shift fifteen), Enter to put it down, Escape to leave it.',
    'U: take a visit off the rota. F: find cover. /: find a person. ?: these keys.',
    'A mouse can drag a visit. Nothing is sent before you have checked the changes.',
  ], [])
}

// Changes are addresses: the server says what they would do.
const drop = (v, row, start) => {
  const to = [...others(v).map((x) => shifts[x.row].id), shifts[row].id].slice(0, v.bits & TWO ? 2 : 1)
  location.assign(onward(v, 'place', [...to.map((id) => ['shift', uuid(id)]), ['start', start]]))
}

// A visit that is picked up, by keys or by mouse, is a shape on the board.
const ghost = make('div', 'board__ghost', '', { 'aria-hidden': 'true' })
let held = null
const show = () => {
  put(ghost, { s: held.start - from, d: held.visit.minutes })
  lines[held.row + 1].lastElementChild.append(ghost)
}
const letGo = () => {
  held = null
  ghost.remove()
}
function pickUp(cell) {
  const v = cell.visit
  if (!v || !free(v)) return say('This one cannot be moved.')
  held = { visit: v, row: Math.max(0, v.row), start: v.start, keys: true }
  show()
  say(`Picked up ${v.name}. Arrows move, Enter puts down, Escape leaves it.`)
}
function carry(event) {
  const step = event.shiftKey ? 15 : 5
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -step], ArrowRight: [0, step] }
  if (event.key === 'Escape') {
    letGo()
    say('Left where it was.')
  } else if (event.key === 'Enter') {
    drop(held.visit, held.row, held.start)
  } else if (moves[event.key]) {
    held.row = Math.min(shifts.length - 1, Math.max(0, held.row + moves[event.key][0]))
    held.start = Math.min(until, Math.max(from, held.start + moves[event.key][1]))
    show()
    ghost.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    say(`${shifts[held.row].name}, ${clock(held.start)}.`)
  } else return
  event.preventDefault()
}

grid.addEventListener('keydown', (event) => {
  const cell = event.target.closest('[role="gridcell"], [role="rowheader"]')
  if (!cell || event.altKey || event.metaKey) return
  if (held?.keys) return carry(event)
  const row = rowAt(cell)
  const i = row.cells.indexOf(cell)
  const go = (n) => nearest(lines[Math.min(lines.length - 1, Math.max(0, n))], cell)
  const keys = {
    ArrowRight: () => focus(row.cells[i + 1]), ArrowLeft: () => focus(row.cells[i - 1]),
    ArrowDown: () => focus(go(row.number + 1)), ArrowUp: () => focus(go(row.number - 1)),
    PageDown: () => focus(go(row.number + 10)), PageUp: () => focus(go(row.number - 10)),
    Home: () => focus(event.ctrlKey ? lines[0].cells[0] : row.cells[0]),
    End: () => focus(event.ctrlKey ? lines.at(-1).cells.at(-1) : row.cells.at(-1)),
    Enter: () => menuOf(cell), ' ': () => menuOf(cell),
    m: () => pickUp(cell), f: () => day.may && location.assign(address('/cover')),
    u: () => cell.visit && free(cell.visit) && cell.visit.row >= 0 && location.assign(onward(cell.visit, 'off')),
    '/': () => find.focus(), '?': help,
  }
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  if (!act || (event.ctrlKey && !['Home', 'End'].includes(event.key))) return
  event.preventDefault()
  act()
})
menu.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') close()
})
document.addEventListener('pointerdown', (event) => {
  if (!menu.contains(event.target)) close(false)
})

// A mouse may drag, which is only a shortcut.
let press = null
grid.addEventListener('pointerdown', (event) => {
  const cell = event.target.closest('[role="gridcell"]')
  if (event.button || !cell || !free(cell.visit) || event.pointerType !== 'mouse') return
  press = { cell, x: event.clientX, y: event.clientY, into: event.clientX - cell.getBoundingClientRect().left }
})
addEventListener('pointermove', (event) => {
  if (!press) return
  if (!held && Math.hypot(event.clientX - press.x, event.clientY - press.y) < 6) return
  const row = document.elementFromPoint(event.clientX, event.clientY)?.closest('.board__row')
  if (!row || row.number === 0) return
  const lane = row.lastElementChild.getBoundingClientRect()
  const minute = from + (event.clientX - press.into - lane.left) / lane.width * (until - from)
  held = { visit: press.cell.visit, row: row.number - 1, start: Math.min(until, Math.max(from, Math.round(minute / 5) * 5)) }
  show()
  say(`${shifts[held.row].name}, ${clock(held.start)}.`)
})
addEventListener('pointerup', () => {
  const was = press
  press = null
  if (!was || !held || held.keys) return
  const { visit, row, start } = held
  letGo()
  grid.addEventListener('click', (event) => event.stopPropagation(), { capture: true, once: true })
  if (row !== visit.row || start !== visit.start) drop(visit, row, start)
})
grid.addEventListener('click', (event) => {
  const cell = event.target.closest('[role="gridcell"], [role="rowheader"]')
  if (!cell) return
  rest(cell)
  menuOf(cell)
})

// Above the board: find a person, how wide an hour is, the keys.
const bar = make('div', 'board__bar')
const label = make('label', 'board__label', 'Find a person', { for: 'board-find' })
const find = make('input', 'govuk-input board__find', '', { id: 'board-find', type: 'search', autocomplete: 'off', spellcheck: 'false' })
let found = []
const search = () => {
  const word = find.value.trim().toLowerCase()
  for (const cell of found) cell.classList.remove('board__visit--found')
  found = word.length < 2 ? [] : lines.flatMap((l) => l.cells.slice(1)).filter((c) => c.visit.name.toLowerCase().includes(word))
  for (const cell of found) cell.classList.add('board__visit--found')
  found[0]?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  say(word.length < 2 ? '' : `${found.length} ${found.length === 1 ? 'visit' : 'visits'} found. Enter goes to the first.`)
}
find.addEventListener('input', search)
find.addEventListener('keydown', (event) => {
  if (!['Enter', 'ArrowDown'].includes(event.key) || !found.length) return
  event.preventDefault()
  focus(found[0])
})
const zoom = make('div', 'board__zoom', '', { role: 'group', 'aria-label': 'Width of an hour' })
for (const [name, says, px] of [['S', 'Narrow', 1.6], ['M', 'Middle', 2], ['L', 'Wide', 2.6]]) {
  const button = make('button', 'board__button', name, { type: 'button', 'aria-label': `${name}: ${says}`, 'aria-pressed': String(name === 'S') })
  button.addEventListener('click', () => {
    for (const b of zoom.children) b.setAttribute('aria-pressed', String(b === button))
    grid.style.setProperty('--px', `${px}px`)
  })
  zoom.append(button)
}
const keys = make('button', 'board__button', 'Keys', { type: 'button' })
keys.addEventListener('click', help)
bar.append(label, find, zoom, keys, live)
board.append(bar, grid, menu)

// On a narrow screen, or a magnified one, the list is easier to read.
const wide = matchMedia('(min-width: 48em)')
const choose = () => {
  const [now, before] = wide.matches ? [board, plain] : [plain, board]
  before.remove()
  if (!now.isConnected) root.append(now)
}
wide.addEventListener('change', choose)
choose()

const wanted = location.hash.slice(1)
const cell = lines.flatMap((l) => l.cells).find((c) => c.visit?.id === wanted)
if (cell && wide.matches) focus(cell)
else if (wide.matches && day.now >= 0) grid.scrollLeft = Math.max(0, (day.now - from - 90) * 1.6)
board.getBoundingClientRect() // lay it out now, so that the mark means drawn
performance.mark('board')
