import { fork, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { app } from './app.ts'
import { serve } from './link.ts'
import { HeldPorts } from './message-ports.ts'
import { ModelledEmitter, checkKeys, modelled } from './modelled.ts'

const CHILD = fileURLToPath(new URL('./utility-child.ts', import.meta.url))

/** From a utility process's child. */
export type FromUtility =
  | { readonly kind: 'message'; readonly data: unknown }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'port-closed'; readonly port: number }

export type ToUtility =
  | { readonly kind: 'message'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'port-closed'; readonly port: number }

const running = new Set<UtilityModel>()
serve({ utilityPids: () => [...running].flatMap(({ pid }) => (pid === undefined ? [] : [pid])) })

/** A real process of its own, so that killing it is real too. */
class UtilityModel extends ModelledEmitter {
  readonly face: object = modelled('UtilityProcess', this)
  pid: number | undefined
  readonly #child: ChildProcess
  readonly #ports: HeldPorts
  #killed = false

  constructor(modulePath: string, args: readonly string[], options: object) {
    super('UtilityProcess', ['spawn', 'exit', 'message'])
    if (!app.isReady()) throw new Error('utilityProcess cannot be used before the program is ready')
    checkKeys('utilityProcess.fork', options, ['serviceName', 'stdio'])
    this.#child = fork(CHILD, [modulePath, ...args], { serialization: 'advanced', execArgv: [] })
    const say = (message: ToUtility): void => {
      if (this.#child.connected) this.#child.send(message, () => undefined)
    }
    this.#ports = new HeldPorts({
      message: (port, data) => {
        say({ kind: 'port', port, data })
      },
      closed: port => {
        say({ kind: 'port-closed', port })
      },
    })
    this.#child.on('spawn', () => {
      this.pid = this.#child.pid
      running.add(this)
      this.emit('spawn')
    })
    this.#child.on('message', (message: FromUtility) => {
      this.#hear(message)
    })
    this.#child.on('exit', (code, signal) => {
      running.delete(this)
      this.pid = undefined
      this.#ports.closeAll()
      this.emit('exit', this.#killed ? 0 : (code ?? numberOf(signal)))
    })
  }

  postMessage(data: unknown, transfer: readonly unknown[] = []): void {
    const message: ToUtility = { kind: 'message', data: structuredClone(data), ports: this.#ports.take(transfer) }
    if (this.#child.connected) this.#child.send(message, () => undefined)
  }

  /** Polite, and of no use before the process is there: as the original. */
  kill(): boolean {
    this.#killed = this.pid !== undefined && this.#child.kill('SIGTERM')
    return this.#killed
  }

  /** What becomes of utility processes when the main one ends. */
  end(): void {
    this.#child.kill('SIGKILL')
  }

  #hear(message: FromUtility): void {
    switch (message.kind) {
      case 'message':
        this.emit('message', message.data)
        return
      case 'port':
        this.#ports.send(message.port, message.data)
        return
      case 'port-closed':
        this.#ports.close(message.port)
    }
  }
}

/** A process that a signal ended reports its number. */
function numberOf(signal: NodeJS.Signals | null): number {
  return signal === null ? 1 : constants.signals[signal]
}

export const utilityProcess = modelled('utilityProcess', {
  fork(modulePath: string, args: readonly string[] = [], options: object = {}): object {
    return new UtilityModel(modulePath, args, options).face
  },
})

app.atEnd(() => {
  for (const utility of running) utility.end()
})
