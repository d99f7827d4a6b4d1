import type { Answer } from '../contract/answer.ts'
import type { HostRestart } from '../contract/desk-wire.ts'
import type { RunEvent } from '../contract/events.ts'
import type { ProcessExit } from '../node/processes.ts'
import type { RunDocument } from '../contract/run-document.ts'

/**
 * What a shell and its engine host say to each other, beside what pages say through them. Pages are numbered by the
 * shell; on the desktop they have message ports of their own and no numbers.
 */

/** What a host needs to know before it opens its lab. */
export interface HostBeginning {
  readonly coresKeptFree: number
  /** Where its history is; null keeps none. */
  readonly dataFolder: string | null
  /** The run that the host before this one died of, if it did. */
  readonly last: RunDocument | null
  readonly restart: HostRestart | null
}

export type ToHost =
  | { readonly kind: 'begin'; readonly beginning: HostBeginning }
  | { readonly kind: 'page-opened'; readonly page: number }
  | { readonly kind: 'page-message'; readonly page: number; readonly message: unknown }
  | { readonly kind: 'page-closed'; readonly page: number }
  | { readonly kind: 'ping' }
  | { readonly kind: 'rebuild-pool' }
  | { readonly kind: 'stop' }
  | ({ readonly kind: 'task-process-ended'; readonly process: number } & ProcessExit)
  /** End the lab, and then the process. */
  | { readonly kind: 'close' }
  /** What the host asked to have printed, in base64, or why it was not. */
  | { readonly kind: 'printed'; readonly job: number; readonly answer: Answer<string> }

export type FromHost =
  | { readonly kind: 'pong' }
  | { readonly kind: 'to-page'; readonly page: number; readonly message: object }
  | { readonly kind: 'frame-to-page'; readonly page: number; readonly cells: Float64Array }
  | { readonly kind: 'hang-up'; readonly page: number }
  | { readonly kind: 'run-event'; readonly event: RunEvent }
  | { readonly kind: 'stop-asked' }
  /** Null: none goes on any more. */
  | { readonly kind: 'sweep-goes-on'; readonly sweepId: string | null }
  | { readonly kind: 'cores-kept-free'; readonly cores: number }
  | { readonly kind: 'failed'; readonly why: string }
  /** Asks the shell to make a PDF of HTML, or a PNG of an SVG file. */
  | { readonly kind: 'print'; readonly job: number; readonly what: 'pdf' | 'png'; readonly content: string }
  /** Nobody waits for it any more. */
  | { readonly kind: 'print-unwanted'; readonly job: number }
  | FromMainProcesses

/** Where a host may not start processes itself, what it asks of its shell for its executors. It numbers them. */
export type FromMainProcesses =
  | { readonly kind: 'task-process-wanted'; readonly process: number }
  | { readonly kind: 'task-process-message'; readonly process: number; readonly message: unknown }
  | { readonly kind: 'task-process-unwanted'; readonly process: number }
