import { connect } from 'node:net'
import { Worker } from 'node:worker_threads'
import type { ProcessSide } from '../engine/ports.ts'
import { nowNanos } from './clock.ts'
import { frameOf, FrameReader } from './frames.ts'
import { LINES } from './local-listener.ts'
import { asLinkMessage, type LinkMessage } from './process-requests.ts'
import { endProcess, forkedParent, isUtilityProcess, utilityParent } from './processes.ts'

/** From sources the thread is a .ts file, built it is a .js file beside this one. */
const LIFELINE_FILE = new URL(
  import.meta.url.endsWith('.ts') ? './process-lifeline.ts' : './process-lifeline.js',
  import.meta.url,
)

/** Resolves when the process is linked to the thread that wants it. Without that thread there is no process. */
export async function taskProcessSide(): Promise<ProcessSide> {
  const parent = isUtilityProcess() ? utilityParent() : forkedParent(endProcess)
  const link = await new Promise<LinkMessage>(resolve => {
    parent.onMessage(message => {
      const found = asLinkMessage(message)
      if (found !== undefined) resolve(found)
    })
  })
  const socket = connect(link.address)
  socket.on('error', endProcess)
  socket.on('close', endProcess)
  socket.write(`${link.token}${LINES.tasks}`)
  // A process in the middle of a long task does not hear that its line is closed; a thread beside it does.
  new Worker(LIFELINE_FILE, { workerData: link, execArgv: [] }).unref()
  const listeners: ((message: unknown) => void)[] = []
  const reader = new FrameReader(message => {
    for (const listener of listeners) listener(message)
  })
  socket.on('data', chunk => {
    reader.push(chunk)
  })
  return {
    nowNanos,
    post(message) {
      const [head, body] = frameOf(message)
      socket.cork()
      socket.write(head ?? '')
      socket.write(body ?? '')
      socket.uncork()
    },
    onMessage(listener) {
      listeners.push(listener)
    },
  }
}
