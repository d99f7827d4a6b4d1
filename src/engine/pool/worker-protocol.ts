import type { ParamValues, PrimitivesForm } from '../../contract/words.ts'
import type { SharedMemory } from '../memory/region.ts'

/**
 * What host and worker say to each other in messages: only to open a session or a dispatch, to close it, and when something broke.
 * While trials or tasks run there are shared words and no messages.
 */

/** One arm of a plan: a variant with its parameters. */
export interface Arm {
  readonly variant: string
  readonly params: ParamValues
}

export interface AttachMessage {
  readonly kind: 'attach'
  readonly session: number
  /** 0-based index of this worker in the session. */
  readonly worker: number
  readonly experiment: string
  readonly layoutHash: string
  /** The trial that is over (0 = none yet): a worker that comes late does not run it again. */
  readonly generation: number
  readonly memory: SharedMemory
  /** Number of the region in its pool: the same memory arrives as another object each time. */
  readonly region: number
  readonly primitives: PrimitivesForm
  readonly arms: readonly Arm[]
  /** False switches the live operation counts off, to measure what they cost. */
  readonly telemetry: boolean
  /** Where to record events, in the trials that are recorded. */
  readonly recording: SharedMemory | null
}

/** Opens a dispatch in a worker, instead of a session. */
export interface ServeMessage {
  readonly kind: 'serve'
  /** Dispatches and sessions are numbered together. */
  readonly session: number
  /** 0-based lane of this worker. */
  readonly lane: number
  readonly layoutHash: string
  readonly memory: SharedMemory
  /** Null for the lab's own short tasks. */
  readonly executor: ServedExecutor | null
}

/** What a worker needs to know to serve an executor of an experiment. */
export interface ServedExecutor {
  readonly experiment: string
  /** The other end of the mailbox beside the ring. */
  readonly mailbox: unknown
  /** Where the experiment's words are. */
  readonly words: SharedMemory
}

export type WorkerMessage =
  | { readonly kind: 'ready'; readonly session: number }
  | { readonly kind: 'refused'; readonly session: number; readonly reason: string }
  | {
      readonly kind: 'threw'
      readonly session: number
      readonly generation: number
      readonly reason: string
      /** Of an error of ours; else null. */
      readonly code: string | null
      /** Of the lock that a primitive refused, bytes; 0 = none. */
      readonly address: number
    }
  | { readonly kind: 'released'; readonly session: number }

/** A message of our own worker body, or undefined: experiment code shares the port and may post anything. */
export function asWorkerMessage(message: unknown): WorkerMessage | undefined {
  if (typeof message !== 'object' || message === null || !('kind' in message) || !('session' in message))
    return undefined
  const { kind, session } = message
  if (typeof session !== 'number') return undefined
  if (kind === 'ready' || kind === 'released') return { kind, session }
  const reason = 'reason' in message && typeof message.reason === 'string' ? message.reason : 'no reason given'
  if (kind === 'refused') return { kind, session, reason }
  if (kind === 'threw' && 'generation' in message && typeof message.generation === 'number') {
    const code = 'code' in message && typeof message.code === 'string' ? message.code : null
    const address = 'address' in message && typeof message.address === 'number' ? message.address : 0
    return { kind, session, generation: message.generation, reason, code, address }
  }
  return undefined
}
