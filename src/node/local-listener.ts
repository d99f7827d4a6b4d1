import { randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { LinkAddress } from './process-requests.ts'
import { systemCode } from '../base/errors.ts'

/** What connects says first: the token, and which of the two lines it is. */
const TOKEN_BYTES = 32
const HELLO_BYTES = TOKEN_BYTES * 2 + 1

/** The line that tasks go through, and the line that only tells one end that the other is gone. */
export const LINES = { tasks: 't', life: 'l' } as const

const FOLDER = 'interleave-tasks-'
const SOCKET = 'tasks.sock'
/** A process comes within half a minute or not at all: a folder as old as this was left by somebody who was killed. */
const STALE_AFTER_MILLIS = 120_000

/** One process is awaited here: two lines of it, and nobody else. */
export interface LocalListener extends LinkAddress {
  close(): void
}

interface Arrivals {
  tasks(socket: Socket): void
  life(socket: Socket): void
}

/** Resolves once somebody can connect. The folder of a socket is its owner's alone. */
export async function listenForProcess(arrivals: Arrivals): Promise<LocalListener> {
  if (process.platform !== 'win32') removeStaleSockets()
  const folder = process.platform === 'win32' ? null : mkdtempSync(join(tmpdir(), FOLDER))
  const address =
    folder === null ? String.raw`\\.\pipe\interleave-${randomBytes(16).toString('hex')}` : join(folder, SOCKET)
  const token = randomBytes(TOKEN_BYTES).toString('hex')
  const server = createServer(socket => {
    letIn(socket, token, arrivals)
  })
  await listening(server, address)
  server.unref()
  return {
    address,
    token,
    close() {
      server.close()
      if (folder !== null) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Removes what a thread has left that was ended while it listened. Nothing but such a socket and its folder. */
export function removeSocket(address: string): void {
  const folder = dirname(address)
  const isOurs = basename(address) === SOCKET && dirname(folder) === tmpdir() && basename(folder).startsWith(FOLDER)
  if (!isOurs || !existsSync(folder)) return
  rmSync(address, { force: true })
  try {
    rmdirSync(folder)
  } catch (error) {
    // Another thread removed it at the same moment, or somebody keeps a file of theirs in it.
    const code = systemCode(error)
    if (code !== 'ENOENT' && code !== 'ENOTEMPTY') throw error
  }
}

/** What threads and hosts have left that were killed while they listened. */
export function removeStaleSockets(nowMillis: number = Date.now()): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(FOLDER)) continue
    const folder = join(tmpdir(), name)
    const info = statSync(folder, { throwIfNoEntry: false })
    if (info === undefined || info.uid !== process.getuid?.()) continue
    if (nowMillis - info.mtimeMs > STALE_AFTER_MILLIS) removeSocket(join(folder, SOCKET))
  }
}

/** Whoever does not know the token is hung up on. */
function letIn(socket: Socket, token: string, arrivals: Arrivals): void {
  socket.on('error', () => socket.destroy())
  const read = (): void => {
    const chunk: unknown = socket.read(HELLO_BYTES)
    if (!Buffer.isBuffer(chunk)) return
    socket.off('readable', read)
    const isKnown = timingSafeEqual(chunk.subarray(0, TOKEN_BYTES * 2), Buffer.from(token))
    const line = chunk.toString('latin1', TOKEN_BYTES * 2)
    if (isKnown && line === LINES.tasks) arrivals.tasks(socket)
    else if (isKnown && line === LINES.life) arrivals.life(socket)
    else socket.destroy()
  }
  socket.on('readable', read)
}

async function listening(server: Server, address: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  server.once('error', reject)
  server.listen(address, () => {
    resolve(undefined)
  })
  await promise
}
