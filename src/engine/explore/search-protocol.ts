import type { Answer } from '../../contract/answer.ts'
import type { ExploreProgress, ExploreRequest } from '../../contract/exploration.ts'
import type { Explored } from './steps/step-explorer.ts'
import type { Replayed } from './steps/replay.ts'

/** What a host and its search thread say to each other. Jobs are numbered by the host, and done one after another. */

export type ToSearch =
  | { readonly kind: 'explore'; readonly job: number; readonly request: ExploreRequest }
  | { readonly kind: 'replay'; readonly job: number; readonly line: string }
  /** Ends the search under way where it is; what it found so far is its result. */
  | { readonly kind: 'stop' }

export type FromSearch =
  /** A model's own code runs until the next message of this job: it is not ours, and may never come to an end. */
  | { readonly kind: 'loading'; readonly job: number }
  | { readonly kind: 'progress'; readonly job: number; readonly progress: ExploreProgress }
  | { readonly kind: 'explored'; readonly job: number; readonly answer: Answer<Explored> }
  | { readonly kind: 'replayed'; readonly job: number; readonly answer: Answer<Replayed> }

/** Our threads say nothing else; anything else is not ours to hear. */
export function isFromSearch(message: unknown): message is FromSearch {
  return typeof message === 'object' && message !== null && 'kind' in message && 'job' in message
}
