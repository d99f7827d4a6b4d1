import type { Outside } from '../../src/engine/experiments/kit/outside.ts'
import { noHttp, type FakeRoleContext } from './role-context.ts'

interface Timer {
  readonly expiresMillis: number
  readonly expire: () => void
}

/** As Node rounds it up. */
const SHORTEST_MILLIS = 1

/** An event loop whose clock moves when somebody computes, and from one timer to the next when nobody does. */
export class FakeLoop {
  nowMillis = 0
  /** The earliest first, and of several the one that was set first. */
  readonly #timers: Timer[] = []
  #isPumping = false

  after(millis: number, expire: () => void): void {
    const expiresMillis = this.nowMillis + Math.max(SHORTEST_MILLIS, millis)
    const before = this.#timers.findLastIndex(timer => timer.expiresMillis <= expiresMillis)
    this.#timers.splice(before + 1, 0, { expiresMillis, expire })
    this.#pump()
  }

  /** Whoever works in this context sleeps, computes and reads the clock by this loop. */
  drive(context: FakeRoleContext, http = noHttp): void {
    const outside: Outside = {
      http,
      sleep: millis =>
        new Promise(resolve => {
          this.after(millis, resolve)
        }),
      expect: awaited => awaited,
      onStop: () => () => undefined,
      openChannel: () => ({ post: () => undefined, close: () => undefined }),
      executor: () => Promise.reject(new Error('a kernel with executors is tested on real threads')),
    }
    context.outside = outside
    context.nowNanos = () => this.nowMillis * 1e6
    context.spin = (nanos = 0) => {
      this.nowMillis += nanos / 1e6
    }
  }

  /** One timer a turn. */
  #pump(): void {
    if (this.#isPumping) return
    this.#isPumping = true
    setImmediate(() => {
      this.#isPumping = false
      const next = this.#timers.shift()
      if (next === undefined) return
      this.nowMillis = Math.max(this.nowMillis, next.expiresMillis)
      next.expire()
      this.#pump()
    })
  }
}
