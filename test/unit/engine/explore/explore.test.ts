import { describe, expect, it } from 'vitest'
import { LabError } from '../../../../src/base/errors.ts'
import { explore } from '../../../../src/engine/explore/explore.ts'
import { replay } from '../../../../src/engine/explore/replay.ts'
import type { ModelThread } from '../../../../src/engine/explore/program.ts'
import {
  add,
  compareExchange,
  EVERYBODY,
  exchange,
  load,
  notify,
  nowMillis,
  peek,
  poke,
  refuse,
  store,
  TIMED_OUT,
  wait,
} from '../../../../src/engine/sync/native/door.ts'
import { RELOCK } from '../../../../src/engine/sync/native/refusals.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { A, B, broken, C, futex, lostUpdate, peterson, program, sections } from './programs.ts'

const safe = { complete: true, cut: 'nothing', failure: null }

function faultOf(...args: Parameters<typeof explore>) {
  const { failure } = explore(...args)
  return failure === null ? null : { kind: failure.kind, message: failure.message }
}

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
    expect(explore(program('queue', [[first], [second], [notifier]]))).toMatchObject(safe)
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
})

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

  it('may come between any two steps, and the end sees what was left half done', () => {
    const ends = new Set<string>()
    const body = () => {
      store(A, 1)
      store(B, 1)
    }
    const { threads, ...rest } = program('half', [[body]])
    explore(
      {
        ...rest,
        threads: threads.map(thread => ({ ...thread, killable: true })),
        atEnd: end => ends.add(`${String(end.word(A))}${String(end.word(B))} ${end.isDead(0) ? 'dead' : 'done'}`),
      },
      { deaths: 1 },
    )
    expect([...ends].sort()).toEqual(['00 dead', '10 dead', '11 done'])
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

describe('a body', () => {
  it('that throws fails the schedule, with the code of a coded error', () => {
    expect(faultOf(program('throws', [[() => refuse(RELOCK, A, 2)]]))).toEqual({
      kind: 'threw',
      message: 'T1 threw RELOCK: worker 0 acquires a lock that it already holds',
    })
  })

  it('may catch what a primitive refuses, and is then not disturbed by being left in mid-run', () => {
    const body = (thread: ModelThread) => {
      add(A, 1)
      try {
        add(A, 10)
        refuse(RELOCK, A, 2)
      } catch (thrown) {
        if (!(thrown instanceof LabError)) throw thrown
        add(A, 100)
      } finally {
        add(A, 1000)
      }
      thread.assert(load(A) <= 2222, 'too much')
    }
    const { complete, failure } = explore({
      ...program('finally', [[body], [body]]),
      atEnd: end => end.assert(end.word(A) === 2222, `the total is ${String(end.word(A))}`),
    })
    expect(failure).toBeNull()
    expect(complete).toBe(true)
  })

  it('that catches everything cannot swallow a failed assertion', () => {
    const body = (thread: ModelThread) => {
      load(A)
      try {
        thread.assert(false, 'failed')
      } catch {
        store(A, 1)
      }
    }
    expect(faultOf(program('swallows', [[body]]))?.message).toBe('failed')
  })

  it('that is not deterministic is told so', () => {
    let runs = 0
    const body = () => {
      if (runs++ % 2 === 0) load(A)
      else load(B)
      load(C)
    }
    const error = labErrorOf(() => explore(program('moody', [[body]])))
    expect(error.code).toBe('INTERNAL')
    expect(error.message).toContain('T1 is not deterministic')
    expect(error.message).toContain('first "load 128" and then "load 256"')
  })

  it('that ends early when run again is told so, even if it catches everything', () => {
    let runs = 0
    const body = () => {
      if (runs++ > 0) return
      load(A)
      load(B)
    }
    expect(labErrorOf(() => explore(program('short', [[body]]))).message).toContain('then "finished')
  })

  it('that only looks at the clock is told that time does not pass', () => {
    const body = () => {
      while (nowMillis() < 10) void 0
    }
    expect(labErrorOf(() => explore(program('clock', [[body]]))).message).toContain('loops without taking a step')
  })

  it('that reaches outside of its memory is told so', () => {
    const error = labErrorOf(() => explore(program('far', [[() => load(4096)]])))
    expect(error.message).toContain('4096 is no word of the memory that far prepared')
  })

  it('finds a door that is shut once the checker is done', () => {
    explore(program('short', [[() => load(A)]]))
    expect(labErrorOf(() => load(A)).message).toContain('outside of the threads')
  })
})

describe('a search', () => {
  it('never calls a program safe that it has not seen all of', () => {
    const futexes = sections('futex', 3, 2, futex.acquire, futex.release)
    expect(explore(futexes, { maxStates: 1_000 })).toMatchObject({ complete: false, cut: 'states', failure: null })
    let now = 0
    const late = explore(futexes, { maxMillis: 3, clock: { nowMillis: () => (now += 1) } })
    expect(late).toMatchObject({ complete: false, cut: 'time', failure: null })
    const bounded = explore(lostUpdate(2, 4, 3), { preemptionBound: 3 })
    expect(bounded).toMatchObject({ complete: false, cut: 'preemptions', failure: null })
    expect(explore(lostUpdate(2, 2, 1), { preemptionBound: 9 })).toMatchObject(safe)
  })

  it('comes to an end although threads spin, also on what looked like nobody else’s word', () => {
    const spinning = () => {
      while (load(A) === 0) void 0
    }
    expect(explore(program('spin', [[spinning], [() => store(A, 1)]]))).toMatchObject(safe)
    const peeking = () => {
      while (peek(A) === 0) void 0
    }
    expect(explore(program('spin', [[peeking], [() => poke(A, 1)]]))).toMatchObject(safe)
  })

  it('finds a thread that goes round for ever', () => {
    const spinning = () => {
      while (exchange(A, 1) !== 0) load(B)
    }
    const twice = program('spin', [[spinning], [spinning, spinning]])
    const { failure } = explore(twice)
    expect(failure?.kind).toBe('stuck')
    expect(failure?.message).toMatch(
      /^stuck: T\d goes round and round, looking at word 128 and word 256; nobody else can go on$/,
    )
    expect(replay(twice, failure?.schedule ?? '')).toMatchObject({ message: failure?.message })
  })

  it('sees what a loop does after a bounded number of turns', () => {
    const bounded = (thread: ModelThread) => {
      for (let turn = 0; turn < 50; turn++) if (load(A) !== 0) return
      thread.assert(false, 'gave up')
    }
    expect(faultOf(program('bounded', [[bounded], [() => store(A, 1)]]))?.message).toBe('gave up')
  })

  it('refuses a loop that counts its turns in secret, unless told', () => {
    const counting = (thread: ModelThread) => {
      let turns = 0
      while (load(A) === 0) turns++
      thread.assert(load(turns > 3 ? B : C) === 0, 'no')
    }
    const secret = program('secret', [[counting], [() => store(A, 1)]])
    const error = labErrorOf(() => explore(secret))
    expect(error.message).toContain('a loop of T1 counts its turns')
    expect(error.hints.suggestion).toContain('countsTurns')
    const told = { ...secret, threads: secret.threads.map(thread => ({ ...thread, countsTurns: true })) }
    expect(explore(told, { maxStates: 500 })).toMatchObject({ complete: false, cut: 'states' })
  })

  it('finds a failure with the fewest preemptions when it has a bound', () => {
    expect(explore(lostUpdate(2, 4, 4), { preemptionBound: 5 }).failure?.preemptions).toBe(1)
    expect(explore(lostUpdate(2, 4, 3), { preemptionBound: 5 }).failure?.preemptions).toBe(4)
  })

  it('gives own words no steps of their own, but sees them once somebody else looks', () => {
    const worker = (thread: ModelThread) => {
      const own = thread.index === 0 ? B : C
      for (let turn = 0; turn < 5; turn++) store(own, load(own) + 1)
      exchange(A, 1)
    }
    const alone = explore(program('own', [[worker], [worker]]))
    const watcher = (thread: ModelThread) => {
      thread.assert(load(B) !== 3, 'seen in mid-way')
    }
    expect(alone.states).toBeLessThan(20)
    expect(faultOf(program('watched', [[worker], [worker], [watcher]]))?.message).toBe('seen in mid-way')
  })

  it('loses no compare-exchange, whatever its operands look like', () => {
    const body = () => {
      compareExchange(A, 0, -1)
      compareExchange(A, 0xffffffff, 2 ** 31)
    }
    const ends = new Set<number>()
    explore({ ...program('wrap', [[body]]), atEnd: end => ends.add(end.word(A)) })
    expect([...ends]).toEqual([-(2 ** 31)])
  })
})
