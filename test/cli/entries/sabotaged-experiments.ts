import type { Experiment } from '../../../src/engine/experiments/kit/define-experiment.ts'
import type { RoleContext } from '../../../src/engine/experiments/kit/role-context.ts'
import { lostUpdate, memory } from '../../../src/engine/experiments/lost-update/experiment.ts'

/** What a sabotaged kernel works with. */
interface Trial {
  /** The worker's trials so far, this one not counted. */
  readonly nth: number
  readonly variant: string
  readonly total: Int32Array
  readonly context: RoleContext
  /** The kernel as it should be, doing `fewer` additions than asked for. */
  readonly work: (fewer?: number) => void
}

/** `lost-update` with another behaviour in its workers. */
function sabotaged(id: string, act: (trial: Trial) => void): Experiment {
  return {
    ...lostUpdate,
    id,
    attach(buffer, offset) {
      const attached = lostUpdate.attach(buffer, offset)
      const total = memory.bind(buffer, offset).total.cell
      return {
        ...attached,
        async loadKernels() {
          const run = await attached.loadKernels()
          let nth = 0
          return (variant, params, context) => {
            const work = (fewer = 0): void => {
              void run(variant, { ...params, additions: Number(params['additions']) - fewer }, context)
            }
            act({ nth, variant, total, context, work })
            nth += 1
          }
        },
      }
    },
  }
}

function untilStopped(context: RoleContext): void {
  while (!context.stopRequested()) context.yieldCore()
}

/** Each goes wrong in its own way; the host and its workers must know the same. */
export const sabotagedExperiments: readonly Experiment[] = [
  sabotaged('honest', ({ work }) => {
    work()
  }),
  sabotaged('loses-one', ({ work, total, context, variant }) => {
    work()
    if (context.worker === 0 && variant === 'atomic-add') Atomics.sub(total, 0, 1)
  }),
  sabotaged('counts-one-too-many', ({ work, total, context, variant }) => {
    work()
    if (context.worker === 0 && variant === 'atomic-add') Atomics.add(total, 0, 1)
  }),
  sabotaged('falls-below-the-floor', ({ work, total }) => {
    work()
    Atomics.store(total, 0, 1)
  }),
  // Everything it claims to have done is counted, so its outcome looks exact: only the check can see that work is missing.
  sabotaged('skips-work', ({ work, context }) => {
    work(context.worker === 0 ? 1 : 0)
  }),
  sabotaged('throws', ({ work, nth }) => {
    if (nth === 2) throw new TypeError('\u001b[31mthe kernel broke\nbadly')
    work()
  }),
  sabotaged('never-ends', ({ context }) => {
    untilStopped(context)
  }),
  sabotaged('hangs-once', ({ work, nth, context }) => {
    if (nth === 0) untilStopped(context)
    else work()
  }),
  sabotaged('loses-then-throws', ({ work, nth, total, context }) => {
    if (nth === 1) throw new Error('the kernel broke')
    work()
    if (context.worker === 0) Atomics.sub(total, 0, 1)
  }),
  sabotaged('loses-then-hangs', ({ work, nth, total, context }) => {
    if (nth === 1) untilStopped(context)
    else work()
    if (context.worker === 0) Atomics.sub(total, 0, 1)
  }),
]
