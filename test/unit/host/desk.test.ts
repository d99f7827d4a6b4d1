import { beforeEach, describe, expect, it } from 'vitest'
import type { Cancelling } from '../../../src/base/cancellation.ts'
import { LabError } from '../../../src/base/errors.ts'
import { valueOf } from '../../../src/contract/answer.ts'
import type { ReportFormat } from '../../../src/contract/report-formats.ts'
import type { RunDocument } from '../../../src/contract/run-document.ts'
import { createLab } from '../../../src/engine/index.ts'
import { Desk } from '../../../src/host/desk.ts'
import { Page } from '../../helpers/desk-page.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { fakeMachine } from '../../helpers/fake-machine.ts'
import { FakeThreads, type FakeTrial } from '../../helpers/fake-threads.ts'
import { labRejectionOf } from '../../helpers/lab-error-of.ts'

const REQUEST = {
  experiment: 'lost-update',
  variants: ['mutex'],
  set: { workers: 2, additions: 10, trials: 3, seed: 7 },
}

let clock: FakeClock
let held: FakeTrial[]
let holding: boolean
let desk: Desk
const shell: string[] = []

beforeEach(() => {
  clock = new FakeClock()
  held = []
  holding = false
  shell.length = 0
  const threads = new FakeThreads(trial => {
    if (holding) held.push(trial)
    else trial.finish(10)
  })
  const machine = fakeMachine()
  desk = new Desk({
    lab: createLab({ threads, clock, machine }),
    machine,
    after: (millis, expire) => clock.after(millis, expire),
    shell: {
      runEvent: ({ kind }) => shell.push(kind),
      stopAsked: () => shell.push('stop asked'),
      sweepGoesOn: sweepId => shell.push(`sweep ${String(sweepId !== null)}`),
      coresKeptFree: cores => shell.push(`keep ${cores}`),
      failed: why => shell.push(why),
    },
  })
})

async function attached(): Promise<Page> {
  const page = new Page(desk)
  await page.desk.attach()
  return page
}

async function bothHeld(): Promise<void> {
  await expect.poll(() => held.length).toBe(2)
}

async function letGo(): Promise<void> {
  await bothHeld()
  holding = false
  for (const trial of held.splice(0)) trial.finish(10)
}

