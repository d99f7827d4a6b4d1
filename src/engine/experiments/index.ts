import type { Registry } from './kit/registry.ts'
import { roundsId, type RoundsExperiment } from './kit/rounds.ts'

/**
 * The one registry: an experiment exists for the lab when it stands here. The order is the syllabus. Who
 * runs one loads that one; `loaded.ts` has them all.
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
  // Parallelism and the GIL
  ['io-or-cpu', async () => (await import('./io-or-cpu/experiment.ts')).ioOrCpu],
  ['gil-simulator', async () => (await import('./gil-simulator/experiment.ts')).gilSimulator],
  ['gil-release', async () => (await import('./gil-release/experiment.ts')).gilRelease],
  ['pool-map', async () => (await import('./pool-map/experiment.ts')).poolMap],
  ['mandelbrot', async () => (await import('./mandelbrot/experiment.ts')).mandelbrot],
  ['cpython', async () => (await import('./cpython/experiment.ts')).cpython],
  ['mandelbrot', async () => (await import('./mandelbrot/experiment.ts')).mandelbrot],
  // Executors and the event loop
  ['completion-order', async () => (await import('./completion-order/experiment.ts')).completionOrder],
  ['pool-queue', async () => (await import('./pool-queue/experiment.ts')).poolQueue],
  ['threads-to-processes', async () => (await import('./threads-to-processes/experiment.ts')).threadsToProcesses],
  ['gather', async () => (await import('./gather/experiment.ts')).gather],
  ['blocked-loop', async () => (await import('./blocked-loop/experiment.ts')).blockedLoop],
  ['fetch-all', async () => (await import('./fetch-all/experiment.ts')).fetchAll],
  ['race-across-await', async () => (await import('./race-across-await/experiment.ts')).raceAcrossAwait],
  // Atomics and memory
  ['cost-ladder', async () => (await import('./cost-ladder/experiment.ts')).costLadder],
  ['cas-retries', async () => (await import('./cas-retries/experiment.ts')).casRetries],
  ['false-sharing', async () => (await import('./false-sharing/experiment.ts')).falseSharing],
  ['litmus', async () => (await import('./litmus/experiment.ts')).litmus],
  ['spin-on-flag', async () => (await import('./spin-on-flag/experiment.ts')).spinOnFlag],
  ['scaling', async () => (await import('./scaling/experiment.ts')).scaling],
  ['wake-latency', async () => (await import('./wake-latency/experiment.ts')).wakeLatency],
])

/** Experiments whose kernels can be run round after round, at the sizes of their models. */
export const rounded: ReadonlyMap<string, () => Promise<RoundsExperiment>> = new Map([
  ['lost-update', async () => (await import('./lost-update/real-rounds.ts')).realRounds],
  ['check-then-act', async () => (await import('./check-then-act/real-rounds.ts')).realRounds],
  ['bank-transfer', async () => (await import('./bank-transfer/real-rounds.ts')).realRounds],
  ['double-free', async () => (await import('./double-free/real-rounds.ts')).realRounds],
  ['torn-publication', async () => (await import('./torn-publication/real-rounds.ts')).realRounds],
  ['mutex', async () => (await import('./mutex/real-rounds.ts')).realRounds],
  ['broken-lock', async () => (await import('./broken-lock/real-rounds.ts')).realRounds],
  ['readers-writers', async () => (await import('./readers-writers/real-rounds.ts')).realRounds],
  ['bounded-buffer', async () => (await import('./bounded-buffer/real-rounds.ts')).realRounds],
  ['leaked-permit', async () => (await import('./leaked-permit/real-rounds.ts')).realRounds],
  ['lost-wakeup', async () => (await import('./lost-wakeup/real-rounds.ts')).realRounds],
  ['if-or-while', async () => (await import('./if-or-while/real-rounds.ts')).realRounds],
  ['notify-one-or-all', async () => (await import('./notify-one-or-all/real-rounds.ts')).realRounds],
  ['barrier', async () => (await import('./barrier/real-rounds.ts')).realRounds],
  ['lock-order', async () => (await import('./lock-order/real-rounds.ts')).realRounds],
  ['dining-philosophers', async () => (await import('./dining-philosophers/real-rounds.ts')).realRounds],
  ['coffman-conditions', async () => (await import('./coffman-conditions/real-rounds.ts')).realRounds],
  ['wait-die', async () => (await import('./wait-die/real-rounds.ts')).realRounds],
  ['actor-cycle', async () => (await import('./actor-cycle/real-rounds.ts')).realRounds],
  ['race-across-await', async () => (await import('./race-across-await/real-rounds.ts')).realRounds],
  ['cas-retries', async () => (await import('./cas-retries/real-rounds.ts')).realRounds],
  ['litmus', async () => (await import('./litmus/real-rounds.ts')).realRounds],
])

/** What the lab measures and examines itself with: workers know them, the catalogue does not list them. */
export const instruments: Registry = new Map([
  ['_calibration', async () => (await import('./_calibration/experiment.ts')).calibration],
  ['_plain-accesses', async () => (await import('./_plain-accesses/experiment.ts')).plainAccesses],
  ['_primitives', async () => (await import('./_primitives/experiment.ts')).primitives],
  ...[...rounded].map(([experiment, load]) => [roundsId(experiment), load] as const),
])
