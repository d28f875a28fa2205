// The council, on the other side of two pipes: one question, one answer.
import { readSync, writeSync } from 'node:fs'

const OUT = 4
const IN = 3

export type Answer = { status?: number; body?: string; data?: unknown; error?: string }

let rest = Buffer.alloc(0)
const chunk = Buffer.alloc(1 << 16)

function line(): string {
  for (;;) {
    const end = rest.indexOf(10)
    if (end >= 0) {
      const one = rest.subarray(0, end).toString('utf8')
      rest = rest.subarray(end + 1)
      return one
    }
    const n = readSync(IN, chunk, 0, chunk.length, null)
    if (n === 0) throw new Error('the council has gone')
    rest = Buffer.concat([rest, chunk.subarray(0, n)])
  }
}

/** Asks, and waits for the answer: nothing else happens meanwhile. */
export function ask(question: Record<string, unknown>): Answer {
  let left = Buffer.from(JSON.stringify(question) + '\n', 'utf8')
  while (left.length) left = left.subarray(writeSync(OUT, left))
  const a = JSON.parse(line()) as Answer
  if (a.error) throw new Error(`the council: ${a.error}`)
  return a
}
