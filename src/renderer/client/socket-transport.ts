import { SessionRefused, type OpenTransport, type Transport } from './transport.ts'
import { upload } from './upload.ts'

/** Buys nothing, but a browser that has a session is told so. */
const NO_CODE = ''

/**
 * The browser shell's way to the desk: a session cookie bought with the one-time code, then a WebSocket.
 * @param code the code of the page's address; used once
 */
export function socketOpener(code: string | null): OpenTransport {
  let unused = code
  return async () => {
    if (unused !== null) {
      await askForSession(unused)
      unused = null
    }
    try {
      return await openSocket()
    } catch (thrown) {
      // A page is not told why its socket failed, so it asks in a way that has an answer.
      await askForSession(NO_CODE)
      throw thrown
    }
  }
}

/** @throws {SessionRefused} when the code is wrong or used, and this browser has no session either */
async function askForSession(code: string): Promise<void> {
  const response = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  })
  if (isRefusal(response)) throw new SessionRefused('this browser has no session')
  if (!response.ok) throw new Error(`the lab answered ${String(response.status)} when asked for a session`)
}

function isRefusal(response: Response): boolean {
  return response.status === 401 || response.status === 403
}

function openSocket(): Promise<Transport> {
  const { protocol, host } = window.location
  const socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/ws`)
  socket.binaryType = 'arraybuffer'
  return new Promise((resolve, reject) => {
    const failed = (): void => reject(new Error('the lab does not answer'))
    socket.addEventListener('close', failed)
    socket.addEventListener('open', () => {
      socket.removeEventListener('close', failed)
      resolve(transportOver(socket))
    })
  })
}

function transportOver(socket: WebSocket): Transport {
  let closedHere = false
  return {
    post: message => socket.send(JSON.stringify(message)),
    onMessage(listener) {
      socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'string') listener(JSON.parse(data))
      })
    },
    onFrame(listener) {
      socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data instanceof ArrayBuffer) listener(new Float64Array(data))
      })
    },
    onClose(listener) {
      socket.addEventListener('close', () => {
        if (!closedHere) listener()
      })
    },
    close() {
      closedHere = true
      socket.close()
    },
    upload,
  }
}
