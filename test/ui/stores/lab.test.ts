import { afterEach, describe, expect, it, vi } from 'vitest'
import { errorLine, type LabError, toLabError } from '../../../src/base/errors.ts'
import type { RunRequestInput } from '../../../src/contract/run-request.ts'
import {
  catalogue,
  documentOf,
  planOf,
  planOfAnother,
  preview,
  recordedTrial,
  snapshot,
} from '../fixtures/documents.ts'
import { openPage } from '../fixtures/page.ts'
import { until } from '../fixtures/until.ts'

function lineOf(error: LabError | null): string {
  if (error === null) throw new Error('there is no error')
  return errorLine(error)
}

/** What the lab says to a request, whoever asks. */
function refusalOf(request: RunRequestInput): string {
  try {
    preview(request)
  } catch (thrown) {
    return errorLine(toLabError(thrown))
  }
  throw new Error('the request is good')
}

describe('the lab store', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('starts with the catalogue’s first experiment, its defaults and all its variants', async () => {
    const { lab } = await openPage()
    expect(lab.experiment?.id).toBe('lost-update')
    expect(lab.form?.values).toMatchObject({ workers: '2', trials: '30', amplifier: 'none', seed: '' })
    expect(lab.form?.variants).toHaveLength(lab.experiment?.variants.length ?? -1)
    expect(lab.request?.set).not.toHaveProperty('seed')
  })

  it('shows what the form would run', async () => {
    const { lab } = await openPage()
    lab.setValue('workers', '4')
    lab.setVariant('mutex', false)
    await until(() => lab.preview?.arms[0]?.params['workers'] === 4)
    expect(lab.preview?.arms.map(arm => arm.variant)).not.toContain('mutex')
    expect(lab.preview?.warnings.map(warning => warning.code)).toContain('oversubscribed')
    expect(lab.problem).toBeNull()
  })

  it('says of a bad value what the terminal says, and which field it is in', async () => {
    const { lab } = await openPage()
    lab.setValue('trials', '0')
    await until(() => lab.problem !== null)
    expect(lineOf(lab.problem)).toBe(refusalOf({ experiment: 'lost-update', set: { trials: '0' } }))
    expect(lab.problem?.hints.parameter).toBe('trials')
    lab.setValue('trials', '3')
    await until(() => lab.problem === null)
  })

  it('shows a bad value of Run at its field too', async () => {
    const { desk, lab } = await openPage()
    desk.answers.run = () =>
      Promise.resolve({ ok: false, code: 'BAD_VALUE', message: 'no', allowed: '1', parameter: 'workers' })
    await lab.run()
    expect(lab.problem?.hints.parameter).toBe('workers')
    expect(lab.runError).toBeNull()
  })

  it('keeps the last answer when answers overtake one another', async () => {
    const { desk, lab } = await openPage()
    const waiting: (() => void)[] = []
    desk.answers.preview = async request => {
      await new Promise<void>(resolve => waiting.push(resolve))
      return { ok: true, value: preview(request) }
    }
    lab.setValue('workers', '3')
    await until(() => waiting.length === 1)
    lab.setValue('workers', '5')
    await until(() => waiting.length === 2)
    waiting[1]?.()
    await until(() => lab.preview?.arms[0]?.params['workers'] === 5)
    waiting[0]?.()
    await until(() => desk.calls.length >= 3)
    expect(lab.preview?.arms[0]?.params['workers']).toBe(5)
  })

  it('refuses to run no variant at all, which to the lab would mean all', async () => {
    const { desk, lab } = await openPage()
    for (const { variant } of lab.experiment?.variants ?? []) lab.setVariant(variant, false)
    await lab.run()
    expect(lab.problem?.message).toBe('no variant is chosen')
    expect(desk.callsOf('run')).toEqual([])
  })

  it('takes a preset as a whole, and calls the form its own once something is changed', async () => {
    const { lab } = await openPage()
    lab.setPreset('4x50000')
    expect(lab.form?.values).toMatchObject({ workers: '4', additions: '50000' })
    expect(lab.form?.variants).toEqual(['atomic-load-store', 'mutex'])
    expect(lab.request?.preset).toBe('4x50000')
    lab.setValue('workers', '3')
    expect(lab.form?.preset).toBeNull()
  })

  it('follows a run from its start to its document', async () => {
    const { desk, lab } = await openPage()
    const plan = planOf('r1')
    desk.say({ kind: 'run-started', runId: 'r1', plan })
    desk.say({ kind: 'phase-changed', runId: 'r1', phase: 'booting', workersReady: 1 })
    await until(() => lab.runUnderWay?.workersReady === 1)
    expect(lab.runBlocked).toBe('A run of lost-update goes on.')
    desk.say({ kind: 'trial-finished', runId: 'r1', recorded: recordedTrial(0, 0) })
    desk.say({ kind: 'trial-finished', runId: 'r1', recorded: recordedTrial(1, 0) })
    await until(() => lab.runUnderWay?.recorded.length === 2)
    const document = documentOf(plan, [recordedTrial(0, 0), recordedTrial(1, 0)])
    desk.say({ kind: 'run-finished', runId: 'r1', document })
    await until(() => lab.runUnderWay === null)
    expect(lab.lastOfExperiment).toEqual(document)
    expect(lab.runBlocked).toBeNull()
  })

  it('replaces the table’s trials at most four times a second', async () => {
    const { desk, lab } = await openPage()
    desk.say({ kind: 'run-started', runId: 'r1', plan: planOf('r1') })
    await until(() => lab.runUnderWay !== null)
    vi.useFakeTimers()
    const seen = new Set<unknown>()
    for (let index = 0; index < 40; index++) {
      desk.say({ kind: 'trial-finished', runId: 'r1', recorded: recordedTrial(0, index) })
      await vi.advanceTimersByTimeAsync(25)
      seen.add(lab.runUnderWay?.recorded)
    }
    vi.useRealTimers()
    expect(lab.runUnderWay?.recorded.length).toBeGreaterThan(20)
    expect(seen.size).toBeLessThanOrEqual(5)
  })

  it('drops events of another run', async () => {
    const { desk, lab } = await openPage()
    desk.say({ kind: 'run-started', runId: 'r2', plan: planOf('r2') })
    desk.say({ kind: 'phase-changed', runId: 'r1', phase: 'stopping', workersReady: 2 })
    desk.say({ kind: 'run-finished', runId: 'r1', document: documentOf(planOf('r1'), []) })
    desk.say({ kind: 'phase-changed', runId: 'r2', phase: 'measuring', workersReady: 2 })
    await until(() => lab.runUnderWay?.phase === 'measuring')
    expect(lab.last).toBeNull()
  })

  it('shows a run that another window started, and says when it is of another experiment', async () => {
    const { desk, lab } = await openPage()
    desk.say({ kind: 'run-started', runId: 'r7', plan: planOfAnother('r7') })
    await until(() => lab.runUnderWay !== null)
    expect(lab.otherExperiment).toBe('another')
    expect(lab.runBlocked).toBe('A run of another goes on.')
  })

  it('finds the run that goes on when it attaches', async () => {
    const underWay = {
      plan: planOf('r3'),
      phase: 'measuring',
      workersReady: 2,
      recorded: [recordedTrial(0, 0)],
      waits: null,
      deadlock: null,
      curve: null,
    } as const
    const { lab } = await openPage(desk => (desk.snapshot = snapshot({ underWay })))
    expect(lab.runUnderWay?.plan.runId).toBe('r3')
    expect(lab.runUnderWay?.recorded).toHaveLength(1)
  })

  it('finds the crashed run’s document after the host was restarted', async () => {
    const { desk, lab, connection } = await openPage()
    const plan = planOf('r1')
    desk.say({ kind: 'run-started', runId: 'r1', plan })
    await until(() => lab.runUnderWay !== null)
    const restart = { at: '2026-01-02T03:05:00.000Z', reason: 'the engine host ended (SIGKILL)' }
    desk.snapshot = snapshot({ last: documentOf(plan, [recordedTrial(0, 0)], 'crashed'), restart })
    desk.hangUp()
    expect(lab.runBlocked).toBe('The engine host is not connected.')
    await until(() => connection.attached)
    expect(lab.runUnderWay).toBeNull()
    expect(lab.lastOfExperiment?.state).toBe('crashed')
    expect(connection.restart).toEqual(restart)
    desk.say({ kind: 'run-started', runId: 'r2', plan: planOf('r2') })
    await until(() => connection.restart === null)
  })

  it('says why a run was refused', async () => {
    const { desk, lab } = await openPage()
    desk.answers.run = () => Promise.resolve({ ok: false, code: 'BUSY', message: 'a run goes on' })
    await lab.run()
    expect(lab.runError).toMatchObject({ code: 'BUSY', message: 'a run goes on' })
    expect(lab.starting).toBe(false)
  })

  it('gives untouched fields the new defaults when the catalogue changes', async () => {
    const { desk, lab } = await openPage()
    lab.setValue('trials', '7')
    const experiments = catalogue.experiments.map(entry => ({
      ...entry,
      parameters: entry.parameters.map(parameter =>
        parameter.kind === 'count' && parameter.name === 'workers' ? { ...parameter, default: 6 } : parameter,
      ),
    }))
    desk.say({ kind: 'catalogue-changed', catalogue: { ...catalogue, experiments } })
    await until(() => lab.form?.values['workers'] === '6')
    expect(lab.form?.values['trials']).toBe('7')
  })

  it('saves the lab’s own report of the last run as a download', async () => {
    const { desk, lab } = await openPage()
    const saved: { name: string; text: Promise<string> }[] = []
    vi.spyOn(URL, 'createObjectURL').mockImplementation(blob => {
      if (!(blob instanceof Blob)) throw new Error('no blob')
      saved.push({ name: '', text: blob.text() })
      return 'blob:report'
    })
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push({ name: this.download, text: Promise.resolve('') })
    })
    desk.say({ kind: 'run-started', runId: 'r1', plan: planOf('r1') })
    desk.say({ kind: 'run-finished', runId: 'r1', document: documentOf(planOf('r1'), []) })
    await until(() => lab.lastOfExperiment !== null)
    await lab.exportReport('md')
    expect(await saved[0]?.text).toBe('report of r1')
    expect(saved[1]?.name).toBe('r1.md')
  })
})
