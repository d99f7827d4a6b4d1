import { writeSync } from 'node:fs'
import * as z from 'zod'
import { openInProcess } from '../../../src/host/engine-host.ts'
import { nodeClock } from '../../../src/node/clock.ts'
import { SqliteRunStore } from '../../../src/node/sqlite-run-store.ts'
import { documentCalled, planCalled } from '../../helpers/run-documents.ts'

/**
 * Keeps runs until it is killed, and says on standard output which of them were saved. `runs`: real ones, on threads;
 * `saves`: made ones, so that nearly all of the time goes into saving.
 */
const [folder, mode, name] = z.tuple([z.string(), z.enum(['runs', 'saves']), z.string()]).parse(process.argv.slice(2))

const QUICK = { experiment: 'lost-update', variants: ['mutex'], set: { workers: 2, trials: 2, additions: 100 } }

function say(word: string): void {
  writeSync(1, `${word}\n`)
}

async function keepRunning(): Promise<never> {
  const lab = openInProcess({ dataFolder: folder })
  for (;;) {
    await lab.run(QUICK, {
      event(event) {
        // The first that is told once its beginning is kept.
        if (event.kind === 'phase-changed' && event.phase === 'booting') say(`begun ${event.runId}`)
        if (event.kind === 'run-finished' && event.keeping?.saved === true) say(`saved ${event.runId}`)
      },
      frame: () => undefined,
    })
  }
}

async function keepSaving(): Promise<never> {
  const store = new SqliteRunStore(folder, nodeClock)
  for (let run = 0; ; run += 1) {
    const id = `${name}-${run}`
    await store.begin(planCalled(id))
    say(`begun ${id}`)
    await store.finish(documentCalled(id))
    say(`saved ${id}`)
  }
}

await (mode === 'runs' ? keepRunning() : keepSaving())
