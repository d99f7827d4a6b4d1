import * as z from 'zod'
import { runDocumentSchema, type RunDocument } from '../../../src/contract/run-document.ts'
import { present } from '../../helpers/present.ts'
import { BINARY, type RawSocket } from './raw-socket.ts'
import { waitFor } from './wait-for.ts'

const callSchema = z.object({ t: z.literal('q'), m: z.string(), a: z.array(z.unknown()) })
const answerSchema = z.object({ t: z.literal('s'), i: z.string(), r: z.unknown() })
const eventSchema = z.looseObject({ kind: z.string() })
type SeenEvent = z.infer<typeof eventSchema>

const okSchema = z.object({ ok: z.literal(true), value: z.unknown() })

/** Far longer than anybody waits. */
export const ENDLESS = {
  experiment: 'lost-update',
  variants: ['mutex'],
  preset: null,
  set: { trials: 1000, warmUp: 0, additions: 200_000 },
}

/** A run that is over soon. */
export const SHORT = {
  experiment: 'lost-update',
  variants: ['mutex', 'atomic-load-store'],
  preset: null,
  set: { trials: 3, warmUp: 0, additions: 1000 },
}

/** A page that speaks with the desk over a socket, as ours do. */
export class DeskPage {
  readonly socket: RawSocket
  #calls = 0

  constructor(socket: RawSocket) {
    this.socket = socket
  }

  /** Calls the desk. @returns the answer, refusals included */
  async ask(method: string, ...args: readonly unknown[]): Promise<unknown> {
    this.#calls += 1
    const id = `call ${this.#calls}`
    this.socket.send({ t: 'q', m: method, a: args, i: id })
    const answer = await this.socket.text(text => answerSchema.safeParse(text).data?.i === id)
    return answerSchema.parse(answer).r
  }

  /** The same for what must succeed. */
  async value(method: string, ...args: readonly unknown[]): Promise<unknown> {
    return okSchema.parse(await this.ask(method, ...args)).value
  }

  get events(): SeenEvent[] {
    return this.socket.texts.flatMap(text => {
      const call = callSchema.safeParse(text)
      return call.data?.m === 'events' ? z.array(eventSchema).parse(call.data.a[0]) : []
    })
  }

  get frames(): number {
    return this.socket.frames.filter(({ opcode }) => opcode === BINARY).length
  }

  async event(kind: string): Promise<SeenEvent> {
    return waitFor(`the event ${kind}`, () => this.events.find(event => event.kind === kind), this.socket)
  }

  /** The document of the run that ends next. */
  async finishedRun(): Promise<RunDocument> {
    return runDocumentSchema.parse(present((await this.event('run-finished'))['document']))
  }
}
