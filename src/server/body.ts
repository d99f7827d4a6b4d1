import type { IncomingMessage } from 'node:http'

/** What a request brings. @returns null for a body that is longer than `longestBytes`, or breaks off */
export function bodyOf(request: IncomingMessage, longestBytes: number): Promise<Buffer | null> {
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= longestBytes) chunks.push(chunk)
      else {
        chunks.length = 0
        resolve(null)
      }
    })
    request.on('end', () => {
      resolve(Buffer.concat(chunks))
    })
    for (const event of ['error', 'aborted', 'close']) {
      request.on(event, () => {
        resolve(null)
      })
    }
  })
}
