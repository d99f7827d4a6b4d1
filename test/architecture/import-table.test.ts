import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import config, { IMPORT_TABLE } from '../../.dependency-cruiser.js'

/** One import each: the file that holds it, and what it names (a path under src, or a module). */
const MAY: readonly [from: string, to: string][] = [
  ['contract/run.ts', 'base/units.ts'],
  ['contract/run.ts', 'zod'],
  ['engine/sync/mutex.ts', 'engine/memory/layout.ts'],
  ['engine/experiments/lost-update/kernel.ts', 'engine/experiments/lost-update/steps.ts'],
  ['engine/experiments/lost-update/kernel.ts', 'engine/experiments/kit/define-experiment.ts'],
  ['engine/experiments/index.ts', 'engine/experiments/lost-update/experiment.ts'],
  ['engine/pool/worker-body.ts', 'engine/experiments/index.ts'],
  ['node/worker-main.ts', 'engine/pool/worker-body.ts'],
  ['node/worker-main.ts', 'node:worker_threads'],
  ['cli/main.ts', 'commander'],
]

const MUST_NOT: readonly [from: string, to: string][] = [
  ['base/units.ts', 'contract/run.ts'],
  ['base/units.ts', 'zod'],
  ['contract/run.ts', 'engine/index.ts'],
  ['engine/memory/layout.ts', 'engine/sync/mutex.ts'],
  ['engine/sync/mutex.ts', 'engine/telemetry/worker-cells.ts'],
  ['engine/sync/mutex.ts', 'zod'],
  ['engine/analysis/statistics.ts', 'engine/memory/layout.ts'],
  ['engine/experiments/lost-update/kernel.ts', 'engine/experiments/mutex/kernel.ts'],
  ['engine/experiments/lost-update/kernel.ts', 'engine/run/run-plan.ts'],
  ['engine/pool/worker-body.ts', 'engine/run/run-plan.ts'],
  ['engine/pool/worker-body.ts', 'node:worker_threads'],
  ['engine/run/run-plan.ts', 'engine/report/build-report.ts'],
  ['node/clock.ts', 'engine/run/run-plan.ts'],
  ['host/engine-host.ts', 'engine/run/run-plan.ts'],
  ['host/engine-host.ts', 'electron'],
  ['engine/run/run-plan.ts', 'electron'],
  ['renderer/app.ts', 'electron'],
  ['renderer/app.ts', 'node:fs'],
  ['cli/main.ts', 'engine/index.ts'],
  ['preload/preload.ts', 'base/units.ts'],
  ['renderer/app.ts', 'engine/index.ts'],
  ['somewhere-new/file.ts', 'base/units.ts'],
]

const folder = mkdtempSync(join(tmpdir(), 'interleave-imports-'))
let rejected: Set<string>

beforeAll(async () => {
  const plan = [...MAY, ...MUST_NOT]
  const files = new Set(plan.flat().filter(name => name.endsWith('.ts')))
  for (const file of files) {
    const imports = plan.filter(([from]) => from === file).map(([, to]) => `import '${specifier(file, to)}'`)
    const path = join(folder, 'src', file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, [...imports, 'export {}', ''].join('\n'))
  }
  const { forbidden: _, options, ...ruleSet } = config
  const { output } = await cruise(['src'], { ...options, ruleSet, validate: true, baseDir: folder })
  rejected = new Set(violationsOf(output).map(({ from, to }) => edge(from, to)))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('the import table', () => {
  it.each(MAY)('lets %s import %s', (from, to) => {
    expect(rejected).not.toContain(edge(from, to))
  })

  it.each(MUST_NOT)('stops %s from importing %s', (from, to) => {
    expect(rejected).toContain(edge(from, to))
  })

  it('names no folder twice and in no row itself', () => {
    for (const [row, entries] of Object.entries(IMPORT_TABLE)) {
      expect(entries).not.toContain(row)
      expect(new Set(entries).size).toBe(entries.length)
    }
  })
})

function specifier(from: string, to: string): string {
  return to.endsWith('.ts') ? `./${relative(dirname(from), to)}` : to
}

function edge(from: string, to: string): string {
  const plain = (path: string) => path.replace(/^(src\/|node:)/, '')
  return `${plain(from)} -> ${plain(to)}`
}

function violationsOf(output: ICruiseResult | string): ICruiseResult['summary']['violations'] {
  if (typeof output === 'string') throw new TypeError('expected a result object, got text')
  return output.summary.violations
}
