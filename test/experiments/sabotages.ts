import {
  addNextDoor,
  addWithoutLock,
  computeWithoutMutex,
  countWithoutMutex,
  flagFirst,
  shareOneWord,
  skipPages,
  travelWithoutLock,
  visitWithoutLock,
  writeWithoutLock,
  zooWithoutLock,
  type SabotagedKernel,
} from './support/sabotaged-kernels.ts'
import { alwaysWait, eatWithoutForks, oldestGivesWay, transferWithoutLocks } from './support/sabotaged-deadlocks.ts'
import { leaveOneBehind } from './support/sabotaged-loops.ts'
import { addSlowly, dropSilently, passWithoutPermits, sumWithoutRoots } from './support/sabotaged-owners.ts'
import { doubleTheFirst, leaveOneOut, openTheLock, takeAllIn } from './support/sabotaged-executors.ts'
import { countWithoutGate } from './support/sabotaged-programs.ts'
import { computeOn, computeOnBesideIo, paintLessDeep, takeTwice } from './support/sabotaged-parallelism.ts'
import { goOnAtOnce, storeLate } from './support/sabotaged-memory.ts'

/** What a worker does in place of a variant: another variant, by name, or a kernel of its own on the same memory. */
type Sabotage = string | SabotagedKernel

/**
 * By experiment and fixed variant: what its workers secretly do instead, so that its tests can hold that the oracle
 * notices. An oracle that nothing can fail checks nothing.
 */
export const sabotages: Readonly<Record<string, Readonly<Record<string, Sabotage>>>> = {
  'abandoned-lock': { robust: 'try-finally', 'using-token': 'bare-acquire' },
  'actor-counter': { 'atomic-add': addSlowly },
  'actor-cycle': { credit: 'block', drop: dropSilently },
  barrier: { barrier: 'one-turnstile' },
  'bank-transfer': { 'global-lock': 'none' },
  'bounded-buffer': { ring: 'shared-ring' },
  'blocked-loop': { chunked: 'awaiting', worker: 'blocking' },
  'broken-lock': { 'compare-exchange': 'check-then-set', 'peterson-atomic': 'check-then-set' },
  'cas-retries': { tagged: 'untagged' },
  'check-then-act': { lock: 'check-then-act' },
  'completion-order': { 'as-completed': doubleTheFirst },
  cpython: { locked: countWithoutGate },
  'connection-limit': { semaphore: 'look-then-connect' },
  'cost-ladder': { mutex: 'atomic-load-store' },
  'double-free': { 'atomic-decrement': 'plain' },
  'false-sharing': { bytes64: shareOneWord },
  'fetch-all': { serial: 'gathered', limited: 'gathered' },
  gather: { 'event-loop': leaveOneBehind },
  // Who has no lock computes beside the others; who drops it while waiting lets others wait, too.
  'gil-release': { released: 'free', held: 'released' },
  'gil-simulator': { gil: computeOn, 'gil-with-io': computeOnBesideIo },
  heisenbug: { step: 'off' },
  'if-or-while': { 'while-empty': 'if-empty' },
  'dining-philosophers': { ordered: 'naive', arbitrator: eatWithoutForks },
  'coffman-conditions': { 'no-circular-wait': 'all-on', 'no-hold-and-wait': 'no-mutual-exclusion' },
  'leaked-permit': { 'try-finally': 'bare', token: 'released-twice' },
  litmus: { atomic: storeLate },
  'lock-zoo': { mcs: zooWithoutLock },
  'lock-granularity': { sharded: addWithoutLock },
  'race-across-await': { 'async-mutex': 'await-between', 'no-await-between': 'await-between' },
  'readers-writers': { fair: writeWithoutLock },
  'lock-convoy': { inheritance: 'inversion', 'sleep-outside': travelWithoutLock },
  'lock-cycle': { chain: 'cycle' },
  'lock-order': { 'global-order': 'naive', 'queue-owner': transferWithoutLocks },
  'lost-update': { mutex: 'atomic-load-store', 'atomic-add': 'plain-increment' },
  'lost-wakeup': { 'predicate-under-lock': 'look-then-wait' },
  mandelbrot: { dynamic: takeTwice, interleaved: paintLessDeep },
  mutex: { 'futex-mutex': visitWithoutLock, ticket: visitWithoutLock },
  'notify-one-or-all': { 'notify-all': 'notify-one' },
  'order-risk': { 'consistent-order': 'inversion' },
  'io-or-cpu': { 'computes-threads': 'waits-threads', 'computes-gil-simulated': openTheLock },
  'pool-map': { threads: leaveOneOut },
  'pool-queue': { reject: takeAllIn },
  'threads-to-processes': { threads: 'processes' },
  'pool-starvation': { helping: 'blocking', continuation: sumWithoutRoots },
  scaling: {
    neighbours: addNextDoor,
    'one-mutex': countWithoutMutex,
    'memory-bandwidth': skipPages,
    'partly-serial': computeWithoutMutex,
  },
  'semaphore-stall': { 'both-under-mutex': 'one-by-one', pairs: passWithoutPermits },
  'spin-on-flag': { atomic: 'hoisted' },
  'torn-publication': { atomic: flagFirst },
  'wait-die': { 'wait-die': alwaysWait, 'wound-wait': oldestGivesWay },
  'wake-latency': { event: goOnAtOnce },
  'work-ready': { 'manual-reset': 'sleep-and-hope', 'auto-reset': 'sleep-and-hope' },
}
