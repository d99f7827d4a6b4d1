import { PORT_MESSAGE, type DesktopBridge } from './desktop-bridge.ts'
import type { OpenTransport, Transport } from './transport.ts'

/** The main process answers at once or not at all. */
const PORT_WITHIN_MILLIS = 2_000

/** The desktop's way to the desk: one end of a message channel, whose other end the engine host holds. */
export function portOpener(bridge: DesktopBridge): OpenTransport {
  return async () => transportOver(await portFrom(bridge))
}

/** Ports cannot cross the bridge between the preload's world and the page's, so the port comes as a window message. */
function portFrom(bridge: DesktopBridge): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const given = (event: MessageEvent<unknown>): void => {
      const [port] = event.ports
      if (event.source !== window || event.data !== PORT_MESSAGE || port === undefined) return
      settle()
      resolve(port)
    }
    const late = setTimeout(() => {
      settle()
      reject(new Error('the lab gives no port'))
    }, PORT_WITHIN_MILLIS)
    const settle = (): void => {
      clearTimeout(late)
      window.removeEventListener('message', given)
    }
    window.addEventListener('message', given)
    bridge.connect()
  })
}

function transportOver(port: MessagePort): Transport {
  return {
    post: message => port.postMessage(message),
    onMessage(listener) {
      port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (!(data instanceof Float64Array)) listener(data)
      })
      port.start()
    },
    onFrame(listener) {
      port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data instanceof Float64Array) listener(data)
      })
    },
    // Electron tells when the process at the other end is gone.
    onClose: listener => port.addEventListener('close', listener),
    close: () => port.close(),
  }
}
