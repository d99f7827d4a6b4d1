import type { Registry } from './kit/registry.ts'

/**
 * The one registry: an experiment exists for the lab when it stands here. The order is the syllabus. A worker loads the
 * one that it runs; `loaded.ts` has them all.
 */
export const registry: Registry = new Map([
  // Races
  ['lost-update', async () => (await import('./lost-update/experiment.ts')).lostUpdate],
  ['check-then-act', async () => (await import('./check-then-act/experiment.ts')).checkThenAct],
  ['bank-transfer', async () => (await import('./bank-transfer/experiment.ts')).bankTransfer],
  ['heisenbug', async () => (await import('./heisenbug/experiment.ts')).heisenbug],
  ['double-free', async () => (await import('./double-free/experiment.ts')).doubleFree],
  ['torn-publication', async () => (await import('./torn-publication/experiment.ts')).tornPublication],
  // Locks
  ['mutex', async () => (await import('./mutex/experiment.ts')).mutex],
  ['broken-lock', async () => (await import('./broken-lock/experiment.ts')).brokenLock],
  ['abandoned-lock', async () => (await import('./abandoned-lock/experiment.ts')).abandonedLock],
  ['lock-zoo', async () => (await import('./lock-zoo/experiment.ts')).lockZoo],
  ['lock-granularity', async () => (await import('./lock-granularity/experiment.ts')).lockGranularity],
  ['readers-writers', async () => (await import('./readers-writers/experiment.ts')).readersWriters],
  ['lock-convoy', async () => (await import('./lock-convoy/experiment.ts')).lockConvoy],
  // Semaphores, events, conditions
  ['connection-limit', async () => (await import('./connection-limit/experiment.ts')).connectionLimit],
  ['bounded-buffer', async () => (await import('./bounded-buffer/experiment.ts')).boundedBuffer],
  ['leaked-permit', async () => (await import('./leaked-permit/experiment.ts')).leakedPermit],
  ['work-ready', async () => (await import('./work-ready/experiment.ts')).workReady],
  ['lost-wakeup', async () => (await import('./lost-wakeup/experiment.ts')).lostWakeup],
  ['if-or-while', async () => (await import('./if-or-while/experiment.ts')).ifOrWhile],
  ['notify-one-or-all', async () => (await import('./notify-one-or-all/experiment.ts')).notifyOneOrAll],
  ['barrier', async () => (await import('./barrier/experiment.ts')).barrierExperiment],
  // Deadlock
  ['lock-order', async () => (await import('./lock-order/experiment.ts')).lockOrder],
  ['dining-philosophers', async () => (await import('./dining-philosophers/experiment.ts')).diningPhilosophers],
  ['coffman-conditions', async () => (await import('./coffman-conditions/experiment.ts')).coffmanConditions],
  ['order-risk', async () => (await import('./order-risk/experiment.ts')).orderRisk],
  ['lock-cycle', async () => (await import('./lock-cycle/experiment.ts')).lockCycle],
  ['wait-die', async () => (await import('./wait-die/experiment.ts')).waitDie],
  ['semaphore-stall', async () => (await import('./semaphore-stall/experiment.ts')).semaphoreStall],
  ['pool-starvation', async () => (await import('./pool-starvation/experiment.ts')).poolStarvation],
  // Owners and messages
  ['actor-counter', async () => (await import('./actor-counter/experiment.ts')).actorCounter],
  ['actor-cycle', async () => (await import('./actor-cycle/experiment.ts')).actorCycle],
  // Atomics and memory
  ['cost-ladder', async () => (await import('./cost-ladder/experiment.ts')).costLadder],
  ['cas-retries', async () => (await import('./cas-retries/experiment.ts')).casRetries],
  ['false-sharing', async () => (await import('./false-sharing/experiment.ts')).falseSharing],
  ['litmus', async () => (await import('./litmus/experiment.ts')).litmus],
  ['spin-on-flag', async () => (await import('./spin-on-flag/experiment.ts')).spinOnFlag],
  ['wake-latency', async () => (await import('./wake-latency/experiment.ts')).wakeLatency],
])

/** What the lab measures and examines itself with: workers know them, the catalogue does not list them. */
export const instruments: Registry = new Map([
  ['_calibration', async () => (await import('./_calibration/experiment.ts')).calibration],
  ['_plain-accesses', async () => (await import('./_plain-accesses/experiment.ts')).plainAccesses],
  ['_primitives', async () => (await import('./_primitives/experiment.ts')).primitives],
])
