import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale, ROOT } from '../start/build.ts'
import { inTurn, run, type Ended, type Part } from './part.ts'

/**
 * `npm test`: everything but the long hunts. Pages and terminals mostly wait; beside them goes what only computes, on what
 * they leave of the cores. Where threads race, nothing but quiet arithmetic runs.
 */
const LINES_OF_A_FAILURE = 100
const REPORTS = 'test-results/vitest'
const BESIDE_PAGES = { shells: ['cli', 'server', 'history'], models: ['model', 'architecture'], units: ['unit', 'ui'] }

const pages: Part = { name: 'pages', command: 'npm run pages -- --grep-invert=@alone' }
const pagesAlone: Part = { name: 'pages whose threads race', command: 'npm run pages -- --grep=@alone' }
const shells: Part = { name: 'terminal, server, history', command: vitest('shells', BESIDE_PAGES.shells) }
const statics: Part = { name: 'static checks', command: quietly('npm run static') }
const models: Part = { name: 'models, architecture', command: quietly(vitest('models', BESIDE_PAGES.models)) }
const units: Part = { name: 'units', command: quietly(vitest('units', BESIDE_PAGES.units)) }
const rest: Part = {
  name: 'experiments, faults',
  command: vitest(
    'rest',
    ['stress', ...Object.values(BESIDE_PAGES).flat()].map(project => `!${project}`),
  ),
}
const totals: Part = { name: 'totals', command: `vitest run --merge-reports=${REPORTS} --reporter=minimal` }

rmSync(join(ROOT, REPORTS), { recursive: true, force: true })
// Checks that look at all files would find those that a build leaves for a moment.
await buildIfStale()
const [inFront, ...beside] = await Promise.all([
  inTurn([pages, pagesAlone], true),
  inTurn([shells], false),
  inTurn([statics, models, units], false),
])
for (const { name, output } of beside.flat()) console.log(`\n${name}\n${output}`)
const alone = await inTurn([rest], true)
conclude([...inFront, ...beside.flat(), ...alone])
// Last, so that they are what one sees.
if (!(await run(totals, true)).passed) process.exitCode = 1

function vitest(report: string, projects: readonly string[]): string {
  const chosen = projects.map(project => `"--project=${project}"`).join(' ')
  return `vitest run ${chosen} --reporter=default --reporter=blob --outputFile.blob=${REPORTS}/${report}.json`
}

function quietly(command: string): string {
  return `node scripts/quietly.ts ${command}`
}

/** What failed said so far above that it says it again here, at its end. */
function conclude(parts: readonly Ended[]): void {
  for (const { name, output } of parts.filter(({ passed }) => !passed)) {
    console.log(`\n${name}, its last lines\n${output.trimEnd().split('\n').slice(-LINES_OF_A_FAILURE).join('\n')}\n`)
  }
  for (const { name, passed, seconds } of parts) {
    console.log(`${passed ? 'passed' : 'FAILED'}  ${seconds.toFixed(0).padStart(4)} s  ${name}`)
  }
  process.exitCode = parts.every(({ passed }) => passed) ? 0 : 1
}
