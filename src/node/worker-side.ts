import { getHeapStatistics } from 'node:v8'
import { BroadcastChannel, type MessagePort } from 'node:worker_threads'
import type { WorkerSide } from '../engine/ports.ts'
import { nowNanos } from './clock.ts'
import { lateHttp, latePrograms } from './late-modules.ts'
import { openMailbox } from './mailbox.ts'

/** A worker's side of the border, on the port that leads to its host. */
export function workerSide(port: MessagePort): WorkerSide {
  return {
    programs: latePrograms,
    onMessage(listener) {
      port.on('message', listener)
    },
    post(message) {
      port.postMessage(message)
    },
    nowNanos,
    mailbox: openMailbox,
    http: lateHttp,
    after(millis, expire) {
      const timer = setTimeout(expire, millis)
      return () => {
        clearTimeout(timer)
      }
    },
    openChannel(name, hear) {
      const channel = new BroadcastChannel(name)
      channel.onmessage = event => {
        hear(event.data)
      }
      return {
        post(message) {
          channel.postMessage(message)
        },
        close() {
          channel.close()
        },
      }
    },
    memory() {
      const { used_heap_size, total_physical_size, malloced_memory } = getHeapStatistics()
      return {
        usedBytes: used_heap_size,
        heldBytes: total_physical_size + malloced_memory,
        processBytes: process.memoryUsage.rss(),
      }
    },
    cpuMicros() {
      const { user, system } = process.threadCpuUsage()
      return user + system
    },
  }
}
