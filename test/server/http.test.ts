import { beforeEach, describe, expect, it } from 'vitest'
import { present } from '../helpers/present.ts'
import { exchange, request } from './support/raw-http.ts'
import { INDEX, SCRIPT, SECRET } from './support/stub-page.ts'
import { TestServer } from './support/test-server.ts'

let server: TestServer

beforeEach(async () => {
  server = await TestServer.start()
})

/** Nothing that was asked before may have hurt it. */
async function expectItStillServes(): Promise<void> {
  expect(await server.ask('GET /')).toMatchObject({ status: 200, body: INDEX })
}

describe("the page's files", () => {
  it.each([
    { path: '/', type: 'text/html; charset=utf-8', body: INDEX },
    { path: '/assets/app.js', type: 'text/javascript; charset=utf-8', body: SCRIPT },
  ])('are served under their own name: $path', async ({ path, type, body }) => {
    const response = present(await server.ask(`GET ${path}`))
    expect(response).toMatchObject({ status: 200, body })
    expect(response.headers.get('content-type')).toBe(type)
  })

  it('are not read by whom HEAD tells enough', async () => {
    const response = present(await server.ask('HEAD /', { Connection: 'close' }))
    expect(response).toMatchObject({ status: 200, body: '' })
    expect(response.headers.get('content-length')).toBe(`${INDEX.length}`)
  })

  it('are compressed for whom can take it, text only', async () => {
    const script = present(await server.ask('GET /assets/app.js', { 'Accept-Encoding': 'br, gzip' }))
    expect(script.headers.get('content-encoding')).toBe('gzip')
    expect(Number(script.headers.get('content-length'))).toBeLessThan(SCRIPT.length)
    const figure = present(await server.ask('GET /assets/figure.png', { 'Accept-Encoding': 'gzip' }))
    expect(figure.headers.get('content-encoding')).toBeUndefined()
  })

  it('are not sent again to whom has them', async () => {
    const first = present(await server.ask('GET /assets/app.js'))
    const again = await server.ask('GET /assets/app.js', {
      'If-None-Match': present(first.headers.get('etag')),
      Connection: 'close',
    })
    expect(again).toMatchObject({ status: 304, body: '' })
  })

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/%252e%252e%252fsecret.txt',
    '/..%252fsecret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '/%c0%ae%c0%ae/secret.txt',
    '/%uff0e%uff0e/secret.txt',
    '/....//secret.txt',
    '//secret.txt',
    '/.//../secret.txt',
    '/assets/..;/../secret.txt',
    '/link.txt',
    '/assets',
    '/assets/',
    '/assets/app.js/',
    '/assets/app.js?',
    '/assets/app.js%00',
    '/assets%2fapp.js',
    '/ASSETS/app.js',
    '/index',
    '/page/index.html',
    '/file:///etc/passwd',
    '/%',
    '/%zz',
    '/__proto__',
    '/constructor',
    '/toString',
    'secret.txt',
    '../secret.txt',
    'http://127.0.0.1/',
    'http://evil.example/',
    'file:///etc/passwd',
    '*',
    '/assets/app.js\u0000',
    '/\u0000',
    '/\u00e9',
  ])('are all there is: %j finds nothing', async target => {
    const response = present(await server.ask(`GET ${target}`))
    expect(response.status).toBeOneOf([400, 404])
    expect(response.body).toMatch(/^error\[BAD_MESSAGE\]: .+; allowed: .+; try: .+\n$/)
    expect(response.body).not.toContain(SECRET)
    await expectItStillServes()
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'LINK', 'PURGE'])(
    'are not touched by %s',
    async method => {
      const response = present(await server.ask(`${method} /`))
      expect(response.status).toBe(405)
      expect(response.headers.get('allow')).toBe('GET, HEAD')
      await expectItStillServes()
    },
  )

  it('are not reached through a tunnel', async () => {
    expect(await exchange(server.port, request(server.port, 'CONNECT example.org:443'))).toMatchObject({ status: 405 })
    await expectItStillServes()
  })
})

