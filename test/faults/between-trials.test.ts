import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { RunDocument } from '../../src/contract/run-document.ts'
import type { OpenLab } from '../../src/engine/index.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { openFaultyLab, openFaultyLabOn, faultyThreads } from './faulty/faulty-lab.ts'
import { HandledThreads } from './support/handled-threads.ts'
import { faultyRequest } from './support/faulty-request.ts'
import { expectHealthy, runWatched, trialsOf, Watcher } from './support/watched-run.ts'

const labs: OpenLab[] = []
afterEach(async () => {
  await Promise.all(labs.splice(0).map(lab => lab.close()))
})

function opened(lab: OpenLab): OpenLab {
  labs.push(lab)
  return lab
}

/** Whoever died was replaced in time, or named; nobody waited for the dead until the time cap. */
function expectNoneMissed(document: RunDocument): void {
  const seen = JSON.stringify({ reason: document.reason, trials: trialsOf(document) })
  expect(['completed', 'crashed'], seen).toContain(document.state)
  if (document.state === 'crashed') expect(document.reason, seen).toMatchObject({ code: 'WORKER_DIED' })
}

describe('a worker that dies while no trial runs', () => {
  it('is replaced before a run', async () => {
    const threads = new HandledThreads(faultyThreads())
    const lab = opened(openFaultyLabOn({ threads }))
    await expectHealthy(lab)
    await Promise.all(threads.living.map(thread => thread.terminate()))
    await expectHealthy(lab)
  })

  it('is replaced when it dies before it answers, as often as that happens, if others start', async () => {
    const threads = faultyThreads()
    let deadly = false
    const lab = opened(
      openFaultyLabOn({
        threads: {
          start: (name, listener) => {
            const thread = threads.start(name, listener)
            return {
              ...thread,
              post: message => {
                if (deadly) void thread.terminate()
                else thread.post(message)
                deadly = false
              },
            }
          },
        },
      }),
    )
    for (let run = 0; run < 5; run++) {
      deadly = true
      await expectHealthy(lab)
    }
  })

  it('is missed by no trial when it dies while the lab lets others run', async () => {
    const threads = new HandledThreads(faultyThreads())
    let deaths = 0
    const clock = {
      ...nodeClock,
      yield: async (): Promise<void> => {
        deaths += 1
        if (deaths === 1) await threads.living.at(-1)?.terminate()
        await nodeClock.yield()
      },
    }
    const lab = opened(openFaultyLabOn({ threads, clock }))
    const request = faultyRequest('behave', { trials: 10, delayMicros: 20_000, timeCap: 5 })
    const document = await runWatched(lab, request)
    expect(deaths).toBeGreaterThan(0)
    expectNoneMissed(document)
  })

  it('is replaced when it dies right after it said that it is ready', async () => {
    const threads = faultyThreads()
    let attached = 0
    const lab = opened(
      openFaultyLabOn({
        threads: {
          start: (name, listener) => {
            const thread = threads.start(name, {
              message: message => {
                listener.message(message)
                attached += 1
                if (attached === 1) void thread.terminate()
              },
              exit: exit => {
                listener.exit(exit)
              },
            })
            return thread
          },
        },
      }),
    )
    expectNoneMissed(await runWatched(lab, faultyRequest('behave', { workers: 4, trials: 3, timeCap: 5 })))
  })
})

describe('a worker that dies while the lab measures itself', () => {
  it.each([0, 30, 90, 150, 210])('costs at most that figure (%d ms into it)', async afterMillis => {
    const threads = new HandledThreads(faultyThreads())
    const lab = opened(openFaultyLabOn({ threads }))
    const kills: Promise<void>[] = []
    // Trials long enough for the CPU clock: then the lab measures what the machine gives, right after the last one.
    const document = await runWatched(lab, faultyRequest('behave', { trials: 2, delayMicros: 60_000 }), {
      onTrial: ({ index }) => {
        if (index !== 1) return
        kills.push(sleep(afterMillis).then(() => threads.living.at(-1)?.terminate()))
      },
    })
    await Promise.all(kills)
    expect(document).toMatchObject({ state: 'completed', reason: null, verdict: 'passed' })
  })
})

describe('a lab that is closed', () => {
  it('leaves no thread when that happens while it examines its ground', async () => {
    const lab = opened(openFaultyLab())
    const examination = Promise.allSettled([lab.doctor()])
    await lab.close()
    await examination
    expect(lab.threadCount).toBe(0)
  })

  it.each(['before the workers stand ready', 'in mid-trial', 'in a hanging trial', 'between trials'])(
    'ends the run and leaves no thread when that happens %s',
    async when => {
      const lab = opened(openFaultyLab())
      const closings: Promise<void>[] = []
      const close = (at: string): void => {
        if (at === when && closings.length === 0) closings.push(lab.close())
      }
      const watcher = new Watcher({
        onStart: () => {
          close('before the workers stand ready')
        },
        onTrial: () => {
          close('between trials')
        },
        onSample: () => {
          close('in mid-trial')
          close('in a hanging trial')
        },
      })
      const variant = when === 'in a hanging trial' ? 'loop' : 'dawdle'
      const faultyTrial = when === 'between trials' ? 3 : 1
      const document = await lab.run(faultyRequest(variant, { trials: 3, faultyTrial, timeCap: 60 }), watcher)
      await Promise.all(closings)
      watcher.expectOneEnd(document)
      expect(closings).toHaveLength(1)
      expect(document.state).toBe('cancelled')
      expect(lab.threadCount).toBe(0)
    },
  )
})
