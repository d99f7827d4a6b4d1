import type { RoleContext } from './role-context.ts'

/** Does what may block; in a probe its time goes into the histogram. For operations of microseconds. */
export function bookWait(context: RoleContext, wait: () => void): void {
  if (!context.probing) {
    wait()
    return
  }
  const before = context.nowNanos()
  wait()
  context.waited(context.nowNanos() - before)
}
