// Decides what happens next. Whatever a phone waits for (its disk, its keys, the
// network) is put on a list, and the dice say which of it comes true first; so
// every order that could happen on real phones can happen here, and the same
// seed has the same order.
import type { Dice } from './chance.ts'

type Waiting = { owner: object; label: string; happen: () => void }

export class Schedule {
  private waiting: Waiting[] = []
  /** How many things have happened. */
  steps = 0

  constructor(private dice: Dice) {}

  /** What `fn` gives, once it is its turn. What it throws is thrown there. */
  later<T>(owner: object, label: string, fn: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const happen = () => {
        try {
          resolve(fn())
        } catch (e) {
          reject(e)
        }
      }
      this.waiting.push({ owner, label, happen })
    })
  }

  /** Forgets all that this owner waits for: it is dead and will never hear. */
  kill(owner: object): void {
    this.waiting = this.waiting.filter((w) => w.owner !== owner)
  }

  idle(owner?: object): boolean {
    return owner ? !this.waiting.some((w) => w.owner === owner) : this.waiting.length === 0
  }

  /** Lets one thing happen, and all that follows from it without waiting. False: nothing waits. */
  async step(): Promise<boolean> {
    if (this.waiting.length === 0) return false
    const [next] = this.waiting.splice(this.dice.below(this.waiting.length), 1)
    next!.happen()
    this.steps++
    await settled()
    return true
  }

  /** What an owner waits for, for the trace. */
  labels(): string[] {
    return this.waiting.map((w) => w.label)
  }
}

/** Resolves when every promise that could go on has gone on. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
