import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import type { LocalClient, LocalServer } from '../../../src/base/local-http.ts'
import { localHttp } from '../../../src/node/local-http.ts'
import { labRejectionOf } from '../../helpers/lab-error-of.ts'

const opened: { close(): unknown }[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map(one => one.close()))
})

async function serve(answer: (path: string) => Promise<string>): Promise<LocalServer> {
  const server = await localHttp.serve(answer)
  opened.push(server)
  return server
}

function client(port: number): LocalClient {
  const own = localHttp.client(port)
  opened.push(own)
  return own
}

/** Whether the port can be had again. */
async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen({ port, host: '127.0.0.1', exclusive: true })
  try {
    await once(probe, 'listening')
    return true
  } catch {
    return false
  } finally {
    probe.close()
  }
}

const never = (): Promise<string> => new Promise<string>(() => undefined)

describe('a local server', () => {
  it('answers each request by its path, any number at the same time', async () => {
    let [inFlight, most] = [0, 0]
    const waiting: (() => void)[] = []
    const { port } = await serve(async path => {
      inFlight += 1
      most = Math.max(most, inFlight)
      await new Promise<void>(resolve => {
        waiting.push(resolve)
        if (waiting.length === 30) for (const go of waiting) go()
      })
      inFlight -= 1
      return `to ${path}`
    })
    const own = client(port)
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => own.get(`/${String(n)}`)))
    expect(answers).toEqual(Array.from({ length: 30 }, (_, n) => `to /${String(n)}`))
    expect(most).toBe(30)
  })

  it('keeps text as it is', async () => {
    const text = 'ä\u202f→ '.repeat(50_000)
    const { port } = await serve(() => Promise.resolve(text))
    expect(await client(port).get('/')).toBe(text)
  })

  it('fails a request whose answer cannot be made, and goes on', async () => {
    const { port } = await serve(path => (path === '/bad' ? Promise.reject(new Error('no')) : Promise.resolve('yes')))
    const own = client(port)
    const failure = await labRejectionOf(own.get('/bad'))
    expect(failure.code).toBe('REQUEST_FAILED')
    expect(failure.message).toContain('/bad: it answered 500')
    expect(await own.get('/good')).toBe('yes')
  })

  it('gives its port back at once when it is closed, though requests are under way, and these fail', async () => {
    const arrived = Promise.withResolvers<undefined>()
    const server = await serve(() => {
      arrived.resolve(undefined)
      return never()
    })
    const request = labRejectionOf(client(server.port).get('/'))
    await arrived.promise
    expect(await isFree(server.port)).toBe(false)
    await server.close()
    expect((await request).code).toBe('REQUEST_FAILED')
    expect(await isFree(server.port)).toBe(true)
    await server.close()
  })

  it('listens on loopback alone', async () => {
    const { port } = await serve(never)
    const outward = Object.values(networkInterfaces()).flatMap(addresses =>
      (addresses ?? []).flatMap(({ internal, family, address }) => (internal || family !== 'IPv4' ? [] : [address])),
    )
    for (const host of [...outward, '::1']) {
      expect(await once(connect({ port, host }), 'error')).toEqual([expect.any(Error)])
    }
  })
})

describe('a local client', () => {
  it('keeps its connection for the next request, and gives it up when it is closed', async () => {
    const sockets = new Set<Socket>()
    const server = createServer((_request, response) => response.end('here'))
    server.on('connection', socket => sockets.add(socket))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    opened.push({ close: () => server.close() })
    const address = server.address()
    const own = localHttp.client(typeof address === 'object' && address !== null ? address.port : 0)
    for (let n = 0; n < 5; n++) await own.get('/')
    expect(sockets.size).toBe(1)
    const closed = Promise.all([...sockets].map(socket => once(socket, 'close')))
    own.close()
    await closed
    expect((await labRejectionOf(own.get('/'))).message).toContain('the client was closed')
  })

  it('says what is wrong where nobody listens', async () => {
    const server = await localHttp.serve(never)
    await server.close()
    const failure = await labRejectionOf(client(server.port).get('/'))
    expect(failure.message).toContain('ECONNREFUSED')
  })

  it('fails what is under way when it is closed', async () => {
    const arrived = Promise.withResolvers<undefined>()
    const { port } = await serve(() => {
      arrived.resolve(undefined)
      return never()
    })
    const own = client(port)
    const request = labRejectionOf(own.get('/'))
    await arrived.promise
    own.close()
    expect((await request).code).toBe('REQUEST_FAILED')
  })
})
