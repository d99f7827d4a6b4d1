import type { HostRestart } from '../contract/desk-wire.ts'
import type { RunEvent } from '../contract/events.ts'
import type { RunDocument } from '../contract/run-document.ts'

/**
 * What a shell and its engine host say to each other, beside what pages say through them. Pages are numbered by the
 * shell; on the desktop they have message ports of their own and no numbers.
 */

/** What a host needs to know before it opens its lab. */
export interface HostBeginning {
  readonly coresKeptFree: number
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

export type FromHost =
  | { readonly kind: 'pong' }
  | { readonly kind: 'to-page'; readonly page: number; readonly message: object }
  | { readonly kind: 'frame-to-page'; readonly page: number; readonly cells: Float64Array }
  | { readonly kind: 'hang-up'; readonly page: number }
  | { readonly kind: 'run-event'; readonly event: RunEvent }
  | { readonly kind: 'stop-asked' }
  | { readonly kind: 'cores-kept-free'; readonly cores: number }
  | { readonly kind: 'failed'; readonly why: string }
