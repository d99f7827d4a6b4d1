import { describe, expect, it } from 'vitest'
import type { LabError } from '../../../../src/base/errors.ts'
import type { RunObserver } from '../../../../src/contract/lab.ts'
import { runDocumentSchema } from '../../../../src/contract/run-document.ts'
import { labRejectionOf } from '../../../helpers/lab-error-of.ts'
import { crashJudgeOf, createLab } from '../../../../src/engine/index.ts'
import { memory } from '../../../../src/engine/experiments/lost-update/experiment.ts'
import { EXPERIMENT_OFFSET } from '../../../../src/engine/pool/session-memory.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { fakeMachine } from '../../../helpers/fake-machine.ts'
import { FakeThreads } from '../../../helpers/fake-threads.ts'
import { summaryOf, trialThatLost } from '../../../helpers/records.ts'

const nobody: RunObserver = { event: () => undefined, frame: () => undefined }

function openLab() {
  const threads = new FakeThreads(({ attach, finish }) => {
    const { total } = memory.bind(attach.memory.buffer, EXPERIMENT_OFFSET)
    total.store(total.load() + 10)
    finish(10)
  })
  return createLab({ threads, clock: new FakeClock(), machine: fakeMachine() })
}

/** As it comes out of JSON: a key of its own. */
const ownProto: unknown = JSON.parse('{ "__proto__": "1" }')

const REQUEST = {
  experiment: 'lost-update',
  variants: ['mutex'],
  set: { workers: 2, additions: 10, trials: 2, seed: 7 },
}

describe('the lab', () => {
  it('runs a request that has only what it needs, and reports the run in every format', async () => {
    const lab = openLab()
    const run = await lab.run(REQUEST, nobody)
    expect(run.verdict).toBe('passed')
    const json = await lab.report(run, 'json')
    expect(runDocumentSchema.parse(JSON.parse(json))).toEqual(run)
    expect(await lab.report(run, 'json')).toBe(json)
    const markdown = await lab.report(run, 'md')
    for (const part of [run.headline, '**passed**', '| mutex |', run.id, '--seed 7', 'Fake CPU']) {
      expect(markdown.replaceAll('\\', '')).toContain(part)
    }
    await lab.close()
    expect(lab.threadCount).toBe(0)
  })

  it.each([{ variants: 'mutex' }, { experiment: 7 }, { set: { workers: [2] } }, { set: ownProto }, { unheard: 'of' }])(
    'refuses the request %j with a named error and starts nothing',
    async change => {
      const lab = openLab()
      const request: typeof REQUEST = Object.assign({ ...REQUEST }, change)
      const error = await labRejectionOf(lab.run(request, nobody))
      expect(['USAGE', 'UNKNOWN_PARAMETER']).toContain(error.code)
      expect(lab.threadCount).toBe(0)
    },
  )

  it('previews what a request would run, bounds and roles included, and starts nothing', async () => {
    const lab = openLab()
    const { experiment, trials, arms, warnings } = await lab.preview({
      ...REQUEST,
      set: { workers: '64', additions: 10 },
    })
    expect({ experiment, trials, warnings: warnings.map(({ code }) => code) }).toEqual({
      experiment: 'lost-update',
      trials: 30,
      warnings: ['oversubscribed'],
    })
    expect(arms).toMatchObject([{ variant: 'mutex', axis: { floor: 2, ceiling: 640 } }])
    expect(arms[0]?.roles).toHaveLength(64)
    expect(arms[0]?.axis?.marks.map(({ value, bound }) => [value, bound])).toEqual([
      [2, true],
      [10, false],
      [640, true],
    ])
    expect(lab.threadCount).toBe(0)
  })

  it.each([{ set: { workers: '0' } }, { variants: ['mutx'] }, { experiment: 'nothing' }, { preset: 'none' }])(
    'previews nothing of %j, with the error that its run would have',
    async change => {
      const lab = openLab()
      const request = { ...REQUEST, ...change }
      const [previewed, ran] = [lab.preview(request), lab.run(request, nobody)].map(labRejectionOf)
      const error = await previewed
      expect(await ran).toEqual(error)
      expect(error?.hints.allowed).toBeTruthy()
    },
  )

  it('has a pool for the cores that are to spare, and defaults that follow it', async () => {
    const lab = openLab()
    const { cores } = fakeMachine().facts
    expect(await lab.pool()).toMatchObject({ cores, coresKeptFree: 1, size: cores - 1 })
    const kept = await lab.keepCoresFree(cores - 3)
    expect(kept).toMatchObject({ coresKeptFree: cores - 3, size: 3, defaultWorkers: 3 })
    expect(kept.threads).toHaveLength(3)
    const [{ parameters } = { parameters: [] }] = (await lab.catalogue()).experiments
    expect(parameters.find(({ name }) => name === 'workers')?.default).toBe(3)
    await lab.close()
  })

  it.each([-1, 0.5, Number.NaN, 1e9])('refuses to keep %d cores free', async given => {
    const lab = openLab()
    const error = await labRejectionOf(lab.keepCoresFree(given))
    expect(error).toMatchObject({ code: 'BAD_VALUE', hints: { parameter: 'coresKeptFree' } })
    expect((await lab.pool()).coresKeptFree).toBe(1)
  })

  it('does not let its pool be rebuilt, resized or examined during a run', async () => {
    const lab = openLab()
    const refusals: Promise<LabError>[] = []
    await lab.run(REQUEST, {
      event: ({ kind }) => {
        if (kind !== 'run-started') return
        refusals.push(...[lab.rebuildPool(), lab.keepCoresFree(2), lab.doctor()].map(labRejectionOf))
      },
      frame: () => undefined,
    })
    expect((await Promise.all(refusals)).map(({ code }) => code)).toEqual(['BUSY', 'BUSY', 'BUSY'])
    expect((await lab.pool()).coresKeptFree).toBe(1)
    await lab.close()
  })

  it('rebuilds its pool from other threads', async () => {
    const lab = openLab()
    const names = (await lab.rebuildPool()).threads.map(({ name }) => name)
    const again = (await lab.rebuildPool()).threads.map(({ name }) => name)
    expect(names).not.toEqual([])
    expect(again.filter(name => names.includes(name))).toEqual([])
    await lab.close()
  })

  it('has no markup of user text in its Markdown', async () => {
    const lab = openLab()
    const run = await lab.run(REQUEST, nobody)
    const hostile = { ...run, headline: '<img onerror=1> | [x](http://y) \u001b[2J' }
    const markdown = await lab.report(hostile, 'md')
    expect(markdown).not.toMatch(/(?<!\\)<img|(?<!\\)\[x\]|\u001b/)
  })
})

describe('the document of a run whose host died', () => {
  it('keeps the trials that were heard of, and says why there are no more', async () => {
    const reason = { code: 'HOST_DIED', message: 'the engine host ended with signal SIGKILL' }
    const crashedRun = await crashJudgeOf('lost-update')
    const run = crashedRun(summaryOf(['mutex'], 30), [trialThatLost(0)], { durationMillis: 5, reason })
    expect(runDocumentSchema.parse(run)).toEqual(run)
    expect(run).toMatchObject({ state: 'crashed', verdict: 'inconclusive', reason, durationMillis: 5 })
    expect(run.variants[0]?.trials).toHaveLength(1)
  })

  it('is refused for an experiment that nobody knows', async () => {
    await expect(crashJudgeOf('elsewhere')).rejects.toMatchObject({ code: 'UNKNOWN_EXPERIMENT' })
  })
})
