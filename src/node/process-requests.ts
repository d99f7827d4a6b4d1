/** What a worker thread and the thread that started it say to each other about processes for tasks. */

/** How a process finds its way to the thread that wants it. */
export interface LinkAddress {
  /** A local socket, or a named pipe on Windows. */
  readonly address: string
  /** Who does not know it is not let in. */
  readonly token: string
}

export type ProcessRequest =
  | ({ readonly kind: 'process-wanted'; readonly process: number } & LinkAddress)
  | { readonly kind: 'process-unwanted'; readonly process: number }

export type ProcessNews =
  | { readonly kind: 'process-started'; readonly process: number; readonly pid: number | null }
  | { readonly kind: 'process-ended'; readonly process: number; readonly why: string }

/** What goes to the process itself, first of all. */
export interface LinkMessage extends LinkAddress {
  readonly kind: 'link'
}

export function asProcessRequest(message: unknown): ProcessRequest | undefined {
  if (!isKinded(message) || !('process' in message) || typeof message.process !== 'number') return undefined
  const { kind, process } = message
  if (kind === 'process-unwanted') return { kind, process }
  if (kind !== 'process-wanted') return undefined
  const link = linkAddressIn(message)
  return link === undefined ? undefined : { kind, process, ...link }
}

export function asProcessNews(message: unknown): ProcessNews | undefined {
  if (!isKinded(message) || !('process' in message) || typeof message.process !== 'number') return undefined
  const { kind, process } = message
  if (kind === 'process-started') {
    return { kind, process, pid: 'pid' in message && typeof message.pid === 'number' ? message.pid : null }
  }
  if (kind !== 'process-ended') return undefined
  return { kind, process, why: 'why' in message ? String(message.why) : 'it ended' }
}

export function asLinkMessage(message: unknown): LinkMessage | undefined {
  if (!isKinded(message) || message.kind !== 'link') return undefined
  const link = linkAddressIn(message)
  return link === undefined ? undefined : { kind: 'link', ...link }
}

function linkAddressIn(message: object): LinkAddress | undefined {
  if (!('address' in message) || !('token' in message)) return undefined
  const { address, token } = message
  return typeof address === 'string' && typeof token === 'string' ? { address, token } : undefined
}

function isKinded(message: unknown): message is { readonly kind: unknown } {
  return typeof message === 'object' && message !== null && 'kind' in message
}
