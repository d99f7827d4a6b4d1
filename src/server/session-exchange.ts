import type { IncomingMessage, ServerResponse } from 'node:http'
import { LabError } from '../base/errors.ts'
import { bodyOf } from './body.ts'
import type { Guard } from './guard.ts'
import { refusal, refuse, type Refusal } from './refusal.ts'
import type { Session } from './session.ts'

const LONGEST_BODY_BYTES = 1024

/** `POST /session`: a page gives the code of its address and gets the session's cookie. */
export async function exchangeCode(
  request: IncomingMessage,
  response: ServerResponse,
  guard: Guard,
  session: Session,
): Promise<void> {
  const trouble = guard.troubleWithPage(request) ?? troubleWithForm(request)
  const body = trouble === null ? await bodyOf(request, LONGEST_BODY_BYTES) : null
  const code = body === null ? null : codeIn(body.toString('utf8'))
  if (trouble !== null) refuse(response, trouble)
  else if (body === null) refuse(response, tooLong())
  else if (code === null) refuse(response, refusal(400, 'the body is not what it should be', '{"code": "…"}'))
  else answer(response, session, code, request.headers.cookie)
}

function answer(response: ServerResponse, session: Session, code: string, cookies: string | undefined): void {
  const exchange = session.exchange(code, cookies)
  switch (exchange.kind) {
    case 'granted':
      response.writeHead(204, { 'Set-Cookie': exchange.cookie }).end()
      return
    case 'refused':
      refuse(response, refusal(401, 'this code is not good, or not any more', 'the code shown last, once'))
      return
    case 'too-many': {
      const error = new LabError('TOO_MANY', 'too many wrong codes', {
        allowed: '10 a minute',
        suggestion: `again in ${String(exchange.retryAfterSeconds)} s`,
      })
      refuse(response, { status: 429, error, headers: { 'Retry-After': String(exchange.retryAfterSeconds) } })
    }
  }
}

function troubleWithForm(request: IncomingMessage): Refusal | null {
  if (request.method !== 'POST') return refusal(405, 'a session is only asked for here', 'POST', { Allow: 'POST' })
  if (!/^application\/json(; ?charset=utf-8)?$/i.test(request.headers['content-type'] ?? '')) {
    return refusal(415, 'the body is of another type', 'application/json')
  }
  // Decided before anything is read; what comes in pieces without a length is counted as it comes.
  return Number(request.headers['content-length'] ?? 0) > LONGEST_BODY_BYTES ? tooLong() : null
}

function tooLong(): Refusal {
  return refusal(413, 'the body is too long', `${String(LONGEST_BODY_BYTES)} bytes`)
}

function codeIn(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed !== 'object' || parsed === null || !Object.hasOwn(parsed, 'code')) return null
    const code: unknown = Reflect.get(parsed, 'code')
    return typeof code === 'string' && Object.keys(parsed).length === 1 ? code : null
  } catch {
    return null
  }
}
