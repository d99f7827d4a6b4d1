import { fork } from 'node:child_process'

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null
  readonly signal: string | null
}

/** The other end of a channel between processes; typed arrays cross it as they are. */
export interface ProcessPort {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
}

export interface ChildProcess extends ProcessPort {
  readonly pid: number | undefined
  /** Ends it at once. */
  kill(): void
  /** Called once, also when it could not be started at all. */
  onExit(listener: (exit: ProcessExit) => void): void
}

/** Starts a Node process with a channel to it. Its output is this process's. */
export function forkProcess(file: URL): ChildProcess {
  const child = fork(file, { serialization: 'advanced', execArgv: [] })
  let gone = false
  const exits: ((exit: ProcessExit) => void)[] = []
  const settle = (exit: ProcessExit): void => {
    if (gone) return
    gone = true
    for (const listener of exits) listener(exit)
  }
  child.on('exit', (code, signal) => {
    settle({ code, signal })
  })
  child.on('error', () => {
    if (child.pid === undefined) settle({ code: null, signal: null })
  })
  return {
    pid: child.pid,
    post(message) {
      // A message to a process that has just died is answered by its exit, not by an error here.
      if (child.connected && isSerializable(message)) child.send(message, () => undefined)
    },
    onMessage(listener) {
      child.on('message', listener)
    },
    kill() {
      child.kill('SIGKILL')
    },
    onExit(listener) {
      exits.push(listener)
    },
  }
}

/** A forked process's port to the one that started it, and what happens when that one goes away. */
export function parentProcess(onGone: () => void): ProcessPort {
  process.on('disconnect', onGone)
  return {
    post(message) {
      if (process.connected && isSerializable(message)) process.send?.(message, undefined, undefined, () => undefined)
    },
    onMessage(listener) {
      process.on('message', listener)
    },
  }
}

function isSerializable(message: unknown): message is object {
  return typeof message === 'object' && message !== null
}

/** Ends this process; for a host whose shell is gone. */
export function endProcess(): never {
  process.exit(0)
}
