/** Calls a listener whose errors must neither end a connection nor vanish in it. */
export function reported(listener: () => void): void {
  try {
    listener()
  } catch (thrown) {
    reportError(thrown)
  }
}
