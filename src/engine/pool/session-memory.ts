import { i32, layout, type AnyLayout, type Bound, type Layout } from '../memory/layout.ts'
import { WAITING_OFFSET, waitingLayout } from '../sync/waiting.ts'
import { workerCellsLayout } from '../telemetry/worker-cells.ts'
import { recordingLayout } from './recording/recording-memory.ts'
import { startLineLayout } from './start-line.ts'

/** The words by which a host leads the workers of a session, without a message. */
const controlLayout = layout('control', {
  generation: i32({
    writers: 'the host',
    access: 'atomic',
    ownLine: true,
    doc: 'number of the present trial; workers park on it between trials; -1 = the session is over, -2 = being prepared',
  }),
  arm: i32({ writers: 'the host', access: 'before start', doc: 'which arm of the plan the trial belongs to' }),
  trialSeed: i32({ writers: 'the host', access: 'before start', doc: 'seed of the trial' }),
  probing: i32({ writers: 'the host', access: 'before start', doc: '1 = the trial is a probe' }),
  parties: i32({
    writers: 'the host',
    access: 'before start',
    doc: 'how many workers take part; the rest stay parked',
  }),
  spins: i32({
    writers: 'the host',
    access: 'before start',
    unit: 'looks',
    doc: 'bound of the spin at the start line',
  }),
  finished: i32({
    writers: 'every worker',
    access: 'atomic',
    ownLine: true,
    doc: 'workers that are done with the trial; the host waits on it',
  }),
})

/** The control word `generation` when no trial will follow. */
export const SESSION_OVER = -1
/** The control word `generation` while the host writes the words of the next trial. */
export const PREPARING = -2

const sessionFields = {
  // First: the primitives know these words by their address.
  waiting: waitingLayout,
  control: controlLayout,
  startLine: startLineLayout,
  workers: workerCellsLayout,
}

/** Everything in a session's region but the experiment's own memory. */
const commonLayout: Layout<typeof sessionFields> = layout('session', sessionFields)

export const EXPERIMENT_OFFSET = WAITING_OFFSET + commonLayout.byteLength

export type SessionWords = Bound<typeof sessionFields>

export function bindSession(buffer: SharedArrayBuffer): SessionWords {
  return commonLayout.bind(buffer, WAITING_OFFSET)
}

/** Bytes of shared memory that a session with this experiment needs. */
export function sessionBytes(experiment: AnyLayout): number {
  return EXPERIMENT_OFFSET + experiment.byteLength
}

/** Host and worker compare it before any word is touched. */
export function sessionHash(experiment: AnyLayout): string {
  return `${commonLayout.hash}-${recordingLayout.hash}-${experiment.hash}`
}

/** For the memory map. */
export const sessionMap = { layout: commonLayout, offset: WAITING_OFFSET }