describe('an answer', () => {
  const everywhere = [
    { what: 'a file', line: 'GET /', headers: {} },
    { what: 'no file', line: 'GET /nothing', headers: {} },
    { what: 'a wrong Host', line: 'GET /', headers: { Host: 'evil.example' } },
    { what: 'a wrong method', line: 'DELETE /', headers: {} },
    { what: 'a session', line: 'POST /session', headers: {} },
    { what: 'a socket', line: 'GET /ws', headers: { Connection: 'Upgrade', Upgrade: 'websocket' } },
    { what: 'an expectation', line: 'GET /', headers: { Expect: 'miracles' } },
    { what: 'no method', line: 'NOTHING /', headers: {} },
  ]

  it.each(everywhere)('to a request for $what carries all security headers', async ({ line, headers }) => {
    const answer = present(await server.ask(line, headers))
    const policy = present(answer.headers.get('content-security-policy'))
    expect(policy.split('; ').toSorted()).toEqual(
      [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        `connect-src 'self' ws://127.0.0.1:${server.port} ws://localhost:${server.port}`,
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].toSorted(),
    )
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    expect(answer.headers.get('permissions-policy')).toMatch(/camera=\(\).*microphone=\(\)/)
    expect(answer.headers.get('cache-control')).toMatch(/^no-(cache|store)$/)
    expect([...answer.headers.keys()].filter(name => name.startsWith('access-control-'))).toEqual([])
  })
})

describe('a request', () => {
  const names = ['127.0.0.1', 'localhost', '[::1]']

  it.each(names)('may be for %s at our port', async name => {
    expect(await server.ask('GET /', { Host: `${name}:${server.port}` })).toMatchObject({ status: 200 })
  })

  it.each([
    null,
    '',
    '127.0.0.1',
    'localhost',
    'evil.example',
    'localhost.',
    '127.0.0.1.evil.example',
    '0.0.0.0',
    '[::]',
    '127.1',
    '2130706433',
    '127.0.0.1, evil.example',
  ])('for the host %j is refused', async host => {
    // Some are wrong as they are, most would be a name for this machine if only the port counted.
    for (const given of host === null ? [null] : [host, `${host}:${server.port}`]) {
      if (given === `127.0.0.1:${server.port}` || given === `localhost:${server.port}`) continue
      for (const line of ['GET /', 'POST /session', 'GET /ws']) {
        expect(await server.ask(line, { Host: given }), `${line} for ${String(given)}`).toMatchObject({ status: 421 })
      }
    }
  })

  it('for another port is refused', async () => {
    expect(await server.ask('GET /', { Host: `127.0.0.1:${server.port + 1}` })).toMatchObject({ status: 421 })
  })

  it('for two hosts is refused', async () => {
    const host = `Host: 127.0.0.1:${server.port}\r\n`
    const response = await exchange(server.port, `GET / HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`)
    expect(present(response).status).toBeOneOf([400, 421])
    const twice = await exchange(server.port, `GET / HTTP/1.1\r\n${host}${host}\r\n`)
    expect(present(twice).status).toBeOneOf([400, 421])
  })

  it('without a Host is refused in HTTP/1.0, too', async () => {
    expect(await exchange(server.port, 'GET / HTTP/1.0\r\n\r\n')).toMatchObject({ status: 421 })
  })

  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1', 'http://localhost:1', ''])(
    'from the site %j is refused',
    async site => {
      for (const line of ['GET /', 'POST /session', 'GET /ws']) {
        expect(await server.ask(line, { Origin: site }), line).toMatchObject({ status: 403 })
      }
    },
  )

  it('from a page of ours may read', async () => {
    for (const name of names) {
      const origin = `http://${name}:${server.port}`
      expect(await server.ask('GET /', { Origin: origin })).toMatchObject({ status: 200 })
    }
  })

  it.each([
    { what: 'no HTTP', bytes: '\u0016\u0003\u0001\u0002\u0000' },
    { what: 'binary garbage', bytes: Buffer.from(Array.from({ length: 2000 }, (_, index) => (index * 37) % 256)) },
    { what: 'an unknown version', bytes: 'GET / HTTP/9.9\r\nHost: x\r\n\r\n' },
    { what: 'a header without a colon', bytes: 'GET / HTTP/1.1\r\nHost x\r\n\r\n' },
    { what: 'a folded header', bytes: 'GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n' },
    {
      what: 'two lengths',
      bytes: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    },
    {
      what: 'a length and pieces',
      bytes: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    },
    { what: 'a length below zero', bytes: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n' },
  ])('that is $what is refused', async ({ bytes }) => {
    expect(present(await exchange(server.port, bytes)).status).toBeOneOf([400, 421])
    await expectItStillServes()
  })

  it('with a flood of headers is refused', async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => [`X-${index}`, 'x'] as const)
    for (const headers of [Object.fromEntries<string>(many), { 'X-Long': 'x'.repeat(100_000) }]) {
      expect(await server.ask('GET /', headers)).toMatchObject({ status: 431 })
    }
    await expectItStillServes()
  })

  it('with an endless target is refused', async () => {
    expect(await server.ask(`GET /${'a'.repeat(100_000)}`)).toMatchObject({ status: 431 })
    await expectItStillServes()
  })
})
