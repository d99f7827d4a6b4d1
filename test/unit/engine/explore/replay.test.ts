import { describe, expect, it } from 'vitest'
import { explore } from '../../../../src/engine/explore/explore.ts'
import { replay } from '../../../../src/engine/explore/replay.ts'
import { formatSchedule, parseSchedule } from '../../../../src/engine/explore/schedule.ts'
import { exchange, load, store, wait } from '../../../../src/engine/sync/native/door.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { A, B, broken, C, futex, lostUpdate, program, repeated, sections } from './programs.ts'

describe('a schedule', () => {
  it('is one line of runs and events, read back as it was', () => {
    const line = '0*5 1*3 0 1!time-out 2!kill 1!spurious 1!spurious'
    expect(formatSchedule(parseSchedule(line))).toBe(line)
    expect(parseSchedule('')).toEqual([])
    expect(parseSchedule(' 1  1*2\n')).toHaveLength(3)
  })

  it.each(['x', '0*', '0*0', '1!sleep', '0*2!kill', '-1', '0,1'])('refuses "%s" and says what is allowed', part => {
    const error = labErrorOf(() => parseSchedule(`0 ${part}`))
    expect(error.code).toBe('BAD_VALUE')
    expect(error.message).toContain(`part 2 of the schedule is none: "${part}"`)
    expect(error.hints.allowed).toContain('<thread>!kill')
  })
})

describe('a replay', () => {
  const killed = () => {
    const { threads, ...rest } = sections('killed', 3, 1, futex.acquire, futex.release)
    return { ...rest, threads: threads.map(thread => ({ ...thread, killable: true })) }
  }
  const asking = program('if', [
    [
      thread => {
        if (load(A) === 0) wait(A, 0, 20)
        thread.assert(load(A) === 1, 'went on too early')
      },
    ],
    [() => store(A, 1)],
  ])

  it.each([
    ['a lost update', lostUpdate(2, 5, 2), {}],
    ['two in a section', sections('two steps', 3, 2, broken.acquireInTwoSteps, broken.release), {}],
    ['a lost wake-up', sections('no notify', 3, 2, futex.acquire, futex.releaseWithoutNotify), {}],
    ['a death', killed(), { deaths: 1 }],
    ['a time-out', asking, {}],
    ['a wake-up for no reason', asking, { spuriousWakes: 1 }],
  ])('shows %s again, the same 100 times out of 100', (_, program, chances) => {
    const { failure } = explore(program, chances)
    expect(failure).not.toBeNull()
    const schedule = failure?.schedule ?? ''
    for (let time = 0; time < 100; time++) {
      const again = replay(program, schedule)
      // Changes of ghosts are functions, new ones in each run.
      expect(JSON.stringify(again)).toBe(JSON.stringify(failure))
    }
  })

  it('counts each operation as a step, though the search took own words along', () => {
    const worker = (own: number) => () => {
      store(own, 1)
      exchange(A, load(own))
      store(own, 2)
    }
    const both = { ...program('own', [[worker(B)], [worker(C)]]) }
    const { failure } = explore({ ...both, atEnd: end => end.assert(end.word(B) !== 2, 'B is 2') })
    expect(parseSchedule(failure?.schedule ?? '')).toHaveLength(8)
  })

  it('of a schedule that ends well is no failure', () => {
    expect(replay(lostUpdate(2, 1, 1), '0*2 1*2')).toBeNull()
  })

  it.each([
    ['0*3', 'step 3 of the schedule cannot be: T1 has nothing to do'],
    ['0 2', 'step 2 of the schedule cannot be: there is no thread 2'],
    ['0 1!time-out', 'T2 is in no wait with a time limit'],
    ['0 1!spurious', 'T2 does not sleep'],
    ['0!kill', 'T1 has finished or may not be killed'],
    ['0*2', 'the schedule ends where T2 could go on'],
    ['0 1 0 1 0', 'step 5 of the schedule cannot be: T1 has nothing to do'],
  ])('refuses %s for a program that cannot do that', (schedule, message) => {
    const error = labErrorOf(() => replay(lostUpdate(2, 1, 1), schedule))
    expect(error.code).toBe('BAD_VALUE')
    expect(error.message).toContain(message)
  })

  it('refuses to go on after the failure, with the dead or with sleepers', () => {
    const two = sections('two steps', 2, 1, broken.acquireInTwoSteps, broken.release)
    expect(labErrorOf(() => replay(two, '0 1*2 0 1')).message).toContain('the program has failed before it')
    expect(labErrorOf(() => replay(killed(), '0!kill 0')).message).toContain('T1 is dead')
    expect(labErrorOf(() => replay(killed(), '0 1*4')).message).toContain('T2 sleeps')
  })

  it('takes a schedule of one thread only, too', () => {
    expect(replay(program('one', [repeated(3, () => load(A))]), '0*3')).toBeNull()
  })
})
