import { beforeEach, describe, expect, it } from 'vitest'
import { valueOf } from '../../../src/contract/answer.ts'
import { createLab } from '../../../src/engine/index.ts'
import { Desk } from '../../../src/host/desk.ts'
import { Page } from '../../helpers/desk-page.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { fakeMachine } from '../../helpers/fake-machine.ts'
import { FakeThreads, type FakeTrial } from '../../helpers/fake-threads.ts'

const REQUEST = {
  experiment: 'lost-update',
  variants: ['mutex'],
  set: { workers: 2, additions: 10, trials: 3, seed: 7 },
}

let held: FakeTrial[]
let holding: boolean
let desk: Desk
let shell: string[]

beforeEach(() => {
  held = []
  holding = false
  shell = []
  const clock = new FakeClock()
  const machine = fakeMachine()
  const threads = new FakeThreads(trial => {
    if (holding) held.push(trial)
    else trial.finish(10)
  })
  desk = new Desk({
    lab: createLab({ threads, clock, machine }),
    machine,
    after: (millis, expire) => clock.after(millis, expire),
    shell: {
      runEvent: () => 0,
      stopAsked: () => shell.push('stop asked'),
      sweepGoesOn: sweepId => shell.push(`sweep ${String(sweepId !== null)}`),
      coresKeptFree: () => 0,
      failed: why => shell.push(why),
    },
  })
})

async function attachedPage(): Promise<Page> {
  const page = new Page(desk)
  await page.desk.attach()
  return page
}

describe('the desk', () => {
  it('tells every page, and the shell, of a sweep, and nothing of the runs at its points', async () => {
    const page = await attachedPage()
    const over = [{ parameter: 'workers', values: [1, 2] }]
    const { workers: _workers, ...set } = REQUEST.set
    const answer = await page.desk.sweep({ ...REQUEST, set, over })
    const { sweepId } = valueOf(answer)
    await expect.poll(() => page.kinds().at(-1)).toBe('sweep-finished')
    expect(page.kinds().filter(kind => kind === 'sweep-advanced')).toHaveLength(2)
    expect(page.kinds().filter(kind => kind.startsWith('run'))).toEqual([])
    expect(shell.filter(word => word.startsWith('sweep'))).toEqual(['sweep true', 'sweep false'])
    const late = new Page(desk)
    expect(valueOf(await late.desk.attach())).toMatchObject({
      last: null,
      sweep: { sweep: { id: sweepId }, left: null },
    })
    expect(JSON.parse(valueOf(await page.desk.report(sweepId, 'json')))).toMatchObject({ schema: 'interleave.sweep/1' })
    expect(await page.desk.sweep({ ...REQUEST, over: [] })).toMatchObject({ ok: false, code: 'USAGE' })
  })

  it('stops a sweep when it is asked to, and lets the shell know', async () => {
    const page = await attachedPage()
    holding = true
    const over = [{ parameter: 'trials', values: [1, 2] }]
    const { trials: _trials, ...set } = REQUEST.set
    await page.desk.sweep({ ...REQUEST, set, over })
    await expect.poll(() => held.length).toBeGreaterThan(0)
    const late = new Page(desk)
    expect(valueOf(await late.desk.attach())).toMatchObject({ sweep: { left: 2 } })
    await page.desk.stop()
    expect(shell).toContain('stop asked')
    for (const trial of held) trial.finish(10)
    await expect.poll(() => page.events.at(-1)).toMatchObject({ kind: 'sweep-finished', sweep: { state: 'cancelled' } })
  })
})
