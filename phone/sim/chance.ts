// Everything left to chance in one simulation comes from one number.

/** A small generator with 32 bits of state a lane (sfc32), good enough to choose by. */
export class Dice {
  private a: number
  private b: number
  private c: number
  private d = 1

  constructor(seed: number, lane: string) {
    let h = 2166136261 ^ seed
    for (const ch of lane) h = Math.imul(h ^ ch.charCodeAt(0), 16777619)
    this.a = h >>> 0
    this.b = seed >>> 0
    this.c = Math.floor(seed / 2 ** 32) >>> 0
    for (let i = 0; i < 12; i++) this.next()
  }

  private next(): number {
    const t = (((this.a + this.b) >>> 0) + this.d) >>> 0
    this.d = (this.d + 1) >>> 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) >>> 0
    this.c = ((this.c << 21) | (this.c >>> 11)) >>> 0
    this.c = (this.c + t) >>> 0
    return t
  }

  /** At least 0 and below 1. */
  part(): number {
    return this.next() / 2 ** 32
  }

  /** At least 0 and below n, whole. */
  below(n: number): number {
    return Math.floor(this.part() * n)
  }

  /** Whether something of this likelihood happens. */
  happens(p: number): boolean {
    return this.part() < p
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }

  bytes(n: number): Uint8Array {
    return Uint8Array.from({ length: n }, () => this.below(256))
  }
}
