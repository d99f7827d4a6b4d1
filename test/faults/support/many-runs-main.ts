import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { invariant } from '../../../src/base/assert.ts'
import { openFaultyLab } from '../faulty/faulty-lab.ts'
import { faultyRequest } from './faulty-request.ts'

/** Entry of a process that makes many short runs in one lab and tells what they leave behind, as one line of JSON. */

const WARM_UP_RUNS = 60
const RUNS = 300
/** One run in so many asks for more workers than the pool keeps, so that threads come and go. */
const GROWING = 10
const QUIET = { event: () => undefined, frame: () => undefined }

const lab = openFaultyLab()

async function runMany(runs: number): Promise<void> {
  for (let run = 0; run < runs; run++) {
    const workers = run % GROWING === 0 ? availableParallelism() + 2 : 2
    const document = await lab.run(faultyRequest('behave', { workers }), QUIET)
    invariant(document.verdict === 'passed', `run ${String(run)} passes`)
  }
}

function footprint(): { threads: number; descriptors: number; rssBytes: number } {
  invariant(gc, 'started with --expose-gc')
  gc()
  const count = (folder: string): number => readdirSync(folder).length
  return {
    threads: count('/proc/self/task'),
    descriptors: count('/proc/self/fd'),
    rssBytes: process.memoryUsage.rss(),
  }
}

await runMany(WARM_UP_RUNS)
const before = footprint()
await runMany(RUNS)
const after = footprint()
await lab.close()
console.log(JSON.stringify({ runs: RUNS, before, after }))
