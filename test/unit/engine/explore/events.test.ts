import { describe, expect, it } from 'vitest'
import { explore, exploreFor } from '../../../../src/engine/explore/explore.ts'
import type { Fault } from '../../../../src/engine/explore/failure.ts'
import type { End, ModelThread } from '../../../../src/engine/explore/program.ts'
import { EVERYBODY, load, notify, nowMillis, store, TIMED_OUT, wait } from '../../../../src/engine/sync/native/door.ts'
import { A, B, futex, program } from './programs.ts'
import { faultOf, safe } from './faults.ts'

describe('a time-out', () => {
  const waker = () => {
    store(A, 1)
    notify(A, 1)
  }

  it('may come at any moment, and races with the grant', () => {
    const waiter = (thread: ModelThread) => {
      thread.assert(wait(A, 0, 100) !== TIMED_OUT || load(A) === 0, 'timed out although granted')
    }
    expect(faultOf(program('race', [[waiter], [waker]]))?.message).toBe('timed out although granted')
  })

  it('waits until nobody can go on, if asked to', () => {
    const waiter = (thread: ModelThread) => {
      thread.assert(wait(A, 0, 100) !== TIMED_OUT, 'timed out although granted')
    }
    expect(explore(program('race', [[waiter], [waker]]), { timeOuts: 'when idle' })).toMatchObject(safe)
    expect(faultOf(program('alone', [[waiter]]), { timeOuts: 'when idle' })?.kind).toBe('assertion')
  })

  it('is never early on the clock of the model, which only time-outs move', () => {
    const waiter = (thread: ModelThread) => {
      const start = nowMillis()
      const found = wait(A, 0, 30)
      thread.assert(found !== TIMED_OUT || nowMillis() - start >= 30, 'early')
      thread.assert(found === TIMED_OUT || nowMillis() - start < 30, 'time passed by itself')
    }
    expect(explore(program('clock', [[waiter], [waker]]))).toMatchObject(safe)
  })

  it('takes the sleeper out of the queue, so that it eats no wake-up', () => {
    const timed = () => {
      wait(A, 0, 10)
    }
    const untimed = (thread: ModelThread) => {
      wait(A, 0, Infinity)
      thread.note(ghosts => ghosts.add('woken', 1))
    }
    const notifier = (thread: ModelThread) => {
      thread.whenIdle()
      notify(A, 2)
    }
    expect(explore(program('queue', [[timed], [untimed], [notifier]]))).toMatchObject(safe)
  })

  it('comes at once for a wait of no time', () => {
    const body = (thread: ModelThread) => {
      thread.assert(wait(A, 0, 0) === TIMED_OUT, 'slept')
    }
    expect(explore(program('no time', [[body]]))).toMatchObject({ ...safe, steps: 1 })
  })
})

describe('a death', () => {
  const worker = () => {
    futex.acquire()
    futex.release()
  }
  const withDeath = (supervised: boolean) => {
    const { threads, ...rest } = program('kill', [[worker], [worker]])
    const supervisor = (thread: ModelThread) => {
      thread.nextDeath()
      store(A, 0)
      notify(A, EVERYBODY)
    }
    const killable = threads.map(thread => ({ ...thread, killable: true }))
    return {
      ...rest,
      threads: supervised ? [...killable, { name: 'supervisor', rounds: [supervisor] }] : killable,
    }
  }

  it('of the holder strands the others', () => {
    const fault = faultOf(withDeath(false), { deaths: 1 })
    expect(fault?.kind).toBe('stuck')
    expect(fault?.message).toMatch(/^stuck: T\d sleeps on word 128, which holds \d; T\d is dead; nobody can go on$/)
    expect(explore(withDeath(false))).toMatchObject(safe)
  })

  it('is heard of by a supervisor, for whom nobody is stuck when nobody dies', () => {
    expect(explore(withDeath(true))).toMatchObject(safe)
    expect(explore(withDeath(true), { deaths: 1 })).toMatchObject(safe)
  })

  it.each([
    ['before both', 0, 0],
    ['between them', 1, 0],
  ])('may come between any two steps: %s', (_, a, b) => {
    const body = () => {
      store(A, 1)
      store(B, 1)
    }
    const { threads, ...rest } = program('half', [[body]])
    const killable = {
      ...rest,
      threads: threads.map(thread => ({ ...thread, killable: true })),
      atEnd: (end: End) => end.assert(!end.isDead(0) || end.word(A) !== a || end.word(B) !== b, 'left like this'),
    }
    expect(faultOf(killable, { deaths: 1 })).toEqual({ kind: 'end', message: 'left like this' })
    expect(explore(killable)).toMatchObject(safe)
  })

  it('of a sleeper makes room in the queue: the next one gets the wake-up', () => {
    const sleeper = () => void wait(A, 0, Infinity)
    const notifier = (thread: ModelThread) => {
      thread.nextDeath()
      thread.whenIdle()
      notify(A, 1)
    }
    const { threads, ...rest } = program('queue', [[sleeper], [sleeper], [notifier]])
    const waking = { ...rest, threads: threads.map((thread, index) => ({ ...thread, killable: index < 2 })) }
    const endless = ({ kind, message }: Fault) => kind === 'stuck' && message.includes('dead')
    expect(exploreFor(waking, { deaths: 1 }, endless)).toMatchObject(safe)
  })

  it('makes room in a section', () => {
    const dies = (thread: ModelThread) => {
      thread.enter('section')
      load(A)
      wait(B, 0, Infinity)
    }
    const inherits = (thread: ModelThread) => {
      thread.assert(thread.nextDeath() === 0, 'hears who died')
      thread.enter('section')
    }
    const { threads, ...rest } = program('heir', [[dies], [inherits]])
    const killable = threads.map((thread, index) => ({ ...thread, killable: index === 0 }))
    const failure = faultOf({ ...rest, threads: killable }, { deaths: 1 })
    expect(failure?.kind).toBe('stuck')
    expect(failure?.message).toContain('T1 sleeps')
  })
})
