import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 bits: nobody guesses them, whatever the rate. */
const SECRET_BYTES = 32
const WRONG_CODES = 10
const WRONG_WITHIN_MILLIS = 60_000

/** What becomes of a code that a page presents. */
export type Exchange =
  | { readonly kind: 'granted'; readonly cookie: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'too-many'; readonly retryAfterSeconds: number }

interface SessionOptions {
  readonly port: number
  /** A code was used, and this one takes its place. */
  readonly onNewCode: (code: string) => void
  readonly nowMillis: () => number
}

/**
 * Who may use this server: whoever was shown a code, once. The code buys a cookie that scripts cannot read and other
 * sites cannot send; it serves reloads and further windows of the same browser until the server ends.
 */
export class Session {
  readonly #token = secret()
  readonly #options: SessionOptions
  #code = secret()
  /** When wrong codes came. */
  #wrong: number[] = []

  constructor(options: SessionOptions) {
    this.#options = options
  }

  get code(): string {
    return this.#code
  }

  /** Replaces the code that was good until now. */
  newCode(): string {
    this.#code = secret()
    return this.#code
  }

  /**
   * Also how a page learns whether its browser is known: that one is granted its cookie again, whatever the code.
   * @param cookies the request's Cookie header
   */
  exchange(code: string, cookies: string | undefined): Exchange {
    const known = this.knows(cookies)
    const now = this.#options.nowMillis()
    this.#wrong = this.#wrong.filter(at => now - at < WRONG_WITHIN_MILLIS)
    const [oldest] = this.#wrong
    if (!known && oldest !== undefined && this.#wrong.length >= WRONG_CODES) {
      return { kind: 'too-many', retryAfterSeconds: Math.ceil((oldest + WRONG_WITHIN_MILLIS - now) / 1000) }
    }
    if (same(code, this.#code)) this.#options.onNewCode(this.newCode())
    else if (!known) {
      this.#wrong.push(now)
      return { kind: 'refused' }
    }
    return { kind: 'granted', cookie: `${this.#cookieName}=${this.#token}; HttpOnly; SameSite=Strict; Path=/` }
  }

  /** True when a Cookie header carries this session's token. */
  knows(cookies: string | undefined): boolean {
    const prefix = `${this.#cookieName}=`
    const tokens = (cookies ?? '').split(';').map(pair => pair.trim())
    return tokens.some(pair => pair.startsWith(prefix) && same(pair.slice(prefix.length), this.#token))
  }

  /** Cookies belong to a host, whatever the port: two servers must not overwrite each other's. */
  get #cookieName(): string {
    return `interleave-${String(this.#options.port)}`
  }
}

function secret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

/** Takes as long for a near miss as for anything else; hashes have one length, as the comparison needs. */
function same(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map(text => createHash('sha256').update(text).digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}
