import { afterAll, describe, expect, it } from 'vitest'
import type { LabError } from '../../src/base/errors.ts'
import { labRejectionOf } from '../helpers/lab-error-of.ts'
import { present } from '../helpers/present.ts'
import { faultyRequest } from './support/faulty-request.ts'
import { openForkedLab } from './support/forked-lab.ts'
import { expectHealthy, runWatched, trialsOf, trialStates, Watcher } from './support/watched-run.ts'

const lab = openForkedLab()
afterAll(() => lab.close())

/** Long enough to be hit in the middle. */
const LONG_RUN = {
  experiment: 'lost-update',
  variants: ['atomic-add'],
  set: { workers: 2, additions: 1000, trials: 1000, timeCap: 60 },
}
const ONE_LONG_TRIAL = { ...LONG_RUN, variants: ['mutex'], set: { ...LONG_RUN.set, additions: 10_000_000, trials: 2 } }

/** Whichever process carries the lab now gets the signal. */
function signalHost(signal: NodeJS.Signals): number {
  const pid = present(lab.pid, 'host process')
  process.kill(pid, signal)
  return pid
}

describe.skipIf(process.platform === 'win32')('a forked engine host', () => {
  it('costs one run when it is killed: finished trials are kept, and a new host carries the next', async () => {
    const killed: number[] = []
    const document = await runWatched(lab, LONG_RUN, {
      onTrial: ({ index }) => {
        if (index === 2) killed.push(signalHost('SIGKILL'))
      },
    })
    expect(document).toMatchObject({
      state: 'crashed',
      reason: { code: 'HOST_DIED', message: 'the engine host ended (SIGKILL)' },
      verdict: 'inconclusive',
    })
    expect(document.variants[0]?.state).toBe('crashed')
    expect(new Set(trialStates(document))).toEqual(new Set(['completed']))
    expect(
      trialsOf(document)
        .map(({ index }) => index)
        .slice(0, 3),
    ).toEqual([0, 1, 2])
    expect(killed).not.toContain(lab.pid)
  })

  it('costs one run when it is killed before the first trial', async () => {
    const document = await runWatched(lab, LONG_RUN, { onStart: () => signalHost('SIGKILL') })
    expect(document).toMatchObject({ state: 'crashed', reason: { code: 'HOST_DIED' } })
    expect(trialsOf(document)).toEqual([])
  })

  it('is killed when it does not answer a stop, and the shell goes on', async () => {
    const stops: Promise<void>[] = []
    const document = await runWatched(lab, ONE_LONG_TRIAL, {
      onSample: () => {
        if (stops.length > 0) return
        signalHost('SIGSTOP')
        stops.push(lab.stop())
      },
    })
    expect(document).toMatchObject({
      state: 'crashed',
      reason: { code: 'HOST_DIED', message: 'the engine host did not answer a stop and was ended' },
    })
    expect(await Promise.allSettled(stops)).toEqual([{ status: 'fulfilled', value: undefined }])
  })

  it('outlives its workers: the same process carries the next run', async () => {
    const host = openForkedLab(new URL('./faulty/faulty-host-main.ts', import.meta.url))
    try {
      await expectHealthy(host)
      const { pid } = host
      const document = await runWatched(host, faultyRequest('exit'))
      const reason = { code: 'WORKER_DIED', message: 'worker T1 died: it ended with exit code 7' }
      expect(document).toMatchObject({ state: 'crashed', reason })
      expect(host.pid).toBe(pid)
    } finally {
      await host.close()
    }
    expect(host.pid).toBeUndefined()
  })

  it('answers with HOST_DIED whatever it was asked when it is killed, and a new one answers the next time', async () => {
    await lab.catalogue()
    const asked = lab.doctor()
    signalHost('SIGKILL')
    expect(await labRejectionOf(asked)).toMatchObject({ code: 'HOST_DIED' })
    expect(lab.deaths.at(-1)).toBe('the engine host ended (SIGKILL)')
    expect((await lab.catalogue()).experiments.map(({ id }) => id)).toContain('lost-update')
  })

  it('dies idle, and nobody notices', async () => {
    await lab.catalogue()
    const dead = signalHost('SIGKILL')
    await expect.poll(() => lab.pid).not.toBe(dead)
    await lab.stop()
    await expectHealthy(lab, 'lost-update')
  })

  it('stops the run in the middle of which it is closed, and leaves no process', async () => {
    const closing = openForkedLab()
    const closings: Promise<void>[] = []
    const watcher = new Watcher({
      onTrial: ({ index }) => {
        if (index === 2) closings.push(closing.close())
      },
    })
    const document = await closing.run(LONG_RUN, watcher)
    await Promise.all(closings)
    watcher.expectOneEnd(document)
    expect(document).toMatchObject({ state: 'cancelled', reason: null })
    expect(closing.pid).toBeUndefined()
  })
})

describe('a host file that is missing', () => {
  it('is tried three times, then named, and leaves no process', async () => {
    const missing = openForkedLab(new URL('./no-such-host.ts', import.meta.url))
    const given = Promise.withResolvers<LabError>()
    missing.supervisor.onGivenUp(given.resolve)
    expect(await given.promise).toMatchObject({
      code: 'HOST_DIED',
      message: 'engine hosts end as soon as they start: the engine host ended (exit code 1)',
    })
    expect(missing.pid).toBeUndefined()
    await missing.close()
  })
})
