import { describe, expect, it } from 'vitest'
import { actorCycle, memory, nextOf, previousOf } from '../../../../src/engine/experiments/actor-cycle/experiment.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const PARAMS = {
  workers: 2,
  capacity: 4,
  burst: 8,
  bursts: 'drawn',
  messages: 3,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
}

interface Came {
  readonly received?: number
  readonly dropped?: number
  readonly receivedSum?: number
  readonly droppedSum?: number
  readonly disordered?: number
}

/** T1 received all of 1, 2, 3; this is what came to T2. */
function judge({ received = 3, dropped = 0, receivedSum = 6, droppedSum = 0, disordered = 0 }: Came, operations = 6) {
  const write = ({ actors }: ReturnType<typeof memory.bind>) => {
    actors.of(0).received.store(3)
    actors.of(0).receivedSum.value = 6
    actors.of(1).received.store(received)
    actors.of(1).receivedSum.value = receivedSum
    actors.of(0).dropped.store(dropped)
    actors.of(0).droppedSum.value = droppedSum
    actors.of(1).disordered.store(disordered)
  }
  return judged(actorCycle, memory, 'drop', PARAMS, write, [operations])
}

describe('actor-cycle', () => {
  it.each([
    [{}, 'all-arrived'],
    [{ received: 2, receivedSum: 3, dropped: 1, droppedSum: 3 }, 'some-dropped'],
    [{ received: 2, receivedSum: 3 }, 'unaccounted'],
    [{ receivedSum: 5 }, 'unaccounted'],
    [{ disordered: 1 }, 'unaccounted'],
    [{ received: 2, receivedSum: 3, dropped: 1, droppedSum: 2 }, 'unaccounted'],
  ] satisfies [Came, string][])('with %j is %s', (came, outcome) => {
    expect(judge(came).outcome).toBe(outcome)
  })

  it('measures what was dropped, and checks that all were sent', () => {
    const { measures } = judge({ received: 2, receivedSum: 3, dropped: 1, droppedSum: 3 })
    expect(measures).toMatchObject({ dropped: 1 / 6, throughput: 5_000 })
    expect(judge({}).failedChecks).toEqual([])
    expect(judge({}, 5).failedChecks).toEqual(['operations-add-up'])
  })

  it('shows the standstill where actors block, and forbids it elsewhere; drops are for drop', () => {
    expect(gradesOf(actorCycle, 'block')).toMatchObject({ 'stood-still': 'interesting', 'some-dropped': 'forbidden' })
    expect(gradesOf(actorCycle, 'drop')).toMatchObject({ 'stood-still': 'forbidden', 'some-dropped': 'acceptable' })
    expect(gradesOf(actorCycle, 'credit')).toMatchObject({ 'stood-still': 'forbidden', 'some-dropped': 'forbidden' })
  })

  it.each([
    [{ burst: 8, messages: 100 }, true],
    [{ burst: 4, messages: 100 }, false],
    [{ burst: 8, messages: 4 }, false],
  ])('with %j and room for 4 can stand still: %s', (sizes, can) => {
    const names = actorCycle.outcomes('block', { ...PARAMS, ...sizes }).map(({ name }) => name)
    expect(names.includes('stood-still')).toBe(can)
  })

  it('is a ring: a mailbox is filled by the actor before, and emptied by its own', () => {
    expect([0, 1, 2].map(actor => nextOf(actor, 3))).toEqual([1, 2, 0])
    expect([0, 1, 2].map(actor => previousOf(actor, 3))).toEqual([2, 0, 1])
    const attached = actorCycle.attach(new SharedArrayBuffer(memory.byteLength), 0)
    expect(attached.suppliers({ ...PARAMS, workers: 3 })).toMatchObject({
      'mailbox[0].notFull': [0],
      'mailbox[0].notEmpty': [2],
      'stirred[0]': [2, 1],
    })
  })
})
