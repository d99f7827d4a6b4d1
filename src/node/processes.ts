import { fork } from 'node:child_process'

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null
  readonly signal: string | null
}

/** The other end of a channel between processes; typed arrays cross it as they are. */
export interface ProcessPort {
  /** @param transfer message ports that go along; only some channels can carry them */
  post(message: unknown, transfer?: readonly unknown[]): void
  onMessage(listener: (message: unknown) => void): void
}

export interface ChildProcess extends ProcessPort {
  readonly pid: number | undefined
  /** Ends it at once. */
  kill(): void
  /** Called once, also when it could not be started at all. */
  onExit(listener: (exit: ProcessExit) => void): void
}

/** A page's message port in the host's process: structured clones, typed arrays as they are. */
export interface PagePort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

/** A process's port to the one that started it, which may hand over pages' ports. */
export interface ParentPort extends ProcessPort {
  onPagePort(listener: (port: PagePort) => void): void
}

/** Starts a Node process with a channel to it. Its output is this process's. */
export function forkProcess(file: URL, environment: NodeJS.ProcessEnv = process.env): ChildProcess {
  const child = fork(file, { serialization: 'advanced', execArgv: [], env: environment })
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
export function forkedParent(onGone: () => void): ParentPort {
  process.on('disconnect', onGone)
  // A terminal's Ctrl-C reaches the whole process group; when to end is the parent's decision.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
  return {
    post(message) {
      if (process.connected && isSerializable(message)) process.send?.(message, undefined, undefined, () => undefined)
    },
    onMessage(listener) {
      process.on('message', listener)
    },
    onPagePort() {
      // A channel between Node processes carries no message ports: pages come as messages.
    },
  }
}

/** What Electron gives a utility process to talk to the main process with. */
interface UtilityPort {
  postMessage(message: unknown): void
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly PagePort[] }) => void,
  ): unknown
}

/**
 * A utility process's port to Electron's main process; that process ends it when it goes away.
 * @throws Error outside a utility process
 */
export function utilityParent(): ParentPort {
  const port: unknown = Reflect.get(process, 'parentPort')
  if (!isUtilityPort(port)) throw new Error('this file is the entry of a utility process')
  return {
    post(message) {
      port.postMessage(message)
    },
    onMessage(listener) {
      port.on('message', event => {
        if (event.ports.length === 0) listener(event.data)
      })
    },
    onPagePort(listener) {
      port.on('message', event => {
        for (const page of event.ports) listener(page)
      })
    },
  }
}

/** Whether Electron's main process has started this one. */
export function isUtilityProcess(): boolean {
  return isUtilityPort(Reflect.get(process, 'parentPort'))
}

function isUtilityPort(port: unknown): port is UtilityPort {
  return typeof port === 'object' && port !== null && 'postMessage' in port && 'on' in port
}

function isSerializable(message: unknown): message is object {
  return typeof message === 'object' && message !== null
}

/** Ends this process; for a host whose shell is gone. */
export function endProcess(): never {
  process.exit(0)
}
