// Runs seeds FROM to TO and prints one line of JSON for each.
import { World } from './world.ts'

const [from, to, acts, telling] = process.argv.slice(2)
const ready = await new World(0, false, 3, null).ready()
for (let seed = Number(from); seed <= Number(to); seed++) {
  // Most seeds are short, so that there can be many; some go on for days, and
  // some begin with phones that nobody has set up.
  const long = seed % 25 === 0
  const w = new World(seed, telling === 'true', long ? 3 : 1 + (seed % 2), seed % 8 === 0 ? null : ready)
  await w.run(long ? Number(acts) * 8 : Number(acts))
  const { schedule, facts, kills, breaches, trace } = w
  process.stdout.write(JSON.stringify({ seed, steps: schedule.steps, facts, acked: w.believed, kills, breach: breaches, trace }) + '\n')
}
