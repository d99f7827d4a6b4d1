import type { MessagePort } from 'node:worker_threads'
import type { WorkerSide } from '../engine/ports.ts'
import { nowNanos } from './clock.ts'

/** A worker's side of the border, on the port that leads to its host. */
export function workerSide(port: MessagePort): WorkerSide {
  return {
    onMessage(listener) {
      port.on('message', listener)
    },
    post(message) {
      port.postMessage(message)
    },
    nowNanos,
    cpuMicros() {
      const { user, system } = process.threadCpuUsage()
      return user + system
    },
  }
}
