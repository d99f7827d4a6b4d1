import { MessageChannel, MessagePort, receiveMessageOnPort, type Transferable } from 'node:worker_threads'
import type { Mailbox, MailboxPair } from '../engine/ports.ts'

/** A new mailbox for two threads of this process. */
export function nodeMailbox(): MailboxPair {
  const { port1, port2 } = new MessageChannel()
  return { here: mailboxOn(port1), there: port2 }
}

/** The end of a mailbox that came in a message. @throws TypeError when it is none */
export function openMailbox(there: unknown): Mailbox {
  if (!(there instanceof MessagePort)) throw new TypeError('a mailbox travels as a message port')
  return mailboxOn(there)
}

/** Nobody listens to the port, so it keeps no thread alive: it is looked into. */
function mailboxOn(port: MessagePort): Mailbox {
  return {
    post(message, transfer = []) {
      const moved = transfer.filter(isTransferable)
      if (moved.length < transfer.length) throw new TypeError('only buffers and ports can be transferred')
      port.postMessage(message, moved)
    },
    receive() {
      const received: unknown = receiveMessageOnPort(port)
      return isReceived(received) ? received : undefined
    },
    close() {
      port.close()
    },
  }
}

function isReceived(received: unknown): received is { readonly message: unknown } {
  return typeof received === 'object' && received !== null && 'message' in received
}

/** What else there is in lists is told by whoever posts them: of these the system refuses what it cannot move. */
export function isTransferable(value: unknown): value is Transferable {
  return value instanceof ArrayBuffer || value instanceof MessagePort
}
