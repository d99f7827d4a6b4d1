import type { Finding } from '../../src/contract/run-document.ts'
import type { Resource, WaitRecord, WaitSample } from '../../src/contract/wait-graph.ts'
import { heldBy } from '../../src/base/lock-word.ts'

/** Looks at who waits for whom, as a detector leaves them. */

export function look(changed: Partial<WaitSample> = {}): WaitSample {
  return { atMillis: 0, waits: [], holds: [], left: [], permits: [], steps: [], cycles: [], ...changed }
}

export function forks(count: number): Resource[] {
  return Array.from({ length: count }, (_, index) => ({ name: `fork[${String(index)}]`, kind: 'mutex' }))
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

/** Philosophers that all hold their left fork; the last `waiting` of them came to wait for the right one. */
export function seated(count: number, waiting = count, changed: Partial<WaitSample> = {}): WaitSample {
  const sinceOf = (worker: number): number => 2 + worker * 0.4
  return look({
    atMillis: 10.3,
    holds: range(count).map(worker => ({ worker, resource: worker })),
    waits: range(waiting).map(worker => ({
      worker,
      resource: (worker + 1) % count,
      sinceMillis: sinceOf(worker),
      timed: false,
    })),
    steps: range(count).map(worker => (worker < waiting ? 2 : 1)),
    ...changed,
  })
}

/** A trial of philosophers: free, then some wait, then all, then proved. */
export function philosophers(count: number, trial = 0, dropped = 0): WaitRecord {
  return {
    trial,
    resources: forks(count),
    dropped,
    samples: [
      look({ atMillis: 0.5, steps: range(count).map(() => 1) }),
      seated(count, 0, { atMillis: 2 }),
      seated(count, count - 1, { atMillis: 5 }),
      seated(count, count, { atMillis: 9.1 }),
      seated(count, count, { cycles: [range(count)] }),
    ],
  }
}

export function deadlockOf(count: number, trial = 0): Finding {
  return {
    trial,
    kind: 'deadlock',
    proved: true,
    cause: 'each waits for what the next one holds',
    resources: forks(count).map(({ name }) => name),
    afterMillis: 10.3,
    withinMillis: 1.2,
    cycle: range(count).map(worker => ({
      worker,
      holds: [`fork[${String(worker)}]`],
      waitsFor: `fork[${String((worker + 1) % count)}]`,
      evidence: {
        epochBefore: 1031 + 4 * worker,
        epochAfter: 1031 + 4 * worker,
        ownerWord: heldBy((worker + 1) % count) + 1,
        waitedMillis: 8.3 - worker * 0.4,
      },
    })),
  }
}

/** 64 workers and 256 locks: two of the workers wait for each other, 20 wait in a row, the rest holds and works. */
export function crowd(): { readonly resources: Resource[]; readonly sample: WaitSample } {
  const waits = [
    { worker: 4, resource: 77 },
    { worker: 31, resource: 12 },
    ...range(20).map(index => ({ worker: 40 + index, resource: 40 + index - 1 })),
  ]
  return {
    resources: range(256).map(index => ({ name: `account[${String(index)}]`, kind: 'mutex' })),
    sample: look({
      atMillis: 840,
      waits: waits.map(wait => ({ ...wait, sinceMillis: 800 - wait.worker, timed: wait.worker === 59 })),
      holds: [
        { worker: 4, resource: 12 },
        { worker: 31, resource: 77 },
        ...range(60).map(worker => ({ worker, resource: worker === 12 ? 200 : worker })),
        ...range(40).map(worker => ({ worker, resource: 100 + 3 * worker })),
      ],
      steps: range(64).map(() => 1),
      cycles: [[4, 31]],
    }),
  }
}

/** Everything that can be waited for at once. */
export function mixture(): { readonly resources: Resource[]; readonly sample: WaitSample } {
  return {
    resources: [
      { name: 'gate', kind: 'mutex' },
      { name: 'table', kind: 'rw-lock' },
      { name: 'table.reader[2]', kind: 'reader' },
      { name: 'seats', kind: 'semaphore' },
      { name: 'ready', kind: 'condition' },
    ],
    sample: look({
      atMillis: 31,
      waits: [
        { worker: 0, resource: 3, sinceMillis: 1, timed: false },
        { worker: 1, resource: 0, sinceMillis: 20.5, timed: true },
        { worker: 3, resource: 2, sinceMillis: 29, timed: false },
        { worker: 4, resource: 4, sinceMillis: 3, timed: false },
      ],
      holds: [
        { worker: 5, resource: 0 },
        { worker: 2, resource: 2 },
      ],
      left: [{ worker: 5, how: 'died' }],
      permits: [{ resource: 3, free: 0 }],
      steps: [1, 1, 2, 1, 1, 0],
    }),
  }
}
