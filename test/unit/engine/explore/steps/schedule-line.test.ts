import { describe, expect, it } from 'vitest'
import { formatLine, parseLine } from '../../../../../src/engine/explore/steps/schedule-line.ts'
import { replaySteps } from '../../../../../src/engine/explore/steps/replay.ts'
import { prepared, searched } from './searched.ts'

const steps = (text: string) => parseLine(`a b | ${text}`).steps

describe('a schedule as a line', () => {
  it('has a gap where another worker goes on', () => {
    const line = 'lost-update atomic-load-store workers=2 additions=3 | 0 1111 0 1 0000 1'
    const { experiment, variant, params, steps: parsed } = parseLine(line)
    expect(formatLine(experiment, variant, params, parsed)).toBe(line)
    expect(parsed).toHaveLength(12)
  })

  it('says whom a notify wakes where it has the choice', () => {
    expect(steps('01>21')).toEqual([
      { worker: 0, wakes: -1 },
      { worker: 1, wakes: 2 },
      { worker: 1, wakes: -1 },
    ])
    expect(formatLine('a', 'b', {}, steps('0 1>21 0'))).toBe('a b | 0 1>21 0')
  })

  it.each(['', 'a b', 'a | 0', 'a b | 0 | 1', 'a b | x', 'a b | 0>', 'a b c | 0', 'a b c=1 c=2 | 0', 'a b =1 | 0'])(
    'is refused as "%s"',
    line => {
      expect(() => parseLine(line)).toThrow(/the schedule does not parse/)
    },
  )
})

describe('a replay', () => {
  it('says what was done with which values, where each stands, and what can come next', async () => {
    const replay = replaySteps(await prepared('lost-update', 'atomic-load-store'), steps('0 11'))
    expect(replay.steps.map(({ text }) => text)).toEqual(['load total = 0', 'load total = 0', 'store total 0→1'])
    expect(replay.steps.map(({ line }) => line)[2]).toBe('Atomics.store(total, 0, seen + 1)')
    expect(replay.steps.map(({ preempts }) => preempts)).toEqual([false, true, false])
    const after = replay.steps.at(-1)?.after
    expect(after?.words).toEqual([{ name: 'total', value: 1 }])
    expect(after?.workers[0]).toMatchObject({ state: 'ready', text: 'store total ← seen + 1' })
    expect(after?.choices).toEqual([
      { worker: 0, wakes: null, token: '0', preempts: true },
      { worker: 1, wakes: null, token: '1', preempts: false },
    ])
    expect(replay.end).toBeNull()
  })

  it('shows no register that was forgotten as if it were 0', async () => {
    const { steps: taken } = replaySteps(await prepared('lost-update', 'atomic-load-store'), steps('00 0'))
    const seen = taken.map(({ after }) => after.workers[0]?.registers)
    expect(seen).toEqual([[{ name: 'seen', value: 0 }], [], [{ name: 'seen', value: 1 }]])
  })

  it('may end anywhere: a shorter line is an undo', async () => {
    const machine = await prepared('dining-philosophers', 'naive')
    const whole = replaySteps(machine, steps('0 2 1'))
    const shorter = replaySteps(machine, steps('0 2'))
    expect(whole.end).toMatchObject({ kind: 'deadlock' })
    expect(
      whole.steps
        .at(-1)
        ?.after.locks.map(({ owner }) => owner)
        .toSorted(),
    ).toEqual([0, 1, 2])
    expect(whole.steps.at(-1)?.after.workers.map(({ state }) => state)).toEqual(['blocked', 'blocked', 'blocked'])
    expect(shorter.steps).toEqual(whole.steps.slice(0, 2))
  })

  it('wakes the one that the line names', async () => {
    const found = await searched('notify-one-or-all', 'notify-one', { customers: 3 })
    const { schedule } = found.ends.find(({ kind }) => kind === 'stall') ?? { schedule: '' }
    const parsed = parseLine(schedule)
    const replay = replaySteps(await prepared('notify-one-or-all', 'notify-one', parsed.params), parsed.steps)
    const woken = parsed.steps.flatMap(({ wakes }) => (wakes < 0 ? [] : [wakes]))
    expect(woken.length).toBeGreaterThan(0)
    for (const worker of woken)
      expect(replay.steps.map(({ text }) => text)).toContain(`notify one at hall: wakes T${String(worker + 1)}`)
  })

  it.each([
    { line: '0 2', message: /step 2 of the schedule is one of worker 2, which cannot take it/ },
    { line: '000000000', message: /step 7 of the schedule is one of worker 0/ },
    { line: '0>1', message: /wakes worker 1, which does not wait there/ },
  ])('refuses what cannot be taken: $line', async ({ line, message }) => {
    const machine = await prepared('lost-update', 'atomic-load-store')
    expect(() => replaySteps(machine, steps(line))).toThrow(message)
  })
})
