import type { IncomingMessage } from 'node:http'
import { refusal, type Refusal } from './refusal.ts'

const NAMES = ['127.0.0.1', 'localhost', '[::1]']
/** Browsers leave it out of addresses. */
const HTTP_PORT = 80

/**
 * Who may ask at all. The Host list keeps out sites whose name was made to point here (DNS rebinding), the Origin list
 * keeps out pages of other sites.
 */
export class Guard {
  readonly #hosts: ReadonlySet<string>
  readonly #origins: ReadonlySet<string>

  constructor(port: number) {
    const withPort = NAMES.map(name => `${name}:${String(port)}`)
    const hosts = port === HTTP_PORT ? [...withPort, ...NAMES] : withPort
    this.#hosts = new Set(hosts)
    this.#origins = new Set(hosts.map(host => `http://${host}`))
  }

  /** @returns what is wrong with where a request comes from; null if nothing is */
  troubleWith(request: IncomingMessage): Refusal | null {
    const hosts = request.headersDistinct['host'] ?? []
    const [host] = hosts
    if (host === undefined || hosts.length > 1 || !this.#hosts.has(host)) {
      return refusal(421, 'the request is for another host', [...this.#hosts].join(', '))
    }
    // Browsers say nothing of the origin where a page of ours loads its own files.
    const origins = request.headersDistinct['origin'] ?? []
    return origins.every(origin => this.#origins.has(origin)) ? null : this.#foreign()
  }

  /** The same for what only a page of ours may do: there its origin must be named. */
  troubleWithPage(request: IncomingMessage): Refusal | null {
    const trouble = this.troubleWith(request)
    if (trouble !== null) return trouble
    return request.headersDistinct['origin']?.length === 1 ? null : this.#foreign()
  }

  #foreign(): Refusal {
    return refusal(403, 'the request comes from another site', [...this.#origins].join(', '))
  }
}
