import { describe, expect, it } from 'vitest'
import { loadModel } from '../../../../../src/engine/explore/models.ts'
import { Futures } from '../../../../../src/engine/explore/steps/futures.ts'
import type { StepMachine } from '../../../../../src/engine/explore/steps/machine.ts'
import { keyOf } from '../../../../../src/engine/explore/steps/model-search.ts'
import { prepare } from '../../../../../src/engine/explore/steps/prepare.ts'
import { replaySteps } from '../../../../../src/engine/explore/steps/replay.ts'
import { parseLine } from '../../../../../src/engine/explore/steps/schedule-line.ts'
import { present } from '../../../../helpers/present.ts'
import { prepared, searched } from './searched.ts'

const FLOOR = 'lost-update atomic-load-store workers=2 additions=3 | 0 1111 0 1 0000 1'

/** By trying every schedule that is left. */
function endsFrom(machine: StepMachine, state: Int32Array, found = new Set<string>(), seen = new Set<string>()) {
  const key = state.join()
  if (seen.has(key)) return found
  seen.add(key)
  let canGoOn = false
  for (let worker = 0; worker < machine.workers; worker++) {
    for (let choice = 0; choice < machine.choices(state, worker); choice++) {
      canGoOn = true
      const next = state.slice()
      machine.take(next, worker, choice)
      endsFrom(machine, next, found, seen)
    }
  }
  if (!canGoOn) found.add(keyOf(machine.end(state)))
  return found
}

describe('the ends that can still come', () => {
  it.each([
    ['lost-update', 'atomic-load-store'],
    ['lock-order', 'naive'],
    ['lock-order', 'try-lock'],
    ['notify-one-or-all', 'notify-one'],
    ['litmus', 'plain'],
  ])('of %s %s are those of every schedule that is left, after each step of each schedule', async (id, variant) => {
    const { machine } = await prepared(id, variant)
    const futures = present(Futures.of(machine))
    const { ends } = await searched(id, variant)
    expect(futures.ends.map(keyOf).toSorted()).toEqual(ends.map(keyOf).toSorted())
    for (const { schedule, ...end } of ends) {
      const { params, steps } = parseLine(schedule)
      const replay = replaySteps(prepare(await loadModel(id), id, variant, params), steps, futures)
      const state = machine.initial
      for (const [index, view] of [replay.start, ...replay.steps.map(({ after }) => after)].entries()) {
        const told = view.canEndAt?.map(place => keyOf(present(futures.ends[place])))
        expect(told?.toSorted()).toEqual([...endsFrom(machine, state)].toSorted())
        if (index === replay.steps.length) expect(told).toEqual([keyOf(end)])
        else takeOne(machine, state, present(steps[index]))
      }
    }
  })

  it('become fewer step by step, and are told in the order of their values', async () => {
    const { params, steps } = parseLine(FLOOR)
    const ready = prepare(await loadModel('lost-update'), 'lost-update', 'atomic-load-store', params)
    const futures = present(Futures.of(ready.machine))
    const replay = replaySteps(ready, steps, futures)
    expect(replay.ends?.map(({ value }) => value)).toEqual([2, 3, 4, 5, 6])
    const views = [replay.start, ...replay.steps.map(({ after }) => after)].map(view => present(view.canEndAt))
    expect(views.at(0)).toEqual([0, 1, 2, 3, 4])
    expect(views.at(-1)).toEqual([0])
    for (const [index, later] of views.slice(1).entries()) expect(views[index]).toEqual(expect.arrayContaining(later))
  })

  it('are not told where there are too many states, or nobody asked', async () => {
    const large = prepare(await loadModel('lost-update'), 'lost-update', 'mutex', { workers: 4, additions: 200 })
    expect(Futures.of(large.machine)).toBeNull()
    expect(replaySteps(large, [], null)).toMatchObject({ ends: null, start: { canEndAt: null } })
  })
})

function takeOne(machine: StepMachine, state: Int32Array, { worker, wakes }: { worker: number; wakes: number }): void {
  const choices = Array.from({ length: machine.choices(state, worker) }, (_, choice) => choice)
  machine.take(state, worker, choices.find(choice => machine.wokenBy(state, worker, choice) === wakes) ?? 0)
}
