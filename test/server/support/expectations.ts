import { expect } from 'vitest'
import type { RawSocket } from './raw-socket.ts'
import type { TestServer } from './test-server.ts'
import { waitUntil } from './wait-for.ts'

export const ATTACH = { t: 'q', m: 'attach', a: [], i: '1' }

/** A page that behaves is still served, whatever another one did. */
export async function expectItStillServes(server: TestServer, cookie: string): Promise<void> {
  const heard = server.pages.messages.length
  const socket = await server.open(cookie)
  socket.send(ATTACH)
  await waitUntil('the call', () => server.pages.messages.length > heard, server.pages.messages)
  expect(server.pages.messages.at(-1)).toEqual(ATTACH)
  server.pages.latest.post({ t: 's', i: '1', r: 'hello' })
  expect(await socket.text(() => true)).toEqual({ t: 's', i: '1', r: 'hello' })
}

/** The error is named to the page, then it is hung up on, and nobody else heard what it sent. */
export async function expectRefused(
  server: TestServer,
  socket: RawSocket,
  code: string,
  closeCode: number,
  names: RegExp,
): Promise<void> {
  await waitUntil('the end', () => socket.closed, socket)
  expect(socket.texts).toEqual([{ t: 'q', m: 'refused', a: [code, expect.stringMatching(names)] }])
  expect(socket.goodbye).toEqual({ code: closeCode, reason: code })
  await waitUntil('the page to be gone', () => server.pages.gone === 1)
}
