import { LabError } from '../../src/base/errors.ts'
import type { Waiter } from '../../src/engine/sync/waiter.ts'

/**
 * A worker that a primitive meets on one thread. What it is told is written down; what the other workers do meanwhile
 * is played by the hooks, so that no wait ever blocks the test.
 */
export class FakeWaiter implements Waiter {
  readonly worker: number
  readonly calls: string[] = []
  /** Plays the others once this worker has said that it waits. */
  whileWaiting: () => void = () => undefined
  /** Plays the others right before each sleep and after each waking. */
  atCheck: () => void = () => undefined
  stopped = false

  constructor(worker: number) {
    this.worker = worker
  }

  beginWait(address: number): void {
    this.calls.push(`begin ${address}`)
    this.whileWaiting()
  }

  endWait(): void {
    this.calls.push('end')
  }

  throwIfStopped(): void {
    this.calls.push('check')
    this.atCheck()
    if (this.stopped) throw new LabError('STOPPED', 'stopped by the test')
  }
}