describe('the desk', () => {
  it('tells every page the same, in order, whoever asked for the run', async () => {
    const [asking, watching] = [await attached(), await attached()]
    const { runId } = valueOf(await asking.desk.run(REQUEST))
    await expect.poll(() => watching.kinds().at(-1)).toBe('run-finished')
    expect(watching.kinds()).toEqual([
      'run-started',
      'trial-finished',
      'trial-finished',
      'trial-finished',
      'run-finished',
    ])
    expect(asking.events).toEqual(watching.events)
    expect(asking.events.every(event => !('runId' in event) || event.runId === runId)).toBe(true)
    expect(shell.filter(kind => kind !== 'phase-changed')).toEqual(watching.kinds())
  })

  it('tells who has which place before it tells that workers stand ready', async () => {
    const page = await attached()
    await page.desk.run(REQUEST)
    await expect.poll(() => page.kinds().at(-1)).toBe('run-finished')
    const measuring = page.events.findIndex(event => event.kind === 'phase-changed' && event.phase === 'measuring')
    const known = page.events.slice(0, measuring).findLast(event => event.kind === 'pool-changed')
    expect(known?.pool.threads.map(({ worker }) => worker)).toEqual(expect.arrayContaining([0, 1]))
  })

  it('gives a page that comes in mid-run what it missed, and then the rest', async () => {
    const first = await attached()
    holding = true
    await first.desk.run(REQUEST)
    await bothHeld()
    const late = new Page(desk)
    const { underWay, last } = valueOf(await late.desk.attach())
    expect(last).toBeNull()
    expect(underWay).toMatchObject({ phase: 'measuring', workersReady: 2, plan: { experiment: 'lost-update' } })
    const known = underWay?.recorded.length ?? 0
    await letGo()
    await expect.poll(() => late.kinds().at(-1)).toBe('run-finished')
    expect(known + late.kinds().filter(kind => kind === 'trial-finished').length).toBe(3)
    expect(late.kinds()).not.toContain('run-started')
  })

  it('keeps the last run for pages that come later, and makes the terminal’s reports of it', async () => {
    const page = await attached()
    const { runId } = valueOf(await page.desk.run(REQUEST))
    await expect.poll(() => page.kinds().at(-1)).toBe('run-finished')
    const { last } = valueOf(await new Page(desk).desk.attach())
    expect(last?.id).toBe(runId)
    expect(JSON.parse(valueOf(await page.desk.report(runId, 'json')))).toEqual(last)
    expect(valueOf(await page.desk.report(runId, 'md'))).toContain(runId)
    expect(await page.desk.report('another', 'json')).toMatchObject({ ok: false, code: 'UNKNOWN_RUN' })
  })

  it('stops making a report of which the page says that it does not wait for it any more, or that has left', async () => {
    let stopped = 0
    const lab = createLab({ threads: new FakeThreads(trial => trial.finish(10)), clock, machine: fakeMachine() })
    const slow = new Desk({
      lab: Object.assign(lab, {
        report: (_document: RunDocument, _format: ReportFormat, cancelling?: Cancelling) => {
          cancelling?.onCancel(() => (stopped += 1))
          return new Promise<string>(() => undefined)
        },
      }),
      machine: fakeMachine(),
      after: (millis, expire) => clock.after(millis, expire),
    })
    const page = new Page(slow)
    await page.desk.attach()
    const { runId } = valueOf(await page.desk.run(REQUEST))
    await expect.poll(() => page.kinds().at(-1)).toBe('run-finished')
    const first = page.desk.report(runId, 'pdf')
    await page.desk.cancelReport()
    expect(await first).toMatchObject({ ok: false, code: 'CANCELLED' })
    const second = page.desk.report(runId, 'pdf')
    void page.desk.report(runId, 'png')
    expect(await second).toMatchObject({ ok: false, code: 'CANCELLED' })
    await expect.poll(() => stopped).toBe(2)
    page.leave()
    await expect.poll(() => stopped).toBe(3)
  })

  it('refuses a bad value as the terminal does, and says which field it belongs to', async () => {
    const page = await attached()
    const bad = { ...REQUEST, set: { workers: '0' } }
    const refusal = {
      ok: false,
      code: 'BAD_VALUE',
      message: 'workers must be a whole number from 1 to 64, got "0"',
      parameter: 'workers',
    }
    expect(await page.desk.preview(bad)).toMatchObject(refusal)
    expect(await page.desk.run(bad)).toMatchObject(refusal)
    expect((await labRejectionOf(page.desk.run(bad).then(valueOf))).hints.parameter).toBe('workers')
    expect(page.kinds()).toEqual([])
  })

  it('answers BUSY with the id of the run that goes on', async () => {
    const page = await attached()
    holding = true
    const { runId } = valueOf(await page.desk.run(REQUEST))
    const refusal = await page.desk.run(REQUEST)
    expect(refusal).toMatchObject({ ok: false, code: 'BUSY' })
    expect(JSON.stringify(refusal)).toContain(runId)
    await letGo()
    await expect.poll(() => page.kinds().at(-1)).toBe('run-finished')
  })

  it('tells the shell when its lab does not come to rest after a run', async () => {
    const lab = createLab({ threads: new FakeThreads(trial => trial.finish(10)), clock, machine: fakeMachine() })
    const restless = new Desk({
      lab: {
        ...lab,
        threadCount: 0,
        async run(request, observer) {
          await lab.run(request, observer)
          throw new LabError('WORKER_STUCK', 'a worker thread cannot be terminated')
        },
      },
      machine: fakeMachine(),
      after: (millis, expire) => clock.after(millis, expire),
      shell: {
        runEvent: () => 0,
        stopAsked: () => 0,
        sweepGoesOn: () => 0,
        coresKeptFree: () => 0,
        failed: why => shell.push(why),
      },
    })
    const page = new Page(restless)
    await page.desk.attach()
    expect(await page.desk.run(REQUEST)).toMatchObject({ ok: true })
    await expect.poll(() => shell).toContain('a worker thread cannot be terminated')
  })

  it('lets the shell know of a stop, but not where there is nothing to stop', async () => {
    const page = await attached()
    await page.desk.stop()
    expect(shell).not.toContain('stop asked')
  })

  it('passes on that a deadlock is to be released, also where none stands', async () => {
    const page = await attached()
    expect(await page.desk.release()).toEqual({ ok: true, value: null })
  })

  it('lets the shell keep the cores that are kept free, and tells all pages of the new defaults', async () => {
    const page = await attached()
    const pool = valueOf(await page.desk.keepCoresFree(2))
    expect(pool.coresKeptFree).toBe(2)
    expect(shell).toContain('keep 2')
    expect(page.events.findLast(({ kind }) => kind === 'catalogue-changed')).toMatchObject({
      catalogue: { schema: 'interleave.catalogue/1' },
    })
    expect(await page.desk.keepCoresFree(-1)).toMatchObject({ ok: false, code: 'BAD_VALUE' })
    expect(await page.desk.keepCoresFree(1.5)).toMatchObject({ ok: false, code: 'BAD_VALUE' })
  })

  it.each([
    ['nothing', null],
    ['text', 'attach'],
    ['an answer', { t: 's', i: 'x' }],
    ['an unknown call', { t: 'q', m: 'shutdown', a: [], i: 'x' }],
    ['a name of a prototype', { t: 'q', m: '__proto__', a: [], i: 'x' }],
    ['another one', { t: 'q', m: 'constructor', a: [], i: 'x' }],
    ['arguments too many', { t: 'q', m: 'stop', a: [1], i: 'x' }],
    ['arguments of another kind', { t: 'q', m: 'report', a: ['x', 'exe'], i: 'x' }],
    ['a field of its own', { t: 'q', m: 'stop', a: [], i: 'x', extra: 1 }],
  ])('hangs up on a page that sends %s, and serves the others', async (_what, message) => {
    const [strange, page] = [await attached(), await attached()]
    strange.say(message)
    await expect.poll(() => strange.hungUp).toBe(true)
    expect(strange.refusals).toEqual(['BAD_MESSAGE'])
    expect(valueOf(await page.desk.attach()).catalogue.experiments).not.toEqual([])
  })

  it('forgets a page that has left', async () => {
    const [gone, page] = [await attached(), await attached()]
    gone.leave()
    await page.desk.run(REQUEST)
    await expect.poll(() => page.kinds().at(-1)).toBe('run-finished')
    expect(gone.kinds()).toEqual([])
  })
})
