import { beforeEach, describe, expect, it } from 'vitest'
import { Session } from '../../src/server/session.ts'
import { present } from '../helpers/present.ts'
import { TestServer } from './support/test-server.ts'
import { codeIn } from './support/visitor.ts'

const BITS_256 = /^[\w-]{43}$/

describe('a session', () => {
  let nowMillis = 0
  let shown: string[] = []
  let session: Session

  beforeEach(() => {
    nowMillis = 1000
    shown = []
    session = new Session({ port: 4600, onNewCode: code => shown.push(code), nowMillis: () => nowMillis })
  })

  it('has a code of 256 bits that no other session has', () => {
    const another = new Session({ port: 4600, onNewCode: () => undefined, nowMillis: () => nowMillis })
    expect(session.code).toMatch(BITS_256)
    expect(another.code).not.toBe(session.code)
  })

  it('gives the same cookie for every good code, and replaces each', () => {
    const first = session.code
    const granted = session.exchange(first, undefined)
    expect(granted.kind).toBe('granted')
    expect(shown).toEqual([session.code])
    expect(session.code).not.toBe(first)
    expect(session.exchange(session.code, undefined)).toEqual(granted)
    expect(session.exchange(first, undefined).kind).toBe('refused')
  })

  it('refuses every code after ten wrong ones, for a minute', () => {
    for (let wrong = 0; wrong < 10; wrong += 1) {
      expect(session.exchange(`wrong ${wrong}`, undefined).kind).toBe('refused')
      nowMillis += 1000
    }
    expect(session.exchange(session.code, undefined)).toEqual({ kind: 'too-many', retryAfterSeconds: 50 })
    nowMillis += 49_999
    expect(session.exchange(session.code, undefined)).toEqual({ kind: 'too-many', retryAfterSeconds: 1 })
    nowMillis += 1
    expect(session.exchange(session.code, undefined).kind).toBe('granted')
  })

  it('does not count codes that a browser sends which is known already', () => {
    const granted = session.exchange(session.code, undefined)
    const cookie = granted.kind === 'granted' ? present(granted.cookie.split(';')[0]) : ''
    for (let reloads = 0; reloads < 20; reloads += 1) {
      expect(session.exchange('used long ago', cookie)).toEqual(granted)
    }
    expect(shown).toHaveLength(1)
  })

  it('stays good for a known browser while codes are refused', () => {
    const granted = session.exchange(session.code, undefined)
    const cookie = granted.kind === 'granted' ? present(granted.cookie.split(';')[0]) : ''
    for (let wrong = 0; wrong < 11; wrong += 1) session.exchange('wrong', undefined)
    expect(session.exchange('', undefined).kind).toBe('too-many')
    expect(session.exchange('', cookie)).toEqual(granted)
  })

  it('knows its cookie among others, and no other', () => {
    const granted = session.exchange(session.code, undefined)
    const cookie = granted.kind === 'granted' ? present(granted.cookie.split(';')[0]) : ''
    const token = cookie.slice('interleave-4600='.length)
    expect(token).toMatch(BITS_256)
    for (const good of [cookie, `a=b; ${cookie}`, `${cookie};a=b`, `interleave-4600=old; ${cookie}`]) {
      expect(session.knows(good), good).toBe(true)
    }
    const bad = [
      undefined,
      '',
      token,
      'interleave-4600',
      'interleave-4600=',
      `interleave-4601=${token}`,
      `x${cookie}`,
      `${cookie}x`,
      cookie.slice(0, -1),
      `interleave-4600="${token}"`,
    ]
    for (const text of bad) expect(session.knows(text), text).toBe(false)
  })
})

