// Builds the app and its service worker into internal/face/field/shell/dist, the
// same bytes for the same sources: the version is their hash, and no time of
// day goes in.
import { createHash } from 'node:crypto'
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build } from 'vite'

const here = import.meta.dirname
const out = join(here, '..', 'internal', 'face', 'field', 'shell', 'dist')

/** Every file below a folder, in order. */
const below = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((f) => (f.isDirectory() ? below(join(folder, f.name)) : [join(folder, f.name)]))

/** What the app is made of. Tests and the made-up core of development are not. */
const sources = ['build.mjs', 'index.html', 'package.json', 'package-lock.json', 'tsconfig.json']
  .map((f) => join(here, f))
  .concat(below(join(here, 'public')), below(join(here, 'src')))
  .filter((f) => !/\/(made[^/]*|dev)\.tsx?$/.test(f))

const sum = createHash('sha256')
for (const f of sources) sum.update(relative(here, f) + '\n').update(readFileSync(f))
const { version } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))
const app = `${version}-${sum.digest('hex').slice(0, 8)}`

const common = { root: here, base: '/v/', configFile: false, logLevel: 'warn', mode: 'production' }
const options = {
  outDir: out, target: 'es2022', assetsInlineLimit: 0, cssCodeSplit: false, modulePreload: false, reportCompressedSize: false,
}
const define = { __APP__: JSON.stringify(app) }

await build({ ...common, define, oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } }, build: { ...options, emptyOutDir: true } })
copyFileSync(join(here, '..', 'assets', 'favicon.svg'), join(out, 'icon.svg'))

const files = below(out).map((f) => '/v/' + relative(out, f)).filter((f) => f !== '/v/index.html')
const script = files.find((f) => f.endsWith('.js'))
await build({
  ...common,
  publicDir: false,
  define: { ...define, __SHELL__: JSON.stringify({ files, script }) },
  build: {
    ...options, emptyOutDir: false,
    rollupOptions: { input: join(here, 'src', 'sw.ts'), output: { format: 'iife', entryFileNames: 'sw.js' } },
  },
})

// The licences of what is inside go with it.
const licence = (name) => `${name}\n\n${readFileSync(join(here, 'node_modules', name, 'LICENSE'), 'utf8').trim()}\n`
writeFileSync(join(out, 'LICENCES.txt'), ['preact', '@preact/signals', '@preact/signals-core', 'idb'].map(licence).join('\n----\n\n'))

for (const f of below(out)) console.log(`${String(readFileSync(f).length).padStart(7)} ${relative(out, f)}`)
