import { LabError } from '../../base/errors.ts'
import { desktopBridge } from './desktop-bridge.ts'

/** By file ending. */
const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  md: 'text/markdown',
  svg: 'image/svg+xml',
  dot: 'text/vnd.graphviz',
}

/**
 * Gives a text to the reader as a file: by the save dialog on the desktop, as a download in a browser.
 * @throws {LabError} OUTPUT_TARGET when the chosen file cannot be written
 */
export async function saveText(name: string, text: string): Promise<void> {
  const bridge = desktopBridge()
  if (bridge === undefined) {
    download(name, text)
    return
  }
  const { error } = await bridge.saveReport(name, text)
  if (error !== undefined) throw new LabError('OUTPUT_TARGET', error, { suggestion: 'choose another place' })
}

function download(name: string, text: string): void {
  const type = TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'text/plain'
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The download has its own hold on the bytes once it began.
  setTimeout(() => URL.revokeObjectURL(address), 1_000)
}
