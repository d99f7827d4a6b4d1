import { beforeEach, describe, expect, it } from 'vitest'
import { ATTACH, expectItStillServes, expectRefused } from './support/expectations.ts'
import { BINARY, CLOSE, CONTINUATION, frame, PING, TEXT } from './support/raw-socket.ts'
import { TestServer } from './support/test-server.ts'
import { waitUntil } from './support/wait-for.ts'

const KILO = 1024

let server: TestServer
let cookie: string

beforeEach(async () => {
  server = await TestServer.start()
  cookie = await server.cookie()
})

describe('a page is told what is wrong and hung up on', () => {
  const texts = [
    { what: 'no JSON', text: 'attach', names: /not JSON/ },
    { what: 'nothing', text: '', names: /not JSON/ },
    { what: 'half a message', text: '{"t":"q","m":"attach"', names: /not JSON/ },
    { what: 'NaN', text: 'NaN', names: /not JSON/ },
    { what: 'null', text: 'null', names: /no call/ },
    { what: 'a number', text: '1', names: /no call/ },
    { what: 'a list', text: '[]', names: /no call/ },
    { what: 'an empty object', text: '{}', names: /no call/ },
    { what: 'an answer', text: '{"t":"s","i":"1","r":null}', names: /no call/ },
    { what: 'a call without arguments', text: '{"t":"q","m":"attach","i":"1"}', names: /no call/ },
    { what: 'arguments that are no list', text: '{"t":"q","m":"attach","a":{},"i":"1"}', names: /no call/ },
    { what: 'too many arguments', text: '{"t":"q","m":"stop","a":[1],"i":"1"}', names: /arguments of stop/ },
    { what: 'wrong arguments', text: '{"t":"q","m":"keepCoresFree","a":["1"],"i":"1"}', names: /keepCoresFree/ },
    { what: 'a format there is not', text: '{"t":"q","m":"report","a":["x","docx"],"i":"1"}', names: /report/ },
    { what: 'a long id', text: `{"t":"q","m":"attach","a":[],"i":"${'x'.repeat(101)}"}`, names: /no call/ },
    { what: 'a field too many', text: '{"t":"q","m":"attach","a":[],"i":"1","x":1}', names: /no call/ },
    { what: 'a deep message', text: `{"t":"q","m":"run","a":${nested(40)}}`, names: /nested/ },
    { what: 'an abyss', text: nested(30_000), names: /nested/ },
    { what: 'an abyss of objects', text: `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`, names: /nested/ },
    ...['', 'close', 'nothing', '$call', 'then', '__proto__', 'constructor', 'toString', 'hasOwnProperty'].map(
      method => ({
        what: `a call of "${method}"`,
        text: `{"t":"q","m":"${method}","a":[],"i":"1"}`,
        names: /which there is not/,
      }),
    ),
  ]

  it.each(texts)('for $what', async ({ text, names }) => {
    const socket = await server.open(cookie)
    socket.write(frame({ opcode: TEXT, payload: text }))
    await expectRefused(server, socket, 'BAD_MESSAGE', 1008, names)
    expect(server.pages.messages).toEqual([])
    await expectItStillServes(server, cookie)
  })

  const bytes = [
    { what: 'binary', frames: [{ opcode: BINARY, payload: Buffer.from([0, 255, 1]) }], code: 1008, names: /not text/ },
    { what: 'an empty binary', frames: [{ opcode: BINARY, payload: '' }], code: 1008, names: /not text/ },
    {
      what: 'a text that is not UTF-8',
      frames: [{ opcode: TEXT, payload: Buffer.from([0x22, 0xc3, 0x28, 0x22]) }],
      code: 1007,
      names: /UTF-8/,
    },
    {
      what: 'a lone surrogate',
      frames: [{ opcode: TEXT, payload: Buffer.from([0xed, 0xa0, 0x80]) }],
      code: 1007,
      names: /UTF-8/,
    },
    {
      what: 'one byte more than 64 kB',
      frames: [{ opcode: TEXT, payload: 'x'.repeat(64 * KILO + 1) }],
      code: 1009,
      names: /64 kB/,
    },
    {
      what: 'more than 64 kB in pieces',
      frames: [
        { opcode: TEXT, payload: 'x'.repeat(64 * KILO), final: false },
        { opcode: CONTINUATION, payload: 'x' },
      ],
      code: 1009,
      names: /64 kB/,
    },
    {
      what: 'an unmasked frame',
      frames: [{ opcode: TEXT, payload: '{}', masked: false }],
      code: 1002,
      names: /no Web/,
    },
    { what: 'an unknown opcode', frames: [{ opcode: 5, payload: '' }], code: 1002, names: /no Web/ },
    { what: 'reserved bits', frames: [{ opcode: TEXT, payload: '', reserved: 1 }], code: 1002, names: /no Web/ },
    { what: 'a piece of nothing', frames: [{ opcode: CONTINUATION, payload: 'x' }], code: 1002, names: /no Web/ },
    { what: 'half a ping', frames: [{ opcode: PING, payload: '', final: false }], code: 1002, names: /no Web/ },
    { what: 'a long ping', frames: [{ opcode: PING, payload: 'x'.repeat(126) }], code: 1002, names: /no Web/ },
    { what: 'a bad goodbye', frames: [{ opcode: CLOSE, payload: Buffer.from([0, 0]) }], code: 1002, names: /no Web/ },
  ]

  it.each(bytes)('for $what', async ({ frames, code, names }) => {
    const socket = await server.open(cookie)
    socket.write(Buffer.concat(frames.map(own => frame(own))))
    await expectRefused(server, socket, 'BAD_MESSAGE', code, names)
    expect(server.pages.messages).toEqual([])
    await expectItStillServes(server, cookie)
  })

  it('for a length that is announced, before it has come', async () => {
    const socket = await server.open(cookie)
    socket.write(Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4]))
    await expectRefused(server, socket, 'BAD_MESSAGE', 1009, /64 kB/)
  })

  it.each(['x', ''])('for a message in 1025 pieces of %j', async piece => {
    const socket = await server.open(cookie)
    const pieces = Array.from({ length: 1025 }, (_, index) =>
      frame({ opcode: index === 0 ? TEXT : CONTINUATION, payload: piece, final: index === 1024 }),
    )
    socket.write(Buffer.concat(pieces))
    await expectRefused(server, socket, 'BAD_MESSAGE', 1008, /1024 pieces/)
    await expectItStillServes(server, cookie)
  })

  it('for bytes by chance', async () => {
    const socket = await server.open(cookie)
    // Reserved bits are set in the first byte: no chance makes it a frame.
    socket.write(Buffer.from(Array.from({ length: 5000 }, (_, index) => (0xf7 + index * 101) % 256)))
    await expectRefused(server, socket, 'BAD_MESSAGE', 1002, /no WebSocket message/)
    await expectItStillServes(server, cookie)
  })

  it('for the 51st message in a second', async () => {
    const socket = await server.open(cookie)
    const taken = { t: 'q', m: 'frameTaken', a: [] }
    const message = frame({ opcode: TEXT, payload: JSON.stringify(taken) })
    socket.write(Buffer.concat(Array.from({ length: 500 }, () => message)))
    await expectRefused(server, socket, 'TOO_MANY', 1008, /too many messages/)
    expect(server.pages.messages).toEqual(Array.from({ length: 50 }, () => taken))
    await expectItStillServes(server, cookie)
  })
})

describe('a page that was hung up on', () => {
  it('is not listened to any more, and is cut off when it stays', async () => {
    const socket = await server.open(cookie)
    socket.polite = false
    socket.send([])
    await waitUntil('the goodbye', () => socket.goodbye !== null, socket)
    for (let count = 0; count < 20; count += 1) socket.send(ATTACH)
    await waitUntil('the end', () => socket.closed, socket)
    expect(server.pages.messages).toEqual([])
    expect(socket.texts).toHaveLength(1)
    await expectItStillServes(server, cookie)
  })
})

/** Brackets in brackets, so many deep. */
function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels)
}
