import { connect } from 'node:net'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectItStillServes, expectRefused } from './support/expectations.ts'
import { frame, TEXT } from './support/raw-socket.ts'
import { TestServer } from './support/test-server.ts'
import { waitUntil } from './support/wait-for.ts'

let server: TestServer
let cookie: string

beforeEach(async () => {
  server = await TestServer.start()
  cookie = await server.cookie()
})

describe('a handshake', () => {
  const wrongCookies = (good: string): (string | null)[] => [
    null,
    '',
    'interleave=1',
    `${good}x`,
    good.slice(0, -1),
    good.replace(/=.*/, '='),
    good.replace(/=.*/, `=${'A'.repeat(43)}`),
  ]

  it('without the right cookie is refused before the upgrade', async () => {
    for (const wrong of wrongCookies(cookie)) {
      expect(await server.tryToOpen({ Cookie: wrong }), String(wrong)).toBe(401)
    }
    expect(server.pages.pages).toEqual([])
    await expectItStillServes(server, cookie)
  })

  it('with the code in place of the cookie is refused', async () => {
    const name = cookie.split('=')[0] ?? ''
    expect(await server.tryToOpen({ Cookie: `${name}=${server.code}` })).toBe(401)
    expect(await server.tryToOpen({ Authorization: `Bearer ${server.code}` })).toBe(401)
    expect(await server.tryToOpen({ Cookie: null }, `GET /ws?code=${server.code}`)).toBe(404)
  })

  it.each([null, '', 'null', 'http://evil.example', 'https://127.0.0.1', 'http://127.0.0.1:1', 'http://127.0.0.1'])(
    'from the site %j is refused before the upgrade, on every path',
    async site => {
      for (const line of ['GET /ws', 'GET /', 'GET /session', 'GET /nothing']) {
        expect(await server.tryToOpen({ Cookie: cookie, Origin: site }, line), line).toBe(403)
      }
      expect(server.pages.pages).toEqual([])
    },
  )

  it.each([null, 'evil.example', '127.0.0.1', '127.0.0.1:1', 'evil.example:4600'])(
    'for the host %j is refused before the upgrade, on every path',
    async host => {
      for (const line of ['GET /ws', 'GET /', 'GET /session', 'GET /nothing']) {
        expect(await server.tryToOpen({ Cookie: cookie, Host: host }, line), line).toBe(421)
      }
      expect(server.pages.pages).toEqual([])
    },
  )

  it.each(['/', '/ws/', '/ws?x=1', '/WS', '/%77s', '//ws', '/session', '/assets/app.js', 'http://127.0.0.1/ws', '*'])(
    'on the path %s is refused',
    async path => {
      expect(await server.tryToOpen({ Cookie: cookie }, `GET ${path}`)).toBe(404)
    },
  )

  it.each([
    { what: 'with POST', line: 'POST /ws', headers: {}, status: 400 },
    { what: 'of another protocol', line: 'GET /ws', headers: { Upgrade: 'h2c' }, status: 400 },
    { what: 'without a key', line: 'GET /ws', headers: { 'Sec-WebSocket-Key': null }, status: 400 },
    { what: 'with a bad key', line: 'GET /ws', headers: { 'Sec-WebSocket-Key': 'short' }, status: 400 },
    { what: 'of an old version', line: 'GET /ws', headers: { 'Sec-WebSocket-Version': '7' }, status: 400 },
    { what: 'with bad protocols', line: 'GET /ws', headers: { 'Sec-WebSocket-Protocol': 'a,,b' }, status: 400 },
  ])('$what is refused', async ({ line, headers, status }) => {
    expect(await server.tryToOpen({ Cookie: cookie, ...headers }, line)).toBe(status)
    await expectItStillServes(server, cookie)
  })

  it('is refused while eight sockets are open, and not when one of them has gone', async () => {
    const open = []
    for (let count = 0; count < 8; count += 1) open.push(await server.open(cookie))
    expect(await server.tryToOpen({ Cookie: cookie })).toBe(429)
    expect(open.filter(({ closed }) => closed)).toEqual([])
    open[3]?.destroy()
    await waitUntil('a page to be gone', () => server.pages.gone === 1)
    await expectItStillServes(server, cookie)
  })

  it('that is broken off is forgotten', async () => {
    const socket = connect({ port: server.port, host: '127.0.0.1' })
    await new Promise<void>(resolve => {
      socket.write('GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upg', () => {
        resolve()
      })
    })
    socket.destroy()
    await expectItStillServes(server, cookie)
  })

  it('does not negotiate compression', async () => {
    const socket = await server.tryToOpen({ Cookie: cookie, 'Sec-WebSocket-Extensions': 'permessage-deflate' })
    expect(typeof socket).not.toBe('number')
    if (typeof socket === 'number') return
    socket.write(frame({ opcode: TEXT, payload: 'x', reserved: 4 }))
    await expectRefused(server, socket, 'BAD_MESSAGE', 1002, /no WebSocket message/)
  })
})
