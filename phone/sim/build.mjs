// Builds the simulated phones for Node into the folder given. SIM_PATCH plants a
// fault in the app's own sources: {"file", "find", "replace"} as JSON, where find
// must stand there exactly once.
import { resolve } from 'node:path'
import { build } from 'vite'

const [out] = process.argv.slice(2)
const patch = process.env.SIM_PATCH ? JSON.parse(process.env.SIM_PATCH) : null
let planted = !patch

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
      if (!patch || !id.endsWith(patch.file)) return null
      if (code.split(patch.find).length !== 2) throw new Error(`"${patch.find}" stands ${code.split(patch.find).length - 1} times in ${patch.file}`)
      planted = true
      return code.replace(patch.find, () => patch.replace)
    },
  }],
})
if (!planted) throw new Error(`${patch.file} is no part of the simulated phones`)
