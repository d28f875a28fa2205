// Builds what the server embeds into internal/platform/web/static. With
// --check it builds nothing, and fails when a committed file is not fresh.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { compile } from 'sass'

const here = import.meta.dirname
const target = join(here, '..', 'internal', 'platform', 'web', 'static')
const checking = process.argv.includes('--check')

const file = (name) => readFileSync(join(here, name))
const script = (name) =>
  buildSync({
    entryPoints: [join(here, name)],
    absWorkingDir: here,
    bundle: true,
    format: name === 'supported.js' ? 'iife' : 'esm',
    legalComments: 'none',
    minify: true,
    target: 'es2020',
    write: false,
  }).outputFiles[0].contents

const style = compile(join(here, 'stillhome.scss'), {
  style: 'compressed',
  quietDeps: true,
  charset: false,
}).css
if (/GDS Transport|crest|crown/i.test(style)) {
  throw new Error('the style carries what only GOV.UK may use')
}

const built = {
  'stillhome.css': Buffer.from(style + '\n'),
  'govuk.js': script('govuk.js'),
  'stillhome.js': script('stillhome.js'),
  'supported.js': script('supported.js'),
  'passkeys.js': script('passkeys.js'),
  'board.js': script('board.js'),
  'favicon.svg': file('favicon.svg'),
  'atkinson-hyperlegible-next.woff2': file(
    'node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2',
  ),
  'LICENCES.txt': Buffer.concat([
    file('LICENCES.txt'),
    file('node_modules/@fontsource-variable/atkinson-hyperlegible-next/LICENSE'),
  ]),
}

mkdirSync(target, { recursive: true })
let stale = 0
for (const [name, contents] of Object.entries(built)) {
  const path = join(target, name)
  if (!checking) {
    writeFileSync(path, contents)
    console.log(`${String(contents.length).padStart(7)} ${name}`)
    continue
  }
  let committed = null
  try {
    committed = readFileSync(path)
  } catch {
    // Missing counts as stale below.
  }
  if (!committed || Buffer.compare(committed, contents) !== 0) {
    console.error(`${name} is not fresh: run npm run build in assets`)
    stale++
  }
}
process.exitCode = stale ? 1 : 0
