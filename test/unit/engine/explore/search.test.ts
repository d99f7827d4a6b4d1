import { describe, expect, it } from 'vitest'
import { explore } from '../../../../src/engine/explore/explore.ts'
import { replay } from '../../../../src/engine/explore/replay.ts'
import type { ModelThread } from '../../../../src/engine/explore/program.ts'
import { add, compareExchange, exchange, load, peek, poke, store } from '../../../../src/engine/sync/native/door.ts'
import { A, B, C, futex, lostUpdate, program, sections } from './programs.ts'
import { faultOf, safe } from './faults.ts'

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

  it('tells a loop from one inside it that begins with the same operation', () => {
    const nested = () => {
      while (load(A) !== 0) {
        while (load(A) === 1) load(C)
      }
    }
    const changing = () => {
      for (const value of [2, 1, 2, 0]) store(A, value)
    }
    const image = new Int32Array(128)
    image[A / 4] = 1
    expect(explore(program('nested', [[nested], [changing]], { image }))).toMatchObject(safe)
  })

  it('sees what a loop does that counts its turns in secret', () => {
    const counting = (thread: ModelThread) => {
      let turns = 0
      while (load(A) === 0) turns++
      thread.assert(load(turns > 3 ? B : C) === 0, 'five turns')
    }
    const counted = program('secret', [[counting], [() => store(A, 1)]])
    const image = new Int32Array(128)
    image[B / 4] = 1
    expect(faultOf({ ...counted, image })?.message).toBe('five turns')
    expect(explore(counted)).toMatchObject(safe)
  })

  it('does not tell states apart by words that are blank, nor by what is counted in them', () => {
    const counting = () => {
      for (;;) {
        add(B, 1)
        if (load(A) !== 0) return
      }
    }
    const counted = program('count', [[counting], [() => store(A, 1)]])
    expect(explore(counted, { maxStates: 300 }).cut).toBe('states')
    expect(explore({ ...counted, blank: [B] })).toMatchObject(safe)
  })

  it('finds a failure with the fewest preemptions when it has a bound', () => {
    expect(explore(lostUpdate(2, 4, 4), { preemptionBound: 5 }).failure?.preemptions).toBe(1)
    expect(explore(lostUpdate(2, 4, 3), { preemptionBound: 5 }).failure?.preemptions).toBe(4)
  })

  it('goes on from a failure with a preemption while there may be one without', () => {
    const writing = () => {
      for (const value of [1, 2, 3, 4]) store(A, value)
    }
    const looking = (thread: ModelThread) => thread.assert(load(A) === 0, 'seen')
    const { failure } = explore(program('either', [[writing], [looking]]), { preemptionBound: 2 })
    expect(failure?.preemptions).toBe(0)
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

  it('starts again when a word is seen, late and rarely, to be shared after all', () => {
    const increment = () => store(A, load(A) + 1)
    const writer = () => {
      for (let turn = 0; turn < 6; turn++) increment()
      store(B, 1)
      store(B, 2)
    }
    const reader = (thread: ModelThread) => {
      for (let turn = 0; turn < 6; turn++) increment()
      if (load(A) === 2) thread.assert(load(B) !== 1, 'seen in mid-way')
    }
    expect(faultOf(program('rare', [[writer], [reader]]))?.message).toBe('seen in mid-way')
  })

  it('lets a note wait for the operation that it belongs to, though that is nobody else’s business', () => {
    const noting = (thread: ModelThread) => {
      store(A, 1)
      store(B, 1)
      thread.note(ghosts => ghosts.add('noted', 1))
    }
    const looking = (thread: ModelThread) => {
      if (load(A) === 1) thread.assert(thread.note(ghosts => ghosts.get('noted')) === 1, 'not noted yet')
    }
    expect(faultOf(program('late', [[noting], [looking]]))?.message).toBe('not noted yet')
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