describe('POST /session', () => {
  let server: TestServer

  beforeEach(async () => {
    server = await TestServer.start()
  })

  it('exchanges the code of the address for a cookie that scripts and other sites do not get', async () => {
    const { status, headers, body } = await server.presentCode(server.code)
    expect({ status, body }).toEqual({ status: 204, body: '' })
    const [pair, ...attributes] = present(headers.get('set-cookie')).split('; ')
    expect(pair).toMatch(new RegExp(`^interleave-${server.port}=[\\w-]{43}$`))
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict'])
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('takes a code once and shows the address with the next one at once', async () => {
    const used = server.code
    await server.presentCode(used)
    expect(server.newAddresses).toEqual([server.server.address])
    expect(server.server.address).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${server.port}/#/\\?code=[\\w-]{43}$`))
    expect(server.code).not.toBe(used)
    const again = await server.presentCode(used)
    expect(again.status).toBe(401)
    expect(again.headers.get('set-cookie')).toBeUndefined()
    expect((await server.presentCode(server.code)).status).toBe(204)
  })

  it('takes no code that has been replaced', async () => {
    const before = server.code
    const address = server.server.newCode()
    expect((await server.presentCode(before)).status).toBe(401)
    expect((await server.presentCode(codeIn(address))).status).toBe(204)
  })

  it.each(['', 'a', 'x'.repeat(43), '\u0000', '../..', 'constructor'])('refuses the code %j', async code => {
    const { status, headers, body } = await server.presentCode(code)
    expect(status).toBe(401)
    expect(headers.get('set-cookie')).toBeUndefined()
    expect(body).toMatch(/^error\[BAD_MESSAGE\]: /)
    expect(body).not.toContain(server.code)
  })

  it('does not go on answering wrong codes', async () => {
    for (let wrong = 0; wrong < 10; wrong += 1) expect((await server.presentCode('wrong')).status).toBe(401)
    const { status, headers, body } = await server.presentCode(server.code)
    expect(status).toBe(429)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(50)
    expect(body).toMatch(/^error\[TOO_MANY\]: /)
  })

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('is no %s', async method => {
    const refused = present(await server.ask(`${method} /session`, { Origin: server.origin }))
    expect(refused.status).toBe(405)
    expect(refused.headers.get('allow')).toBe('POST')
  })

  it('is not for pages that do not say where they are from', async () => {
    expect((await server.presentCode(server.code, { Origin: null })).status).toBe(403)
  })

  it('is not for pages of other sites, even with the right code', async () => {
    expect((await server.presentCode(server.code, { Origin: 'http://evil.example' })).status).toBe(403)
    expect((await server.presentCode(server.code, { Origin: 'null' })).status).toBe(403)
    expect((await server.presentCode(server.code, { Host: `evil.example:${server.port}` })).status).toBe(421)
  })

  it.each([null, 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonp'])(
    'refuses a body of the type %s, which a form of another site could send',
    async type => {
      expect((await server.presentCode(server.code, { 'Content-Type': type })).status).toBe(415)
    },
  )

  it.each(['', 'null', '[]', '"code"', '{}', '{"code":1}', '{"code":null}', '{"__proto__":{"code":"x"}}', '{"code"'])(
    'refuses the body %s',
    async body => {
      expect(await server.ask('POST /session', server.form(body), body)).toMatchObject({ status: 400 })
    },
  )

  it('refuses a code with more beside it', async () => {
    const body = JSON.stringify({ code: server.code, admin: true })
    expect(await server.ask('POST /session', server.form(body), body)).toMatchObject({ status: 400 })
  })

  it('refuses a body that is too long, announced or not', async () => {
    const body = JSON.stringify({ code: 'x'.repeat(2000) })
    expect(await server.ask('POST /session', server.form(body), body)).toMatchObject({ status: 413 })
    const endless = { ...server.form(''), 'Content-Length': '99999999999' }
    expect(await server.ask('POST /session', endless)).toMatchObject({ status: 413 })
    const { 'Content-Length': _announced, ...form } = server.form('')
    const pieces = `400\r\n${'x'.repeat(1024)}\r\n`.repeat(2)
    expect(await server.ask('POST /session', { ...form, 'Transfer-Encoding': 'chunked' }, pieces)).toMatchObject({
      status: 413,
    })
  })

  it('takes a body in pieces', async () => {
    const body = JSON.stringify({ code: server.code })
    const { 'Content-Length': _announced, ...form } = server.form('')
    const pieces = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
    expect(await server.ask('POST /session', { ...form, 'Transfer-Encoding': 'chunked' }, pieces)).toMatchObject({
      status: 204,
    })
  })

  it('gives another server on this machine another cookie', async () => {
    const other = await TestServer.start()
    const [ours, theirs] = [await server.cookie(), await other.cookie()]
    expect(ours.split('=')[0]).not.toBe(theirs.split('=')[0])
    expect(await other.tryToOpen({ Cookie: ours })).toBe(401)
  })
})
