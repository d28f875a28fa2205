// The shift pack: fetched, checked to the last hash, and swapped in one
// transaction, so that at any moment there is one whole pack or none.
import { wholePerson, wholeShift } from './bodies.ts'
import type { KeyRing } from './keys.ts'
import type { Enrolled } from './ledger.ts'
import { type Change, Moved, type Ports, type Reply } from './ports.ts'
import { header, patience } from './sync.ts'
import type { Day, Pack, Person, Shift } from './types.ts'

type Part = { key: string; hash: string }
type Manifest = { hash: string; until: string; parts: Part[] }
type Answer = { manifest: Manifest; parts: { key: string; body: string }[]; forget: string[]; cursor: string; now: string }

/** The pack as it lies on disk: its parts lie beside it, each closed alike. */
export type StoredPack = { phone: string; hash: string; day: string; until: string; closed: string }
type Inside = { manifest: Manifest; cursor: string; made: string }
type StoredPart = { hash: string; closed: string }

export type Fetched =
  | { way: 'new'; pack: Pack }
  | { way: 'same' | 'offline' | 'signed_out' | 'unknown' | 'refused'; message: string; busy?: number }

const partOf = (key: string): string => `pack/${key}`

/** The hash of a manifest: of its lines in order of key. */
export const manifestHash = (p: Ports, parts: Part[]): Promise<string> =>
  p.crypto.hash([...parts].sort((a, b) => (a.key < b.key ? -1 : 1)).map((x) => `${x.key} ${x.hash}\n`).join(''))

/** Opens the pack on this phone; null when there is none that opens whole. */
export async function open(p: Ports, phone: Enrolled, keys: KeyRing): Promise<Pack | null> {
  const at = await p.store.get<StoredPack>('meta', 'pack')
  const day = at && at.phone === phone.id ? keys.day(at.day) : undefined
  if (!at || !day) return null
  try {
    const inside = await insideOf(p, at, keys)
    const bodies = new Map<string, string>()
    for (const part of inside.manifest.parts) bodies.set(part.key, await bodyOf(p, keys, at, part))
    return read(inside, bodies, keys.duress)
  } catch {
    return null // damaged: a whole one is asked for at the next contact
  }
}

async function insideOf(p: Ports, at: StoredPack, keys: KeyRing): Promise<Inside> {
  return JSON.parse(await p.crypto.openUp(keys.day(at.day)!.key, at.closed, 'pack')) as Inside
}

async function bodyOf(p: Ports, keys: KeyRing, at: StoredPack, part: Part): Promise<string> {
  const stored = await p.store.get<StoredPart>('pack', part.key)
  if (stored?.hash !== part.hash) throw new Error('a part is not the one of its manifest')
  const body = await p.crypto.openUp(keys.day(at.day)!.key, stored.closed, partOf(part.key))
  if ((await p.crypto.hash(body)) !== part.hash) throw new Error('a part was changed')
  return body
}

function read({ manifest, made }: Inside, bodies: Map<string, string>, duress: boolean): Pack {
  const days: Day[] = []
  const people = new Map<string, Person>()
  let shift: Shift | null = null
  for (const { key } of manifest.parts) {
    const body = JSON.parse(bodies.get(key)!) as unknown
    if (key === 'shift') shift = wholeShift(body as Shift)
    else if (key.startsWith('day:')) days.push(body as Day)
    else if (key.startsWith('person:')) people.set(key.slice('person:'.length), wholePerson(body as Person, duress))
  }
  if (!shift) throw new Error('a pack without a shift')
  days.sort((a, b) => (a.on < b.on ? -1 : 1))
  return { hash: manifest.hash, made, shift, days, people }
}

