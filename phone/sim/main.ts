// Runs seeds FROM to TO and prints one line of JSON for each.
import { World } from './world.ts'

const [from, to, acts, telling] = process.argv.slice(2)
for (let seed = Number(from); seed <= Number(to); seed++) {
  const w = new World(seed, telling === 'true', seed % 25 === 0 ? 3 : 2)
  // Most seeds are short, so that there can be many; some go on for days.
  await w.run(seed % 25 === 0 ? Number(acts) * 8 : Number(acts))
  const { schedule, facts, kills, breaches, trace } = w
  process.stdout.write(JSON.stringify({ seed, steps: schedule.steps, facts, acked: w.believed, kills, breach: breaches, trace }) + '\n')
}
