import { styleText } from 'node:util'

export type Style = Parameters<typeof styleText>[0]

/** The two streams of a command, and what the reader at the other end can show. */
export interface Terminal {
  /** Results. */
  print(text: string): void
  /** Messages. */
  tell(text: string): void
  /** True when somebody watches messages as they come. */
  readonly watched: boolean
  /** Columns to write results in. */
  readonly width: number
  /** True once the reader of results is gone. */
  readonly closed: boolean
  /** Why results could not be written; null while they can, and when their reader just left. */
  readonly failure: Error | null
  onClosed(listener: () => void): void
  style(format: Style, text: string): string
}

const DEFAULT_WIDTH = 100

/** The process's own streams. NO_COLOR and FORCE_COLOR are honoured; a closed pipe is not an error worth a word. */
export function processTerminal(): Terminal {
  let closed = false
  let failure: Error | null = null
  const listeners: (() => void)[] = []
  process.stderr.on('error', () => undefined) // there is nowhere left to complain
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (closed) return
    closed = true
    if (error.code !== 'EPIPE') failure = error
    for (const listener of listeners) listener()
  })
  return {
    print(text) {
      if (!closed) process.stdout.write(`${text}\n`)
    },
    tell(text) {
      process.stderr.write(`${text}\n`)
    },
    watched: process.stderr.isTTY,
    get width() {
      // A pipe has no width, some terminals do not know theirs, others are resized: hence asked each time.
      return process.stdout.isTTY && process.stdout.columns > 0 ? process.stdout.columns : DEFAULT_WIDTH
    },
    get closed() {
      return closed
    },
    get failure() {
      return failure
    },
    onClosed(listener) {
      listeners.push(listener)
    },
    style: (format, text) => styleText(format, text, { stream: process.stdout }),
  }
}
