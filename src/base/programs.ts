/** Programs that run beside the lab, each in a process of its own, as ports give them and kernels use them. */

/** A Python interpreter that was found on this machine and has answered. */
export interface PythonInterpreter {
  /** What starts it. A path may hold its user's name: it is for {@link Programs} alone, and is never shown. */
  readonly program: string
  /** How it was found, in a word or two. */
  readonly source: string
  /** As it calls itself: `3.13.0`. */
  readonly version: string
  /** The second number of its version. */
  readonly minor: number
  /** Built so that it can run without a GIL. */
  readonly freeThreadedBuild: boolean
  /** Whether it runs with one, which such a build may do nevertheless. */
  readonly gilEnabled: boolean
}

/** What looks like a Python and cannot run the lab's programs. */
export interface LeftOutInterpreter {
  readonly name: string
  readonly source: string
  readonly why: string
}

export interface FoundInterpreters {
  /** Of CPython, 3.6 and newer; oldest first, each once. */
  readonly interpreters: readonly PythonInterpreter[]
  readonly leftOut: readonly LeftOutInterpreter[]
}

/** How a program ended. Whatever it was, nothing of what it had started is left. */
export type ProgramEnd =
  /** `code` is null where a signal ended it. */
  | { readonly kind: 'ended'; readonly code: number | null; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'timed-out'; readonly afterMillis: number }
  | { readonly kind: 'stopped' }
  /** It printed more than anybody would read. */
  | { readonly kind: 'flooded' }
  | { readonly kind: 'not-started'; readonly why: string }

export interface ProgramLimits {
  readonly timeOutMillis: number
  /** Calls its listener once when the program is to be ended; returns what takes the listener back. */
  readonly onStop: (listener: () => void) => () => void
}

/**
 * Guarantees: arguments reach a program as they are, through no shell; a program and all that it started end with its
 * time-out, with a stop, and with the lab itself, even where that is killed.
 */
export interface Programs {
  /** Looks for Python interpreters, and asks those that it has not asked yet what they are. */
  findInterpreters(): Promise<FoundInterpreters>
  /** Runs one of the lab's own programs by its name. Resolves, whatever becomes of it. */
  runPython(
    interpreter: PythonInterpreter,
    program: string,
    args: readonly string[],
    limits: ProgramLimits,
  ): Promise<ProgramEnd>
}