/** Asks for the newest pack, and takes it whole or not at all. */
export async function fetchPack(p: Ports, phone: Enrolled, keys: KeyRing, whole = false): Promise<Fetched> {
  const before = await p.store.get<StoredPack>('meta', 'pack')
  const inside = !whole && before?.phone === phone.id && keys.day(before.day)
    ? await insideOf(p, before, keys).catch(() => null)
    : null
  let reply: Reply
  try {
    reply = await p.net.post('/field/v1/pack', JSON.stringify({ phone: phone.id, cursor: inside?.cursor ?? '' }), header(phone))
  } catch {
    return { way: 'offline', message: '' }
  }
  const said = saidIn(reply)
  if (reply.status === 401) return { way: said.code === 'field.phone' ? 'unknown' : 'signed_out', message: said.message }
  if (reply.status === 503) return { way: 'refused', message: said.message, busy: patience(reply.body) }
  if (reply.status >= 500) return { way: 'offline', message: '' }
  if (reply.status !== 200) return { way: 'refused', message: said.message }
  let answer: Answer
  try {
    answer = JSON.parse(reply.body) as Answer
    const bodies = await checked(p, keys, answer, inside ? before! : null)
    if (inside && before?.hash === answer.manifest.hash && before.until === answer.manifest.until && !answer.parts.length) {
      return { way: 'same', message: '' }
    }
    const made: Inside = { manifest: answer.manifest, cursor: answer.cursor, made: answer.now }
    const pack = read(made, bodies, keys.duress)
    await swap(p, phone, keys, before, made, bodies)
    return { way: 'new', pack }
  } catch (e) {
    if (e instanceof Moved) return { way: 'same', message: '' } // wiped or fetched meanwhile
    if ((e as Error).name === 'QuotaExceededError') {
      return { way: 'refused', message: 'This phone is too full for your work for today. Remove photos or apps, then try again.' }
    }
    // What is here and what came do not fit: once more, all of it.
    if (inside) return fetchPack(p, phone, keys, true)
    return { way: 'refused', message: 'What the council sent was not whole. We will try again.' }
  }
}

/** Every body of the manifest, new or from here, each with the hash it should have. */
async function checked(p: Ports, keys: KeyRing, a: Answer, before: StoredPack | null): Promise<Map<string, string>> {
  if ((await manifestHash(p, a.manifest.parts)) !== a.manifest.hash) throw new Error('the manifest is another')
  const came = new Map(a.parts.map((x) => [x.key, x.body]))
  const bodies = new Map<string, string>()
  for (const part of a.manifest.parts) {
    let body = came.get(part.key)
    if (body === undefined && before) body = await bodyOf(p, keys, before, part)
    if (body === undefined || (await p.crypto.hash(body)) !== part.hash) throw new Error('a part is missing or another')
    bodies.set(part.key, body)
  }
  return bodies
}

async function swap(
  p: Ports, phone: Enrolled, keys: KeyRing, before: StoredPack | undefined, made: Inside, bodies: Map<string, string>,
): Promise<void> {
  const { day, changes, took } = await keys.dayFor(made.manifest.until)
  const wanted = new Map(made.manifest.parts.map((x) => [x.key, x.hash]))
  const all: Change[] = [...changes]
  for (const key of await p.store.keys('pack', '')) if (!wanted.has(key)) all.push({ table: 'pack', key, drop: true })
  for (const [key, hash] of wanted) {
    const here = before?.day === day.id ? await p.store.get<StoredPart>('pack', key) : undefined
    if (here?.hash === hash) continue // the same part under the same key
    const closed = await p.crypto.close(day.key, bodies.get(key)!, partOf(key))
    all.push({ table: 'pack', key, put: { hash, closed } satisfies StoredPart })
  }
  const closed = await p.crypto.close(day.key, JSON.stringify(made), 'pack')
  const at: StoredPack = { phone: phone.id, hash: made.manifest.hash, day: day.id, until: made.manifest.until, closed }
  all.push({ table: 'meta', key: 'pack', put: at, guarded: true, was: before })
  await p.store.write(all)
  took()
}

/** What an answer that is no pack says of itself. */
export function saidIn(reply: Reply): { code: string; message: string } {
  try {
    const { code = '', message = '' } = JSON.parse(reply.body) as { code?: string; message?: string }
    return { code, message }
  } catch {
    return { code: '', message: 'The council could not be reached as it should be. We will try again.' }
  }
}
