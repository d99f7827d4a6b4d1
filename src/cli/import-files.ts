import { Cancellation } from '../base/cancellation.ts'
import { errorLine, toLabError } from '../base/errors.ts'
import { printable } from '../base/text.ts'
import { counted } from '../base/units.ts'
import type { Lab } from '../contract/lab.ts'
import { EXIT, exitCodeOfError } from './exit-codes.ts'
import { entryLine } from './history-words.ts'
import { readImport } from './import-file.ts'
import { onInterrupt } from './signals.ts'
import type { Terminal } from './terminal.ts'

/** A file of 64 MB on a busy machine, read and checked to its end. */
const FILE_WITHIN_MILLIS = 30_000

/**
 * Takes in one file after the other. One that is refused keeps no other out; Ctrl-C ends it after the file that is being
 * taken in, and what is in stays in.
 * @returns the exit code: 0 where all are in, 130 where it was interrupted, else that of the first refusal
 */
export async function importFiles(lab: Lab, files: readonly string[], terminal: Terminal): Promise<number> {
  const interruption = new Cancellation()
  let refused: number | null = null
  let taken = 0
  const forget = onInterrupt(() => {
    interruption.cancel()
  }, FILE_WITHIN_MILLIS)
  try {
    for (const [index, file] of files.entries()) {
      if (interruption.cancelled) break
      if (terminal.watched && files.length > 1) {
        terminal.tell(`${String(index + 1)} of ${String(files.length)}: ${printable(file)}`)
      }
      try {
        terminal.print(entryLine(terminal, await lab.history.import(await readImport(file))))
        taken += 1
      } catch (thrown) {
        const error = toLabError(thrown)
        terminal.tell(errorLine(error))
        refused ??= exitCodeOfError(error.code)
      }
    }
  } finally {
    forget()
  }
  if (!interruption.cancelled) return refused ?? EXIT.ok
  terminal.tell(`Stopped: ${counted(taken, 'run')} taken in of ${counted(files.length, 'file')}.`)
  return EXIT.signal
}
