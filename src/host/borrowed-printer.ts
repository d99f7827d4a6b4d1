import { fromBase64, toBase64 } from '../base/base64.ts'
import { cancelled, type Cancelling } from '../base/cancellation.ts'
import { answer, valueOf, type Answer } from '../contract/answer.ts'
import type { Printer } from '../engine/index.ts'
import type { FromHost } from './host-control.ts'

/** What is to be printed: a page as HTML, or a picture as a whole SVG file. */
export type PrintKind = 'pdf' | 'png'

/** What a shell prints with for its hosts. */
export type LentPrinter = Readonly<Record<PrintKind, (content: string, cancelling: Cancelling) => Promise<Uint8Array>>>

/** A host that has no browser asks its shell, which is one, to print; what was printed comes as base64. */
export class BorrowedPrinter implements Printer {
  readonly finding = { found: true, detail: 'this window' }
  readonly #say: (message: FromHost) => void
  readonly #waiting = new Map<number, (printed: Answer<string>) => void>()
  #asked = 0

  constructor(say: (message: FromHost) => void) {
    this.#say = say
  }

  pdf(html: string, cancelling?: Cancelling): Promise<Uint8Array> {
    return this.#ask('pdf', html, cancelling)
  }

  png(svg: string, cancelling?: Cancelling): Promise<Uint8Array> {
    return this.#ask('png', svg, cancelling)
  }

  /** Hears what the shell has printed, or why not. */
  heard(job: number, printed: Answer<string>): void {
    this.#waiting.get(job)?.(printed)
    this.#waiting.delete(job)
  }

  async #ask(what: PrintKind, content: string, cancelling: Cancelling | undefined): Promise<Uint8Array> {
    if (cancelling?.cancelled === true) throw cancelled()
    this.#asked += 1
    const job = this.#asked
    const printed = new Promise<Answer<string>>(resolve => {
      this.#waiting.set(job, resolve)
    })
    this.#say({ kind: 'print', job, what, content })
    cancelling?.onCancel(() => {
      this.#say({ kind: 'print-unwanted', job })
    })
    return fromBase64(valueOf(await printed))
  }
}

/** The other end: prints with what the shell has. */
export async function lend(
  printer: LentPrinter,
  what: PrintKind,
  content: string,
  cancelling: Cancelling,
): Promise<Answer<string>> {
  return answer(async () => toBase64(await printer[what](content, cancelling)))
}
