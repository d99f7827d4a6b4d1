import type { ChildProcess } from '../node/processes.ts'
import type { FromMainProcesses, ToHost } from './host-control.ts'

/** The processes that a shell has started for the executors of one host. They end with it. */
export class StartedProcesses {
  readonly #start: () => ChildProcess
  readonly #say: (message: ToHost) => void
  readonly #processes = new Map<number, ChildProcess>()

  constructor(start: () => ChildProcess, say: (message: ToHost) => void) {
    this.#start = start
    this.#say = say
  }

  hear(request: FromMainProcesses): void {
    const { process } = request
    switch (request.kind) {
      case 'task-process-wanted': {
        const child = this.#start()
        this.#processes.set(process, child)
        child.onExit(exit => {
          this.#processes.delete(process)
          this.#say({ kind: 'task-process-ended', process, ...exit })
        })
        return
      }
      case 'task-process-message':
        this.#processes.get(process)?.post(request.message)
        return
      case 'task-process-unwanted':
        this.#processes.get(process)?.kill()
    }
  }

  /** The host is gone. */
  endAll(): void {
    for (const child of this.#processes.values()) child.kill()
  }
}
