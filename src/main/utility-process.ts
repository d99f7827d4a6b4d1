import { utilityProcess, type MessagePortMain } from 'electron'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { SupervisorOptions } from '../host/host-supervisor.ts'

/** Beside this file in the build. */
const HOST_FILE = fileURLToPath(new URL('./utility-host-main.js', import.meta.url))
const TASK_FILE = fileURLToPath(new URL('./process-main.js', import.meta.url))

type StartProcess = SupervisorOptions['startProcess']

/** Starts an engine host as a utility process, which can be handed the ports of pages. */
export const forkUtilityHost: StartProcess = () => forkUtility(HOST_FILE, 'Interleave engine host')

/** Starts a process for tasks as a utility process: Electron's binary runs no other. */
export const forkUtilityTasks: StartProcess = () => forkUtility(TASK_FILE, 'Interleave tasks')

function forkUtility(file: string, serviceName: string): ReturnType<StartProcess> {
  const child = utilityProcess.fork(file, [], { serviceName, stdio: 'inherit' })
  let killed = false
  const kill = (): void => {
    // Electron's own kill is a polite one, which a thread that hangs in native code never hears.
    if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
  }
  child.on('spawn', () => {
    if (killed) kill()
  })
  return {
    get pid() {
      return child.pid
    },
    post(message, transfer = []) {
      child.postMessage(message, transfer.filter(isPort))
    },
    onMessage(listener) {
      child.on('message', listener)
    },
    kill() {
      killed = true
      kill()
    },
    onExit(listener) {
      child.once('exit', code => {
        listener({ code, signal: signalOf(code) })
      })
    },
  }
}

function isPort(value: unknown): value is MessagePortMain {
  return typeof value === 'object' && value !== null && 'postMessage' in value && 'start' in value
}

/** Outside Windows, the exit code of a process that a signal ended is the signal's number. */
function signalOf(code: number): NodeJS.Signals | null {
  if (process.platform === 'win32') return null
  return FATAL_SIGNALS.find(name => constants.signals[name] === code) ?? null
}

const FATAL_SIGNALS = ['SIGKILL', 'SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGTERM'] as const
