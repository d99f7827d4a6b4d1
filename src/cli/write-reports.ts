import { Cancellation, unlessCancelled, type Cancelling } from '../base/cancellation.ts'
import { printable } from '../base/text.ts'
import type { ReportFormat } from '../contract/report-formats.ts'
import { EXIT } from './exit-codes.ts'
import { writeReport, type OutputFile } from './output-files.ts'
import { onInterrupt } from './signals.ts'
import type { Terminal } from './terminal.ts'

/** For the browser that prints to end, and its folder to be gone. */
const WIND_UP_MILLIS = 5_000

/**
 * Writes one report after the other, each whole or not at all, and tells whoever watches which one is being made. Ctrl-C
 * ends it; files that are written stay.
 * @param make the report's text, or in base64 what is no text
 * @returns the exit code of an interruption; null where there was none
 * @throws {LabError} OUTPUT_TARGET, and what `make` refuses
 */
export async function writeReports(
  files: readonly OutputFile[],
  terminal: Terminal,
  make: (format: ReportFormat, cancelling: Cancelling) => Promise<string>,
): Promise<number | null> {
  const cancellation = new Cancellation()
  const forget = onInterrupt(() => {
    cancellation.cancel()
  }, WIND_UP_MILLIS)
  try {
    for (const [index, file] of files.entries()) {
      if (terminal.watched) {
        terminal.tell(`Making ${printable(file.path)}, ${String(index + 1)} of ${String(files.length)}`)
      }
      await writeReport(file, format => unlessCancelled(cancellation, make(format, cancellation)))
    }
    return null
  } catch (thrown) {
    if (!cancellation.cancelled) throw thrown
    terminal.tell('Stopped: what was being made is not written.')
    return EXIT.signal
  } finally {
    forget()
  }
}
