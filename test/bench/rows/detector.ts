import { MAX_WORKERS } from '../../../src/contract/limits.ts'
import { judgeWaits } from '../../../src/engine/analysis/wait-for-graph.ts'
import { layout, perWorker } from '../../../src/engine/memory/layout.ts'
import { Region } from '../../../src/engine/memory/region.ts'
import { AtomicsDoor } from '../../../src/engine/sync/atomics-door.ts'
import { mutexLayout } from '../../../src/engine/sync/mutex.ts'
import { openDoor } from '../../../src/engine/sync/native/door.ts'
import { byAddress, scanWaits, waitsByPreference } from '../../../src/engine/sync/wait-scan.ts'
import { waitablesOf } from '../../../src/engine/sync/waitables.ts'
import { WAITING_OFFSET, waitingLayout } from '../../../src/engine/sync/waiting.ts'
import { heldBy } from '../../../src/base/lock-word.ts'
import { nodeClock } from '../../../src/node/clock.ts'
import { checked, type CounterWork } from '../counter-work.ts'
import type { Sample, Side } from '../criterion.ts'
import { openLabSide } from '../lab-side.ts'
import type { OneContest } from '../one-contest.ts'
import { millisOf, nanosPerOperation } from '../wording.ts'

const UNCONTENDED: CounterWork = { variant: 'mutex', workers: 1, additions: 1_500_000 }
const SCANS = 1000

/** What looking for deadlocks costs those that are looked at, and how long a look takes. */
export function detectorRows(): readonly OneContest[] {
  return [
    {
      name: 'detector, lock + unlock on 1 worker',
      base: 'the same with nobody looking',
      must: { at: 'most', value: 1.03 },
      goal: { at: 'most', value: 1.01 },
      note: 'uncontended pairs; a look every millisecond against none: 1 within the quartiles = no difference shown',
      whyMissed:
        'workers store nothing for the detector; a look takes the lock’s line for a moment, a thousand times a second',
      turns: 8,
      ratioOf: (subject, base) => subject / base,
      absolute: nanosPerOperation(UNCONTENDED.additions, 'looked at', 'not looked at'),
      open() {
        const armed = openLabSide(true, 'armed')
        const off = openLabSide(true, 'off')
        return Promise.resolve({
          subject: async () => checked(await armed.measure(UNCONTENDED), UNCONTENDED, 'the lab'),
          base: async () => checked(await off.measure(UNCONTENDED), UNCONTENDED, 'the lab without the detector'),
          async close() {
            await Promise.all([armed.close(), off.close()])
          },
        })
      },
    },
    {
      name: 'detector, one scan of 64 workers and 256 locks',
      base: '1 ms',
      must: { at: 'most', value: 1 },
      goal: { at: 'most', value: 0.1 },
      note: `mean of ${String(SCANS)} scans in a row, the rule included; all workers wait, in 4 circles of 16`,
      whyMissed: 'three passes over the workers are 320 atomic loads',
      turns: 1,
      ratioOf: subject => subject,
      absolute: millisOf('scan', null),
      open() {
        const scan = crowdScan()
        return Promise.resolve({
          subject: () => Promise.resolve(scan()),
          base: oneMilli,
          close: () => Promise.resolve(),
        })
      },
    },
  ]
}

const oneMilli: Side = () => Promise.resolve({ millis: 1, counted: null })

const crowd = layout('crowd', {
  first: perWorker(mutexLayout),
  second: perWorker(mutexLayout),
  third: perWorker(mutexLayout),
  fourth: perWorker(mutexLayout),
})

const CIRCLE = 16

function crowdScan(): () => Sample {
  const offset = WAITING_OFFSET + waitingLayout.byteLength
  const { buffer } = Region.allocate(offset + crowd.byteLength)
  const { records } = waitingLayout.bind(buffer, WAITING_OFFSET)
  const { first } = crowd.bind(buffer, offset)
  for (let worker = 0; worker < MAX_WORKERS; worker++) {
    const circle = worker - (worker % CIRCLE)
    const next = circle + ((worker + 1) % CIRCLE)
    first.of(worker).word.store(heldBy(worker))
    records.of(worker).waitingFor.store(first.of(next).word.address)
    records.of(worker).waitEpoch.store(1)
  }
  const door = new AtomicsDoor(buffer, () => 0)
  const waitables = waitablesOf(crowd, offset)
  const indexOf = byAddress(waitables)
  return () => {
    openDoor(door)
    let found = 0
    const started = nodeClock.nowMillis()
    for (let scan = 0; scan < SCANS; scan++) {
      const waits = scanWaits(MAX_WORKERS, waitables, indexOf)
      const byPreference = waitsByPreference(waits, waitables)
      found += judgeWaits(waits, { gone: new Set(), byPreference }).proved.length
    }
    const millis = (nodeClock.nowMillis() - started) / SCANS
    return { millis: found === (SCANS * MAX_WORKERS) / CIRCLE ? millis : Number.NaN, counted: null }
  }
}
