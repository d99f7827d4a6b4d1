/** What an executor and one of its processes say to each other. */

export type ToTaskProcess =
  /** Load the tasks of this experiment; first, and again when another executor takes the process over. */
  | { readonly kind: 'serve'; readonly experiment: string }
  | { readonly kind: 'task'; readonly number: number; readonly index: number; readonly args: readonly unknown[] }
  /** The task that runs is to end early. */
  | { readonly kind: 'stop' }

export type FromTaskProcess =
  | { readonly kind: 'ready'; readonly tasks: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string }
  | ({ readonly kind: 'returned'; readonly result: unknown } & Ran)
  | ({ readonly kind: 'threw'; readonly reason: string } & Ran)

/** When a task ran, on the clock that all processes share. */
interface Ran {
  readonly number: number
  readonly startedNanos: number
  readonly endedNanos: number
}

/** Only our own process is at the other end of a link. */
export function isFromTaskProcess(message: unknown): message is FromTaskProcess {
  return typeof message === 'object' && message !== null && 'kind' in message
}

/** Only our own executor is at the other end of the link. */
export function isToTaskProcess(message: unknown): message is ToTaskProcess {
  return typeof message === 'object' && message !== null && 'kind' in message
}
