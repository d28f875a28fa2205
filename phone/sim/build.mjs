// Builds the simulated phones for Node into the folder given. SIM_PATCH plants
// faults in the app's own sources: a list of {"file", "find", "replace"} as JSON,
// where each find must stand in its file exactly once.
import { resolve } from 'node:path'
import { build } from 'vite'

const [out] = process.argv.slice(2)
const patches = JSON.parse(process.env.SIM_PATCH || '[]')
let planted = 0

await build({
  configFile: false,
  root: import.meta.dirname,
  logLevel: 'error',
  ssr: { noExternal: true },
  build: { ssr: 'main.ts', outDir: resolve(out), emptyOutDir: true, minify: false, target: 'node20' },
  plugins: [{
    name: 'plant',
    enforce: 'pre',
    transform(code, id) {
      for (const { file, find, replace } of patches.filter((p) => id.endsWith(`/core/${p.file}`))) {
        if (code.split(find).length !== 2) throw new Error(`"${find}" stands ${code.split(find).length - 1} times in ${file}`)
        planted++
        code = code.replace(find, () => replace)
      }
      return code
    },
  }],
})
if (planted !== patches.length) throw new Error(`${planted} of ${patches.length} changes were planted`)
