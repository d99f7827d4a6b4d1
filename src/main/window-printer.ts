import { BrowserWindow } from 'electron'
import { unlessCancelled, type Cancelling } from '../base/cancellation.ts'
import { LabError } from '../base/errors.ts'
import { pictureSize } from '../node/picture-size.ts'

/** The longest address that Chromium loads, with room for what stands before the content. */
const MOST_BYTES = 1_500_000

/**
 * Prints a page of HTML: in a window that nobody sees, in which no script runs, and which is gone afterwards, or at once when
 * it is cancelled.
 */
export async function printPdf(html: string, cancelling: Cancelling): Promise<Uint8Array> {
  return inHiddenWindow('text/html', html, [800, 1000], cancelling, async window => {
    return window.webContents.printToPDF({ printBackground: true, preferCSSPageSize: true })
  })
}

/** The picture of a whole SVG file, in its own size. */
export async function paintPng(svg: string, cancelling: Cancelling): Promise<Uint8Array> {
  return inHiddenWindow('image/svg+xml', svg, pictureSize(svg), cancelling, async window => {
    const image = await window.webContents.capturePage()
    return image.toPNG()
  })
}

async function inHiddenWindow(
  type: string,
  content: string,
  [width, height]: readonly [number, number],
  cancelling: Cancelling,
  print: (window: Electron.BrowserWindow) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const bytes = Buffer.from(content)
  if (bytes.length > MOST_BYTES) {
    throw new LabError('NO_BROWSER', 'the report is too large for this window to print', {
      allowed: '1.5 MB',
      suggestion: 'the report as HTML, and a browser that prints it',
    })
  }
  const window = new BrowserWindow({
    width,
    height,
    show: false,
    frame: false,
    useContentSize: true,
    paintWhenInitiallyHidden: true,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false },
  })
  const printed = async (): Promise<Uint8Array> => {
    await window.loadURL(`data:${type};base64,${bytes.toString('base64')}`)
    return print(window)
  }
  try {
    return await unlessCancelled(cancelling, printed())
  } finally {
    window.destroy()
  }
}
