import { once } from 'node:events'
import type { Server } from 'node:http'
import { LabError } from '../base/errors.ts'

/** Nothing but this machine can reach it; there is no option for another. */
const LOOPBACK = '127.0.0.1'
const DEFAULT_PORT = 4600
const PORTS_TRIED = 100

/**
 * Starts listening, for this machine alone.
 * @param port 0: any free one; null: the usual one, or the next that is free
 * @returns the port
 * @throws {LabError} PORT_TAKEN
 */
export async function listen(server: Server, port: number | null): Promise<number> {
  if (port !== null) {
    const failure = await attempt(server, port)
    if (failure !== null) throw portTaken(`port ${String(port)} ${failure}`)
    return portOf(server)
  }
  for (let candidate = DEFAULT_PORT; candidate < DEFAULT_PORT + PORTS_TRIED; candidate += 1) {
    if ((await attempt(server, candidate)) === null) return candidate
  }
  throw portTaken(`ports ${String(DEFAULT_PORT)} to ${String(DEFAULT_PORT + PORTS_TRIED - 1)} are taken`)
}

/** @returns why it cannot listen there; null when it does */
async function attempt(server: Server, port: number): Promise<string | null> {
  try {
    server.listen({ port, host: LOOPBACK, exclusive: true })
    await once(server, 'listening')
    return null
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown cause'
    if (code === 'EADDRINUSE') return 'is taken'
    return code === 'EACCES' ? 'is not permitted' : `cannot be listened on (${code})`
  }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function portTaken(what: string): LabError {
  return new LabError('PORT_TAKEN', what, {
    allowed: 'a free port from 0 to 65535; 0 takes any',
    suggestion: '--port 0',
  })
}
