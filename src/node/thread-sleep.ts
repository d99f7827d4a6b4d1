import type { Worker } from 'node:worker_threads'

/** Tells of a thread, whenever it is called, whether it sleeps in its event loop: only then its idle time grows. */
export function sleepOf({ performance }: Worker): () => boolean {
  const idleMillis = (): number => performance.eventLoopUtilization().idle
  let seen = 0
  return () => {
    const idle = idleMillis()
    // Nearly all that is looked at has not slept since: then it needs no second look.
    if (idle === seen) return false
    seen = idleMillis()
    return seen > idle
  }
}
