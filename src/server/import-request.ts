import type { IncomingMessage, ServerResponse } from 'node:http'
import { LabError } from '../base/errors.ts'
import { answer, type Answer } from '../contract/answer.ts'
import type { PageConnection } from '../host/page-connection.ts'
import { bodyOf } from './body.ts'
import type { Guard } from './guard.ts'
import { refusal, refuse, type Refusal } from './refusal.ts'
import type { Session } from './session.ts'
import type { PageTaker } from './sockets.ts'

const LARGEST_BYTES = 64 * 2 ** 20
const TYPE = 'application/octet-stream'

/**
 * `POST /import`: a page gives the text of a report, which is longer than its socket takes, and gets the desk's answer.
 *
 * Guarantees: nothing reaches the desk before all of it has come; where the page hangs up before that, nothing does.
 */
export class ImportRequests {
  readonly #guard: Guard
  readonly #session: Session
  readonly #pages: PageTaker
  #isBusy = false

  constructor(guard: Guard, session: Session, pages: PageTaker) {
    this.#guard = guard
    this.#session = session
    this.#pages = pages
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const trouble = this.#guard.troubleWithPage(request) ?? this.#troubleWith(request)
    if (trouble !== null) {
      refuse(response, trouble)
      return
    }
    this.#isBusy = true
    try {
      const body = await bodyOf(request, LARGEST_BYTES)
      if (body === null) refuse(response, tooLong())
      else tell(response, await this.#taken(body))
    } finally {
      this.#isBusy = false
    }
  }

  #troubleWith(request: IncomingMessage): Refusal | null {
    if (request.method !== 'POST') return refusal(405, 'reports are only given here', 'POST', { Allow: 'POST' })
    if (!this.#session.knows(request.headers.cookie)) {
      return refusal(401, 'this browser has no session here', 'a browser that was given the address with its code')
    }
    if (request.headers['content-type'] !== TYPE) return refusal(415, 'the body is of another type', TYPE)
    if (Number(request.headers['content-length'] ?? 0) > LARGEST_BYTES) return tooLong()
    // Each of them may take hundreds of megabytes while it is read.
    return this.#isBusy ? refusal(429, 'another report is being taken in', 'one at a time') : null
  }

  #taken(body: Buffer): Promise<Answer<unknown>> {
    let text: string
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    } catch {
      return answer(() => {
        throw new LabError('BAD_IMPORT', 'the file is not a run of this lab: it is not UTF-8 text', {
          allowed: 'a JSON or HTML report as the lab writes it (interleave.run/1)',
          suggestion: 'export it again, as .json',
        })
      })
    }
    return askDesk(this.#pages, text)
  }
}

/** One call to the desk, as a page that says nothing else. */
function askDesk(pages: PageTaker, text: string): Promise<Answer<unknown>> {
  return new Promise(resolve => {
    let leave = (): void => undefined
    const end = (result: Answer<unknown>): void => {
      resolve(result)
      leave()
    }
    const page: PageConnection = {
      post: message => {
        // Other messages are for pages that stay.
        if ('r' in message && isAnswer(message.r)) end(message.r)
      },
      frame: () => undefined,
      onMessage: listener => {
        queueMicrotask(() => {
          listener({ t: 'q', m: 'importRun', a: [text], i: 'import' })
        })
      },
      onClose: listener => {
        leave = listener
      },
      close: () => {
        end({ ok: false, code: 'HOST_DIED', message: 'the engine host ended before it answered' })
      },
    }
    pages.connect(page)
  })
}

function isAnswer(value: unknown): value is Answer<unknown> {
  return typeof value === 'object' && value !== null && 'ok' in value
}

function tell(response: ServerResponse, result: Answer<unknown>): void {
  const body = JSON.stringify(result)
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
  })
  response.end(body)
}

function tooLong(): Refusal {
  return refusal(413, 'the report is too long, or broke off', `${String(LARGEST_BYTES)} bytes`)
}
