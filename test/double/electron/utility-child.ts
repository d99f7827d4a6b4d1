import { pathToFileURL } from 'node:url'
import { ModelledEmitter, modelled } from './modelled.ts'
import type { FromUtility, ToUtility } from './utility-process.ts'

/** First file of a utility process: gives it its `process.parentPort`, takes away what it would not have, and runs its module. */

const send = process.send?.bind(process)

function say(message: FromUtility): void {
  if (process.connected) send?.(message, undefined, undefined, () => undefined)
}

class ChildPort extends ModelledEmitter {
  readonly face: object = modelled('MessagePortMain', this)
  readonly #id: number
  #waiting: (() => void)[] | null = []

  constructor(id: number) {
    super('MessagePortMain', ['message', 'close'])
    this.#id = id
  }

  start(): void {
    setImmediate(() => {
      const waiting = this.#waiting ?? []
      this.#waiting = null
      for (const deliver of waiting) deliver()
    })
  }

  postMessage(data: unknown): void {
    say({ kind: 'port', port: this.#id, data })
  }

  close(): void {
    ports.delete(this.#id)
    say({ kind: 'port-closed', port: this.#id })
  }

  deliver(event: string, ...facts: readonly object[]): void {
    const deliver = (): void => void this.emit(event, ...facts)
    if (this.#waiting === null) deliver()
    else this.#waiting.push(deliver)
  }
}

/** Messages wait until somebody listens. */
class ParentPort extends ModelledEmitter {
  readonly #waiting: object[] = []

  constructor() {
    super('parentPort', ['message', 'newListener'])
    this.on('newListener', () => {
      setImmediate(() => {
        for (const event of this.#waiting.splice(0)) this.emit('message', event)
      })
    })
  }

  postMessage(data: unknown): void {
    say({ kind: 'message', data })
  }

  deliver(event: object): void {
    if (this.listenerCount('message') > 0 && this.#waiting.length === 0) this.emit('message', event)
    else this.#waiting.push(event)
  }
}

const ports = new Map<number, ChildPort>()
const parentPort = new ParentPort()

process.on('message', (message: ToUtility) => {
  switch (message.kind) {
    case 'message': {
      const handed = message.ports.map(id => {
        const port = new ChildPort(id)
        ports.set(id, port)
        return port.face
      })
      parentPort.deliver({ data: message.data, ports: handed })
      return
    }
    case 'port':
      ports.get(message.port)?.deliver('message', { data: message.data, ports: [] })
      return
    case 'port-closed':
      ports.get(message.port)?.deliver('close')
      ports.delete(message.port)
  }
})
// The original is ended by the system when the main process is gone.
process.on('disconnect', () => process.exit(1))

Object.defineProperty(process, 'parentPort', { value: modelled('parentPort', parentPort) })
Object.defineProperty(process, 'type', { value: 'utility' })
Object.defineProperty(process, 'send', { value: undefined })
process.argv.splice(1, 1)
await import(pathToFileURL(process.argv[1] ?? '').href)
