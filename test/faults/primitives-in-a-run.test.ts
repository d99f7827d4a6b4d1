import { afterAll, describe, expect, it } from 'vitest'
import { openInProcess } from '../../src/host/engine-host.ts'
import { FORMS } from '../helpers/sync-memory.ts'
import { dyingHolder } from '../torture/run/experiment.ts'
import { trialStates, Watcher } from './support/watched-run.ts'

const lab = openInProcess({
  experiments: [dyingHolder],
  workerFile: new URL('../torture/run/worker-main.ts', import.meta.url),
})
afterAll(() => lab.close())

describe.each(FORMS)('in a run with primitives as %s', primitives => {
  it.each([
    ['mutex', 'locks.mutex'],
    ['fair-mutex', 'locks.fairMutex'],
    ['rw-lock', 'locks.rwLock.gate'],
  ])('a worker that dies with a %s ends the trial, which says what is abandoned', async (variant, name) => {
    const set = { workers: 4, trials: 2, warmUp: 0, culprit: 2, timeCap: 30 }
    const watcher = new Watcher()
    const document = await lab.run({ experiment: 'dying-holder', variants: [variant], set, primitives }, watcher)
    watcher.expectOneEnd(document)
    const message = `worker T3 died: it ended with exit code 7; it held ${name}: ABANDONED`
    expect(document).toMatchObject({ state: 'crashed', reason: { code: 'WORKER_DIED', message } })
    expect(trialStates(document)).toEqual(['crashed'])
  })
})
