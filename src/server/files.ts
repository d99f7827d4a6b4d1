import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { LabError } from '../base/errors.ts'
import { pageFolder } from '../node/page-folder.ts'
import { refusal, refuse } from './refusal.ts'

const COMPRESSIBLE = /^text\/|json|svg/
const INDEX = '/index.html'

interface PageFile {
  readonly type: string
  readonly body: Buffer
  readonly tag: string
  /** Made when first asked for. */
  compressed: Buffer | null
}

/**
 * The built page, read once into memory. A request's target is looked up as it stands, never decoded and never turned
 * into a path, so there is nothing to traverse; and a build that replaces the files meanwhile breaks no answer, where a
 * file server would stumble over its own list.
 */
export class PageFiles {
  readonly #files: ReadonlyMap<string, PageFile>

  private constructor(files: ReadonlyMap<string, PageFile>) {
    this.#files = files
  }

  /** @throws {LabError} NOT_BUILT where no page is */
  static read(folder: URL): PageFiles {
    const root = fileURLToPath(folder)
    if (!existsSync(join(root, INDEX))) {
      throw new LabError('NOT_BUILT', 'the page is not built', {
        allowed: 'a built page in out/renderer',
        suggestion: 'npm run build',
      })
    }
    const files = new Map<string, PageFile>()
    for (const [target, { path, type }] of pageFolder(root)) {
      files.set(target === INDEX ? '/' : target, pageFile(path, type ?? 'application/octet-stream'))
    }
    return new PageFiles(files)
  }

  /** Answers a request for a file. */
  answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, refusal(405, 'files are only read here', 'GET, HEAD', { Allow: 'GET, HEAD' }))
      return
    }
    const file = this.#files.get(request.url ?? '')
    if (file === undefined) {
      refuse(response, refusal(404, 'there is no such file', 'the files of the page'))
      return
    }
    const headers = { ETag: file.tag, 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding' }
    if (request.headers['if-none-match'] === file.tag) {
      response.writeHead(304, headers).end()
      return
    }
    const compress = COMPRESSIBLE.test(file.type) && /\bgzip\b/.test(String(request.headers['accept-encoding']))
    const body = compress ? (file.compressed ??= gzipSync(file.body)) : file.body
    response.writeHead(200, {
      ...headers,
      ...(compress ? { 'Content-Encoding': 'gzip' } : {}),
      'Content-Type': file.type,
      'Content-Length': String(body.length),
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  }
}

function pageFile(path: string, type: string): PageFile {
  const body = readFileSync(path)
  // Weak: the same page, compressed or not.
  const tag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return { type, body, tag, compressed: null }
}
