import { ModelledEmitter, modelled, nextId, notModelled } from './modelled.ts'

/** Where the messages that come to an end go, once it is known where it is. */
export interface PortReceiver {
  message(port: number, data: unknown): void
  closed(port: number): void
}

/** One end of a channel, wherever it is: in the main process, in a page, in a utility process. */
export class PortEnd {
  readonly id = nextId()
  #peer: PortEnd | null = null
  #receiver: PortReceiver | null = null
  #waiting: unknown[] = []
  #isClosed = false

  static pair(): readonly [PortEnd, PortEnd] {
    const [one, other] = [new PortEnd(), new PortEnd()]
    one.#peer = other
    other.#peer = one
    return [one, other]
  }

  send(data: unknown): void {
    if (this.#peer !== null) this.#peer.#take(data)
  }

  /** From now on what comes goes there, what has come before first. */
  moveTo(receiver: PortReceiver): void {
    this.#receiver = receiver
    for (const data of this.#waiting.splice(0)) receiver.message(this.id, data)
    if (this.#isClosed) receiver.closed(this.id)
  }

  close(): void {
    const peer = this.#peer
    this.#peer = null
    this.#isClosed = true
    if (peer !== null) peer.#hangUp()
  }

  #take(data: unknown): void {
    if (this.#receiver === null) this.#waiting.push(data)
    else this.#receiver.message(this.id, data)
  }

  #hangUp(): void {
    this.#peer = null
    this.#isClosed = true
    this.#receiver?.closed(this.id)
  }
}

/** The ends that some place holds: a page, a utility process. When it goes, so do they. */
export class HeldPorts {
  readonly #ends = new Map<number, PortEnd>()
  readonly #receiver: PortReceiver

  constructor(receiver: PortReceiver) {
    this.#receiver = receiver
  }

  /** @returns their ids, by which the place will speak of them */
  take(ports: readonly unknown[]): readonly number[] {
    return ports.map(port => {
      const end = movedEndOf(port)
      this.#ends.set(end.id, end)
      // After the message that hands it over.
      setImmediate(() => {
        end.moveTo(this.#receiver)
      })
      return end.id
    })
  }

  send(port: number, data: unknown): void {
    this.#ends.get(port)?.send(data)
  }

  close(port: number): void {
    this.#ends.get(port)?.close()
    this.#ends.delete(port)
  }

  closeAll(): void {
    for (const port of [...this.#ends.keys()]) this.close(port)
  }
}

const ends = new WeakMap<object, PortEnd>()
const moved = new WeakSet<object>()

function movedEndOf(port: unknown): PortEnd {
  const end = typeof port === 'object' && port !== null ? ends.get(port) : undefined
  if (end === undefined || typeof port !== 'object' || port === null) throw new TypeError('not a MessagePortMain')
  if (moved.has(port)) throw new Error('this port has been transferred before')
  moved.add(port)
  return end
}

class MessagePortModel extends ModelledEmitter {
  readonly face: object = modelled('MessagePortMain', this)
  readonly #end: PortEnd

  constructor(end: PortEnd) {
    super('MessagePortMain', ['message', 'close'])
    this.#end = end
    ends.set(this.face, end)
  }

  start(): void {
    this.#end.moveTo({
      message: (_port, data) => {
        this.emit('message', { data, ports: [] })
      },
      closed: () => {
        this.emit('close')
      },
    })
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0) throw notModelled('ports that travel through ports')
    this.#end.send(structuredClone(message))
  }

  close(): void {
    this.#end.close()
  }
}

export class MessageChannelMain {
  readonly port1: object
  readonly port2: object

  constructor() {
    const [one, other] = PortEnd.pair()
    this.port1 = new MessagePortModel(one).face
    this.port2 = new MessagePortModel(other).face
  }
}
