import { once } from 'node:events'
import type { ClientRequest, IncomingMessage, Server } from 'node:http'
import { LabError } from '../base/errors.ts'
import type { LocalClient, LocalHttp, LocalServer } from '../base/local-http.ts'

const LOOPBACK = '127.0.0.1'
const OK = 200
const FAILED = 500

/** Loads Node's HTTP when it is first needed: few workers ever do. */
export const localHttp: LocalHttp = {
  async serve(answer) {
    const { createServer } = await import('node:http')
    const server = createServer((request, response) => {
      answer(request.url ?? '').then(
        text => response.end(text),
        () => response.writeHead(FAILED).end(),
      )
    })
    return listening(server)
  },

  client(port) {
    return new Client(port)
  },
}

async function listening(server: Server): Promise<LocalServer> {
  try {
    server.listen({ port: 0, host: LOOPBACK, exclusive: true })
    await once(server, 'listening')
  } catch (thrown) {
    throw new LabError('PORT_TAKEN', `the local server cannot listen on ${LOOPBACK}: ${codeOf(thrown)}`, {
      suggestion: 'interleave doctor',
    })
  }
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async close() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

class Client implements LocalClient {
  readonly #port: number
  readonly #underWay = new Set<ClientRequest>()
  readonly #agent = import('node:http').then(({ Agent, request }) => {
    return { agent: new Agent({ keepAlive: true }), request }
  })
  #isClosed = false

  constructor(port: number) {
    this.#port = port
  }

  async get(path: string): Promise<string> {
    const { agent, request } = await this.#agent
    if (this.#isClosed) throw failed(path, 'the client was closed')
    const asked = request({ host: LOOPBACK, port: this.#port, path, agent })
    this.#underWay.add(asked)
    try {
      return await answered(asked)
    } catch (thrown) {
      throw failed(path, codeOf(thrown))
    } finally {
      this.#underWay.delete(asked)
    }
  }

  close(): void {
    this.#isClosed = true
    for (const request of this.#underWay) request.destroy()
    void this.#agent.then(({ agent }) => {
      agent.destroy()
    })
  }
}

function answered(asked: ClientRequest): Promise<string> {
  return new Promise((resolve, reject) => {
    asked.on('error', reject)
    asked.on('response', response => {
      textOf(response).then(resolve, reject)
    })
    asked.end()
  })
}

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: string[] = []
  response.setEncoding('utf8')
  for await (const part of response) parts.push(String(part))
  if (response.statusCode !== OK) throw new Error(`it answered ${String(response.statusCode)}`)
  return parts.join('')
}

function failed(path: string, why: string): LabError {
  return new LabError('REQUEST_FAILED', `the local server did not answer ${path}: ${why}`)
}

function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown cause'
  return 'code' in thrown ? String(thrown.code) : thrown.message
}
