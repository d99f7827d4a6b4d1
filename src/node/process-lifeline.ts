import { connect } from 'node:net'
import { workerData } from 'node:worker_threads'
import { LINES } from './local-listener.ts'
import { asLinkMessage } from './process-requests.ts'

/** Entry of a thread that ends its process, whatever that is busy with, when the one it works for is gone. */
const link = asLinkMessage(workerData)
if (link === undefined) throw new Error('process-lifeline runs beside a process that does tasks')
const line = connect(link.address)
const end = (): void => {
  process.kill(process.pid, 'SIGKILL')
}
line.on('error', end)
line.on('close', end)
line.on('data', () => undefined)
line.write(`${link.token}${LINES.life}`)
