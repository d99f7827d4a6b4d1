/** Sessions are numbered through all pools of a thread: the channels between their workers are named after them. */
export const nextSession = (
  (sessions: number) => () =>
    (sessions += 1)
)(0)
