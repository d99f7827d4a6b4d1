/** The sessions that this worker was attached to, oldest first: what an impersonator needs to know. */
export const heardSessions: number[] = []

export function hearSession(message: unknown): void {
  if (typeof message !== 'object' || message === null || !('session' in message)) return
  if (typeof message.session === 'number') heardSessions.push(message.session)
}
