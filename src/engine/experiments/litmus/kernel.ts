import type { Kernel } from '../kit/define-experiment.ts'
import { partyWith } from './rounds.ts'
import type { memory, params } from './experiment.ts'
import { SLOTS, STRIDE } from './tests.ts'

type Party = Kernel<typeof memory, typeof params>

/** As the program says it: the compiler and the core may reorder what does not depend on each other. */
export const plain: Party = partyWith({
  store(location, stamp) {
    for (let slot = 0; slot < SLOTS; slot++) {
      location[slot * STRIDE] = stamp
    }
  },
  storeBoth(first, second, stamp) {
    for (let slot = 0; slot < SLOTS; slot++) {
      first[slot * STRIDE] = stamp
      second[slot * STRIDE] = stamp
    }
  },
  loadBoth(first, second, into, intoNext) {
    for (let slot = 0; slot < SLOTS; slot++) {
      into[slot] = first[slot * STRIDE] ?? 0
      intoNext[slot] = second[slot * STRIDE] ?? 0
    }
  },
  storeThenLoad(mine, theirs, into, stamp) {
    for (let slot = 0; slot < SLOTS; slot++) {
      mine[slot * STRIDE] = stamp
      into[slot] = theirs[slot * STRIDE] ?? 0
    }
  },
  loadThenStore(theirs, mine, into, stamp) {
    for (let slot = 0; slot < SLOTS; slot++) {
      into[slot] = theirs[slot * STRIDE] ?? 0
      mine[slot * STRIDE] = stamp
    }
  },
})

/** The same moves with `Atomics`: all threads agree on one order of them, and each thread's own order is kept in it. */
export const atomic: Party = partyWith({
  store(location, stamp) {
    for (let slot = 0; slot < SLOTS; slot++) {
      Atomics.store(location, slot * STRIDE, stamp)
    }
  },
  storeBoth(first, second, stamp) {
    for (let slot = 0; slot < SLOTS; slot++) {
      Atomics.store(first, slot * STRIDE, stamp)
      Atomics.store(second, slot * STRIDE, stamp)
    }
  },
  loadBoth(first, second, into, intoNext) {
    for (let slot = 0; slot < SLOTS; slot++) {
      into[slot] = Atomics.load(first, slot * STRIDE)
      intoNext[slot] = Atomics.load(second, slot * STRIDE)
    }
  },
  storeThenLoad(mine, theirs, into, stamp) {
    for (let slot = 0; slot < SLOTS; slot++) {
      Atomics.store(mine, slot * STRIDE, stamp)
      into[slot] = Atomics.load(theirs, slot * STRIDE)
    }
  },
  loadThenStore(theirs, mine, into, stamp) {
    for (let slot = 0; slot < SLOTS; slot++) {
      into[slot] = Atomics.load(theirs, slot * STRIDE)
      Atomics.store(mine, slot * STRIDE, stamp)
    }
  },
})
