import { connect } from 'node:net'
import { beforeEach, describe, expect, it } from 'vitest'
import { ATTACH, expectItStillServes } from './support/expectations.ts'
import { BINARY, CONTINUATION, frame, PING, PONG, TEXT } from './support/raw-socket.ts'
import { TestServer } from './support/test-server.ts'
import { waitUntil } from './support/wait-for.ts'

const KILO = 1024

let server: TestServer
let cookie: string

beforeEach(async () => {
  server = await TestServer.start()
  cookie = await server.cookie()
})

describe('a socket', () => {
  it('is given to a page with the cookie', async () => {
    await expectItStillServes(server, cookie)
  })

  it('is given to reloads and further windows for the same cookie', async () => {
    const first = await server.open(cookie)
    await server.open(cookie)
    first.destroy()
    await waitUntil('the first page to be gone', () => server.pages.gone === 1)
    await expectItStillServes(server, cookie)
    expect(server.pages.pages).toHaveLength(3)
  })

  it('carries frames beside messages, as the bare cells', async () => {
    const socket = await server.open(cookie)
    const cells = Float64Array.from([2, 0.1, -1, Number.NaN])
    server.pages.latest.post({ t: 'q', m: 'events', a: [[]] })
    server.pages.latest.frame(cells)
    await waitUntil('both', () => socket.frames.length === 2, socket)
    expect(socket.texts).toEqual([{ t: 'q', m: 'events', a: [[]] }])
    const [, binary] = socket.frames
    expect(binary?.opcode).toBe(BINARY)
    expect(new Float64Array(new Uint8Array(binary?.payload ?? []).buffer)).toEqual(cells)
  })

  it('is closed when its page is hung up on', async () => {
    const socket = await server.open(cookie)
    server.pages.latest.close()
    await waitUntil('the end', () => socket.closed, socket)
    expect(socket.goodbye?.code).toBe(1012)
  })

  it('takes a message in pieces', async () => {
    const socket = await server.open(cookie)
    const text = JSON.stringify(ATTACH)
    socket.write(frame({ opcode: TEXT, payload: text.slice(0, 9), final: false }))
    socket.write(frame({ opcode: PING, payload: 'between' }))
    socket.write(frame({ opcode: CONTINUATION, payload: text.slice(9) }))
    await waitUntil('the call', () => server.pages.messages.length === 1 && socket.frames.length === 1)
    expect(socket.frames).toMatchObject([{ opcode: PONG, payload: Buffer.from('between') }])
  })

  it('takes a message of exactly 64 kB in 1024 pieces', async () => {
    const socket = await server.open(cookie)
    const run = JSON.stringify({ t: 'q', m: 'run', a: [''], i: '1' })
    const text = run.replace('""', `"${'x'.repeat(64 * KILO - run.length)}"`)
    expect(Buffer.byteLength(text)).toBe(64 * KILO)
    socket.write(inPieces(text, 1024))
    await waitUntil('the call', () => server.pages.messages.length === 1, socket)
  })
})

/** A text in so many pieces of almost the same length. */
function inPieces(text: string, pieces: number): Buffer {
  return Buffer.concat(
    Array.from({ length: pieces }, (_, index) => {
      const [from, to] = [index, index + 1].map(part => Math.floor((part * text.length) / pieces))
      const opcode = index === 0 ? TEXT : CONTINUATION
      return frame({ opcode, payload: text.slice(from, to), final: index === pieces - 1 })
    }),
  )
}

describe('a page that does not read', () => {
  const CELLS = (256 * KILO) / 8

  it('misses frames and gets the newest when it reads again', async () => {
    const socket = await server.open(cookie)
    const page = server.pages.latest
    socket.pause()
    const frames = 200
    for (let index = 1; index <= frames; index += 1) {
      page.frame(new Float64Array(CELLS).fill(index))
      // What the system takes off our hands is none of the server's memory.
      await new Promise(resolve => setImmediate(resolve))
    }
    socket.resume()
    const numbers = (): number[] => socket.frames.map(({ payload }) => payload.readDoubleLE(0))
    await waitUntil('the newest frame', () => numbers().at(-1) === frames, { numbers: numbers() })
    expect(numbers().length).toBeLessThan(frames)
    expect(numbers()).toEqual(numbers().toSorted((a, b) => a - b))
    expect(socket.closed).toBe(false)
  })

  it('still gets every message', async () => {
    const socket = await server.open(cookie)
    socket.pause()
    for (let index = 0; index < 40; index += 1) {
      server.pages.latest.post({ t: 'q', m: 'events', a: [index, 'x'.repeat(100 * KILO)] })
    }
    socket.resume()
    await waitUntil('all messages', () => socket.texts.length === 40)
    expect(socket.closed).toBe(false)
  })

  it('is cut off when 16 MB wait for it', async () => {
    const socket = await server.open(cookie)
    const page = server.pages.latest
    socket.pause()
    const message = { t: 'q', m: 'events', a: ['x'.repeat(KILO * KILO)] }
    let posted = 0
    for (; posted < 100 && server.pages.gone === 0; posted += 1) {
      page.post(message)
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(server.pages.gone).toBe(1)
    expect(posted).toBeGreaterThan(15)
    await expectItStillServes(server, cookie)
  })
})

describe('a page that has vanished', () => {
  it('is given up when it answers no ping', async () => {
    const quick = await TestServer.start(50)
    const [silent, answering] = [await quick.open(await quick.cookie()), await quick.open(await quick.cookie())]
    await waitUntil('a page to be gone', () => {
      // Ours answers by hand, as browsers do by themselves.
      if (answering.pings > 0) answering.write(frame({ opcode: PONG, payload: '' }))
      return silent.closed
    })
    expect(answering.closed).toBe(false)
    expect(quick.pages.gone).toBe(1)
  })
})

describe('a server that ends', () => {
  it('says goodbye to its pages and leaves nothing open, even for those that do not answer', async () => {
    const ending = await TestServer.start()
    const sockets = [await ending.open(await ending.cookie()), await ending.open(await ending.cookie())]
    const idle = connect({ port: ending.port, host: '127.0.0.1' })
    await new Promise(resolve => idle.on('connect', resolve))
    const idleGone = new Promise(resolve => idle.on('close', resolve))
    sockets[1]?.pause()
    const before = performance.now()
    await ending.server.close()
    expect(performance.now() - before).toBeLessThan(1000)
    await idleGone
    await waitUntil('the goodbye', () => sockets[0]?.goodbye?.code === 1001, sockets[0])
    await waitUntil('both pages to be gone', () => ending.pages.gone === 2)
  })
})
