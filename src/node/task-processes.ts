import { forkProcess, type ChildProcess, type ProcessExit } from './processes.ts'
import { COMPILE_CACHE } from './compile-cache.ts'
import { removeSocket } from './local-listener.ts'
import { asProcessRequest, type LinkMessage, type ProcessNews } from './process-requests.ts'

/** From sources the process is a .ts file, built it is a .js file beside this one. */
const PROCESS_FILE = new URL(
  import.meta.url.endsWith('.ts') ? './process-main.ts' : './process-main.js',
  import.meta.url,
)

/** Starts the process of an executor; what it needs to know comes in a message. */
export type StartTaskProcess = () => ChildProcess

/** As a child of this Node process. @param file its entry; another one knows other experiments */
export function forkTaskProcess(file: URL = PROCESS_FILE): ChildProcess {
  // Flags and variables meant for this process (inspectors, loaders, coverage) have no business in a measured one.
  const { NODE_OPTIONS: _options, ...environment } = process.env
  return forkProcess(file, { ...environment, NODE_COMPILE_CACHE: COMPILE_CACHE })
}

/** The processes that one worker thread has asked for. They end with it. */
export class TaskProcesses {
  readonly #start: StartTaskProcess
  readonly #say: (news: ProcessNews) => void
  readonly #processes = new Map<number, ChildProcess>()

  constructor(start: StartTaskProcess, say: (news: ProcessNews) => void) {
    this.#start = start
    this.#say = say
  }

  /** @returns whether the message was about processes */
  hear(message: unknown): boolean {
    const request = asProcessRequest(message)
    if (request === undefined) return false
    const { process } = request
    if (request.kind === 'process-unwanted') {
      this.#processes.get(process)?.kill()
      return true
    }
    const { address, token } = request
    const child = this.#start()
    this.#processes.set(process, child)
    child.onExit(exit => {
      this.#processes.delete(process)
      removeSocket(address)
      this.#say({ kind: 'process-ended', process, why: endOf(exit) })
    })
    child.post({ kind: 'link', address, token } satisfies LinkMessage)
    this.#say({ kind: 'process-started', process, pid: child.pid ?? null })
    return true
  }

  /** The thread is gone. */
  endAll(): void {
    for (const child of this.#processes.values()) child.kill()
  }
}

function endOf({ code, signal }: ProcessExit): string {
  return signal === null ? `it ended with exit code ${String(code ?? 'unknown')}` : `it was ended by ${signal}`
}
