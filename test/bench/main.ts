import { writeFileSync } from 'node:fs'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { errorLine, toLabError } from '../../src/base/errors.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { nodeMachine } from '../../src/node/machine.ts'
import type { AbsentRow, BenchDocument, BenchRow } from './bench-document.ts'
import { benchmarksPage } from './benchmarks-page.ts'
import { benchTable } from './bench-table.ts'
import { measure } from './measure.ts'
import { parseBenchOptions, type BenchOptions } from './options.ts'
import { findPeers, versionOf } from './peers.ts'
import { suiteOf } from './suite.ts'

/** `npm run bench`: measures, prints, and exits 0 whatever the figures are. Only a bench that breaks exits otherwise. */

const PAGE = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url))
const EXIT = { ok: 0, broken: 1, usage: 2, interrupted: 130 } as const

async function bench(options: BenchOptions): Promise<number> {
  const startedAt = nodeClock.wallTime()
  const startedMillis = nodeClock.nowMillis()
  const [loadBefore = 0] = os.loadavg()

  const peers = findPeers()
  const suite = suiteOf(options.quick, peers, options.only)
  const rows: BenchRow[] = []
  const invalid: AbsentRow[] = []
  try {
    for (const comparison of suite.comparisons) {
      tell(`measuring: ${comparison.criteria.map(({ name }) => name).join('; ')}`)
      for (const measured of await measure(comparison, suite.plan)) {
        if (measured.valid) rows.push(measured.row)
        else invalid.push(measured.absent)
      }
    }
  } finally {
    await suite.close()
  }

  const { facts, versions } = nodeMachine()
  const document: BenchDocument = {
    schema: 'interleave.bench/1',
    rows,
    absent: [...suite.absent, ...invalid],
    machine: facts,
    versions: { ...versions, cc: versionOf(peers.c), rustc: versionOf(peers.rust), python: versionOf(peers.python) },
  }
  process.stdout.write(options.json ? `${JSON.stringify(document, null, 2)}\n` : `${benchTable(document)}\n`)
  if (options.write) {
    const durationMillis = nodeClock.nowMillis() - startedMillis
    const load = process.platform === 'win32' ? null : loadBefore
    const page = await benchmarksPage(
      document,
      { startedAt, durationMillis, quick: options.quick, loadBefore: load },
      PAGE,
    )
    writeFileSync(PAGE, page)
    tell('written: docs/benchmarks.md')
  }
  return invalid.length === 0 ? EXIT.ok : EXIT.broken
}

/** Progress, for somebody who watches. */
function tell(message: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${message}\n`)
}

async function main(): Promise<number> {
  try {
    return await bench(parseBenchOptions(process.argv.slice(2)))
  } catch (thrown) {
    const error = toLabError(thrown)
    process.stderr.write(`${errorLine(error)}\n`)
    return error.code === 'USAGE' ? EXIT.usage : EXIT.broken
  }
}

// Leaving through `exit` takes the temporary folder away; children end with their pipes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => process.exit(EXIT.interrupted))
// Whoever closes our output has read enough.
process.stdout.on('error', () => process.exit(EXIT.ok))

process.exitCode = await main()
