import { beforeEach, describe, expect, it } from 'vitest'
import type { PageConnection } from '../../src/host/page-connection.ts'
import type { PageTaker } from '../../src/server/sockets.ts'
import { present } from '../helpers/present.ts'
import { TestServer } from './support/test-server.ts'

/** A desk that remembers what it was asked, and answers as it is told to. */
class AnsweringDesk implements PageTaker {
  readonly asked: unknown[] = []
  /** What becomes of a call; hangs up where it is null. */
  answer: unknown = { ok: true, value: { id: 'a-1' } }
  gone = 0

  connect(page: PageConnection): void {
    page.onMessage(message => {
      this.asked.push(message)
      if (this.answer === null) page.close()
      else page.post({ t: 's', i: 'import', r: this.answer })
    })
    page.onClose(() => {
      this.gone += 1
    })
  }
}

let desk: AnsweringDesk
let server: TestServer<AnsweringDesk>
let cookie: string

beforeEach(async () => {
  desk = new AnsweringDesk()
  server = await TestServer.startWith(desk)
  cookie = await server.cookie()
})

function headers(body: string): Record<string, string> {
  return {
    Cookie: cookie,
    Origin: server.origin,
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(Buffer.byteLength(body)),
  }
}

describe('POST /import', () => {
  it('gives the desk the whole text, and the page its answer', async () => {
    const text = `{"long": "${'µ'.repeat(200_000)}"}`
    const { status, body } = present(await server.ask('POST /import', headers(text), text))
    expect([status, JSON.parse(body)]).toEqual([200, { ok: true, value: { id: 'a-1' } }])
    expect(desk.asked).toEqual([{ t: 'q', m: 'importRun', a: [text], i: 'import' }])
    expect(desk.gone).toBe(1)
  })

  it('passes a refusal on, and says so where the host is gone', async () => {
    desk.answer = { ok: false, code: 'BAD_IMPORT', message: 'no run' }
    expect(JSON.parse(present(await server.ask('POST /import', headers('x'), 'x')).body)).toEqual(desk.answer)
    desk.answer = null
    expect(JSON.parse(present(await server.ask('POST /import', headers('x'), 'x')).body)).toMatchObject({
      ok: false,
      code: 'HOST_DIED',
    })
  })

  it.each([
    ['no session', { Cookie: null }, 401],
    ['another session', { Cookie: 'interleave-1=x' }, 401],
    ['no origin', { Origin: null }, 403],
    ['a foreign origin', { Origin: 'http://evil.example' }, 403],
    ['another host', { Host: 'evil.example' }, 421],
    ['another type', { 'Content-Type': 'text/plain' }, 415],
    ['no type', { 'Content-Type': null }, 415],
    ['a length beyond the limit', { 'Content-Length': String(64 * 2 ** 20 + 1) }, 413],
  ])('refuses %s before the desk hears of it', async (_, changed, status) => {
    const answer = present(await server.ask('POST /import', { ...headers('x'), ...changed }, 'x'))
    expect(answer.status).toBe(status)
    expect(answer.body).toMatch(/^error\[BAD_MESSAGE\]: .+; allowed: .+; try: .+\n$/)
    expect(desk.asked).toEqual([])
  })

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async method => {
    const answer = present(await server.ask(`${method} /import`, headers('')))
    expect(answer.status).toBe(405)
    expect(desk.asked).toEqual([])
  })

  it('names what is no text, in the form of all errors', async () => {
    const { port } = server
    const head = Object.entries({ Host: `127.0.0.1:${port}`, ...headers('xx') })
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')
    const bytes = Buffer.concat([Buffer.from(`POST /import HTTP/1.1\r\n${head}\r\n`), Buffer.from([0xff, 0xfe])])
    const { exchange } = await import('./support/raw-http.ts')
    const { body } = present(await exchange(port, bytes))
    expect(JSON.parse(body)).toMatchObject({ ok: false, code: 'BAD_IMPORT' })
    expect(desk.asked).toEqual([])
  })

  it('takes nothing in from a page that leaves before all of it has come', async () => {
    const { connect } = await import('node:net')
    const { request } = await import('./support/raw-http.ts')
    const socket = connect({ port: server.port, host: '127.0.0.1' })
    socket.write(request(server.port, 'POST /import', { ...headers('x'), 'Content-Length': '1000' }, 'half'))
    await new Promise(resolve => socket.write('more', resolve))
    socket.destroy()
    // The next one finds the way free again.
    await expect.poll(async () => (await server.ask('POST /import', headers('x'), 'x'))?.status).toBe(200)
    expect(desk.asked).toHaveLength(1)
  })
})
