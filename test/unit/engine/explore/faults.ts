import { explore } from '../../../../src/engine/explore/explore.ts'

/** What an exploration without failure or limit says. */
export const safe = { complete: true, cut: 'nothing', failure: null } as const

export function faultOf(...args: Parameters<typeof explore>) {
  const { failure } = explore(...args)
  return failure === null ? null : { kind: failure.kind, message: failure.message }
}
