import { Prng } from '../../../src/base/prng.ts'
import { makePlan, type Plan } from './plan.ts'

/** Plans in the order in which trials were prepared, oldest first. */
export const planned: Plan[] = []
let random = new Prng(0)
let seeded = -1

/** The plan of the next trial of a run. */
export function planOf(seed: number, kind: 'one' | 'two' | 'self' | 'dead', workers: number): Plan {
  if (seed !== seeded) {
    random = new Prng(seed)
    seeded = seed
    planned.length = 0
  }
  const plan = kindOf(kind, workers)
  planned.push(plan)
  return plan
}

function kindOf(kind: 'one' | 'two' | 'self' | 'dead', workers: number): Plan {
  switch (kind) {
    case 'one':
      return makePlan(random, workers, [2 + random.nextBelow(Math.min(16, workers) - 1)])
    case 'two': {
      const first = 2 + random.nextBelow(Math.floor(workers / 2) - 1)
      return makePlan(random, workers, [first, 2 + random.nextBelow(workers - first - 1)])
    }
    case 'self': {
      const { scripts } = makePlan(random, workers, [2])
      return {
        scripts: scripts.map((script, worker) =>
          worker === 0
            ? [{ does: 'acquire', lock: 7 }, { does: 'meet' }, { does: 'acquire', lock: 7 }]
            : [{ does: 'meet' }, { does: 'acquire', lock: 7 }],
        ),
        cycles: [[0]],
      }
    }
    case 'dead': {
      const plan = makePlan(random, workers, [workers])
      const [first = 0] = plan.cycles[0] ?? []
      return {
        scripts: plan.scripts.map((script, worker) =>
          worker === first ? [...script.slice(0, 2), { does: 'die' }] : script,
        ),
        cycles: [],
      }
    }
  }
}
