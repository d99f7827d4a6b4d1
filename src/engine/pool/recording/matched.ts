/**
 * Gives each giver one taker that it fits, first come, first served; and where that leaves a taker with nothing, lets
 * givers change takers until as many as possible have one.
 *
 * Source: H. W. Kuhn, "The Hungarian Method" (1955), without weights: augmenting paths.
 * @param givers in order
 * @param takers in order
 * @returns by taker
 */
export function matched<G, T>(
  givers: readonly G[],
  takers: readonly T[],
  fits: (giver: G, taker: T) => boolean,
): ReadonlyMap<T, G> {
  const takerOf = givers.map(() => NONE)
  const giverOf = takers.map(() => NONE)
  const join = (giver: number, taker: number): void => {
    takerOf[giver] = taker
    giverOf[taker] = giver
  }
  const candidates = (taker: number): number[] =>
    givers.flatMap((giver, index) => (takers[taker] !== undefined && fits(giver, takers[taker]) ? [index] : []))
  for (const [index, giver] of givers.entries()) {
    const taker = takers.findIndex((candidate, at) => giverOf[at] === NONE && fits(giver, candidate))
    if (taker >= 0) join(index, taker)
  }
  const serve = (taker: number, asked: Set<number>): boolean =>
    candidates(taker).some(giver => {
      if (asked.has(giver)) return false
      asked.add(giver)
      const served = takerOf[giver] ?? NONE
      if (served !== NONE && !serve(served, asked)) return false
      join(giver, taker)
      return true
    })
  for (const taker of takers.keys()) if (giverOf[taker] === NONE) serve(taker, new Set())
  return new Map(
    takers.flatMap((taker, index) => {
      const giver = givers[giverOf[index] ?? NONE]
      return giver === undefined ? [] : [[taker, giver] as const]
    }),
  )
}

const NONE = -1
