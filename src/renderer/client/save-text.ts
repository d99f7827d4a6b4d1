import { fromBase64 } from '../../base/base64.ts'
import { LabError } from '../../base/errors.ts'
import { FORMAT_FACTS, type ReportFormat } from '../../contract/report-formats.ts'
import { desktopBridge } from './desktop-bridge.ts'

/** Gives a text to the reader as a file: by the save dialog on the desktop, as a download in a browser. */
export async function saveText(name: string, text: string): Promise<void> {
  const type = name.endsWith('.svg') ? FORMAT_FACTS.svg.type : 'text/vnd.graphviz'
  await save(name, text, type, () => text)
}

/**
 * The same for a report: its text, or in base64 what is no text.
 * @throws {LabError} OUTPUT_TARGET when the chosen file cannot be written
 */
export async function saveReport(name: string, content: string, format: ReportFormat): Promise<void> {
  const { type, binary } = FORMAT_FACTS[format]
  await save(name, content, type, () => (binary ? new Uint8Array(fromBase64(content)) : content))
}

async function save(
  name: string,
  content: string,
  type: string,
  decoded: () => string | Uint8Array<ArrayBuffer>,
): Promise<void> {
  const bridge = desktopBridge()
  if (bridge === undefined) {
    download(name, new Blob([decoded()], { type }))
    return
  }
  const { error } = await bridge.saveReport(name, content)
  if (error !== undefined) throw new LabError('OUTPUT_TARGET', error, { suggestion: 'choose another place' })
}

function download(name: string, bytes: Blob): void {
  const address = URL.createObjectURL(bytes)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The download has its own hold on the bytes once it began.
  setTimeout(() => URL.revokeObjectURL(address), 1_000)
}
