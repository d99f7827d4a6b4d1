import { describe, expect, it } from 'vitest'
import { explore } from '../../../../src/engine/explore/explore.ts'
import type { ModelThread } from '../../../../src/engine/explore/program.ts'
import { EVERYBODY, load, notify, store, wait, WOKEN } from '../../../../src/engine/sync/native/door.ts'
import { A, B, broken, futex, peterson, program, sections } from './programs.ts'
import { faultOf, safe } from './faults.ts'

describe('mutual exclusion', () => {
  it.each([
    [2, 1],
    [2, 3],
    [3, 1],
  ])('holds for a futex mutex, %i threads with %i sections each', (threads, times) => {
    expect(explore(sections('futex', threads, times, futex.acquire, futex.release))).toMatchObject(safe)
  })

  it('is broken by looking and then taking', () => {
    expect(faultOf(sections('two steps', 2, 1, broken.acquireInTwoSteps, broken.release))).toEqual({
      kind: 'assertion',
      message: 'mutual exclusion: T1 and T2 are both in section',
    })
  })

  it("holds for Peterson's algorithm, not when it says too late that it is interested", () => {
    expect(explore(peterson(true))).toMatchObject(safe)
    expect(faultOf(peterson(false))?.kind).toBe('assertion')
  })

  it('lets readers share a section that a writer has alone', () => {
    const reader = (thread: ModelThread) => {
      thread.enter('data', { shared: true })
      load(A)
      thread.leave('data')
    }
    const writer = (thread: ModelThread) => {
      load(A)
      thread.enter('data')
      thread.leave('data')
    }
    expect(explore(program('readers', [[reader], [reader]]))).toMatchObject(safe)
    expect(faultOf(program('readers and writer', [[reader], [writer]]))?.message).toContain('both in data')
  })

  it('counts up to as many threads as a section admits', () => {
    const body = (thread: ModelThread) => {
      load(A)
      thread.enter('pair', { atMost: 2 })
      thread.leave('pair')
      load(A)
    }
    expect(explore(program('two', [[body], [body]]))).toMatchObject(safe)
    expect(faultOf(program('three', [[body], [body], [body]]))?.message).toContain('T1, T2 and T3 are all in pair')
  })
})

describe('a wake-up', () => {
  it('is missed when a release forgets the notify: somebody is stuck, and on what is said', () => {
    const fault = faultOf(sections('forgetful', 2, 1, futex.acquire, futex.releaseWithoutNotify))
    expect(fault?.kind).toBe('stuck')
    expect(fault?.message).toMatch(/^stuck: T[12] sleeps on word 128, which holds 0; nobody can go on$/)
  })

  it('is missed by a third thread when one that has slept drops the waiters bit', () => {
    const dropping = (threads: number) => sections('', threads, 1, futex.acquireDroppingTheWaiters, futex.release)
    expect(explore(dropping(2))).toMatchObject(safe)
    expect(faultOf(dropping(3))?.kind).toBe('stuck')
  })

  it('is not lost when the word changes before the sleep: the wait compares', () => {
    const waiter = () => {
      while (load(A) === 0) wait(A, 0, Infinity)
    }
    const waker = () => {
      store(A, 1)
      notify(A, EVERYBODY)
    }
    expect(explore(program('flag', [[waiter], [waker]]))).toMatchObject(safe)
  })

  it('is lost when the sleeper looks at one word and sleeps on another', () => {
    const waiter = () => {
      if (load(A) === 0) wait(B, 0, Infinity)
    }
    const waker = () => {
      store(A, 1)
      notify(B, EVERYBODY)
    }
    expect(faultOf(program('flag', [[waiter], [waker]]))?.kind).toBe('stuck')
  })

  it('goes to those who have slept longest', () => {
    const first = (thread: ModelThread) => {
      wait(A, 0, Infinity)
      thread.note(ghosts => ghosts.add('first has run', 1))
      notify(A, 1)
    }
    const second = (thread: ModelThread) => {
      thread.whenIdle()
      store(B, 1)
      notify(B, 1)
      wait(A, 0, Infinity)
      thread.assert(thread.note(ghosts => ghosts.get('first has run')) === 1, 'the later sleeper was woken first')
    }
    const notifier = (thread: ModelThread) => {
      while (load(B) === 0) wait(B, 0, Infinity)
      thread.whenIdle()
      notify(A, 1)
    }
    expect(explore(program('queue', [[second], [first], [notifier]]))).toMatchObject(safe)
  })

  it('reaches no more sleepers than it is for', () => {
    const sleeper = () => void wait(A, 0, Infinity)
    const notifier = (count: number) => (thread: ModelThread) => {
      thread.whenIdle()
      notify(A, count)
    }
    expect(explore(program('two', [[sleeper], [sleeper], [notifier(2)]]))).toMatchObject(safe)
    expect(faultOf(program('one', [[sleeper], [sleeper], [notifier(1)]]))?.message).toMatch(
      /^stuck: T\d sleeps on [^;]*; nobody/,
    )
  })

  it('for no reason is survived by a loop, not by an if', () => {
    const waker = () => {
      store(A, 1)
      notify(A, EVERYBODY)
    }
    const looping = (thread: ModelThread) => {
      while (load(A) === 0) wait(A, 0, Infinity)
      thread.assert(load(A) === 1, 'went on too early')
    }
    const asking = (thread: ModelThread) => {
      if (load(A) === 0) wait(A, 0, Infinity)
      thread.assert(load(A) === 1, 'went on too early')
    }
    const chances = { spuriousWakes: 2 }
    expect(explore(program('while', [[looping], [waker]]), chances)).toMatchObject(safe)
    expect(explore(program('if', [[asking], [waker]]))).toMatchObject(safe)
    expect(faultOf(program('if', [[asking], [waker]]), chances)?.message).toBe('went on too early')
  })

  it('for no reason comes no more often than it may', () => {
    const body = (thread: ModelThread) => {
      let woken = 0
      for (let turn = 0; turn < 3; turn++) if (wait(A, 0, 10) === WOKEN) woken++
      thread.assert(woken < 2, 'woken twice')
    }
    expect(explore(program('budget', [[body]]), { spuriousWakes: 1 })).toMatchObject(safe)
    expect(faultOf(program('budget', [[body]]), { spuriousWakes: 2 })?.message).toBe('woken twice')
  })
})
