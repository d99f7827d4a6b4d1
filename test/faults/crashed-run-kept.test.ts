import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { nodeClock } from '../../src/node/clock.ts'
import { SqliteRunStore } from '../../src/node/sqlite-run-store.ts'
import { present } from '../helpers/present.ts'
import { openForkedLab } from './support/forked-lab.ts'
import { runWatched } from './support/watched-run.ts'

const LONG_RUN = {
  experiment: 'lost-update',
  variants: ['atomic-add'],
  set: { workers: 2, additions: 100_000, trials: 1000, timeCap: 60 },
}

it.skipIf(process.platform === 'win32')('a run that its host died of is in the history, with its trials', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interleave-crashed-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const lab = openForkedLab(undefined, folder)
  const document = await runWatched(lab, LONG_RUN, {
    onTrial: ({ index }) => {
      if (index === 2) process.kill(present(lab.pid, 'host process'), 'SIGKILL')
    },
  })
  await lab.close()
  const store = new SqliteRunStore(folder, nodeClock)
  expect((await store.open(document.id)).document).toEqual(document)
  expect(document.state).toBe('crashed')
  expect(document.variants[0]?.trials.length).toBeGreaterThan(2)
  expect(await store.orphans()).toEqual([])
  expect(store.notices()).toEqual([])
  await store.close()
})
