import { cancelled } from '../../base/cancellation.ts'
import type { Upload } from './transport.ts'

/** The browser shell's way for reports: a request of its own, which tells how far it has come. */
export const upload: Upload = (text, signal, sent) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/import')
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.addEventListener('progress', ({ loaded, total }) => sent(total > 0 ? loaded / total : 1))
    request.addEventListener('load', () => {
      if (request.status === 200) resolve(JSON.parse(request.responseText))
      else reject(new Error(`the lab answered ${String(request.status)} when given a report`))
    })
    request.addEventListener('error', () => reject(new Error('the lab does not answer')))
    request.addEventListener('abort', () => reject(cancelled()))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(text)
  })
