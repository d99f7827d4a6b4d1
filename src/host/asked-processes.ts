import type { ChildProcess, ParentPort, ProcessExit } from '../node/processes.ts'
import type { StartTaskProcess } from '../node/task-processes.ts'
import type { FromMainProcesses } from './host-control.ts'

/**
 * Processes for executors, asked of the shell: a utility process of Electron may start none itself.
 * @returns starts one; messages to it pass through the shell, its tasks do not
 */
export function askedProcesses(parent: ParentPort): StartTaskProcess {
  const exits = new Map<number, (exit: ProcessExit) => void>()
  let asked = 0
  parent.onMessage(message => {
    const ended = endedIn(message)
    if (ended === undefined) return
    exits.get(ended.process)?.(ended.exit)
    exits.delete(ended.process)
  })
  const say = (message: FromMainProcesses): void => {
    parent.post(message)
  }
  return (): ChildProcess => {
    asked += 1
    const process = asked
    say({ kind: 'task-process-wanted', process })
    return {
      // The shell knows it, and ends the process when this one is gone.
      pid: undefined,
      post(message) {
        say({ kind: 'task-process-message', process, message })
      },
      onMessage() {
        // What it has to say it says through its own lines.
      },
      kill() {
        say({ kind: 'task-process-unwanted', process })
      },
      onExit(listener) {
        exits.set(process, listener)
      },
    }
  }
}

function endedIn(message: unknown): { readonly process: number; readonly exit: ProcessExit } | undefined {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return undefined
  if (message.kind !== 'task-process-ended' || !('process' in message) || typeof message.process !== 'number') {
    return undefined
  }
  const code = 'code' in message && typeof message.code === 'number' ? message.code : null
  const signal = 'signal' in message && typeof message.signal === 'string' ? message.signal : null
  return { process: message.process, exit: { code, signal } }
}
