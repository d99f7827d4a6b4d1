import { BrowserWindow, ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import { LabError } from '../base/errors.ts'
import type { CheckedChannel } from './checked-channel.ts'
import { isOwnPage, type PageSource } from './page-source.ts'

/** A page of ours that calls: the main frame of one of our windows, showing our own page. */
export interface Caller {
  readonly window: Electron.BrowserWindow
  readonly contents: WebContents
}

/** The only place that listens to pages: looks who speaks, then lets the channel check what is said. */
export function serveChannels(channels: ReadonlyMap<string, CheckedChannel<Caller>>, source: PageSource): void {
  for (const [name, channel] of channels) {
    ipcMain.handle(name, (event, ...args: unknown[]) => {
      const caller = callerOf(event, source)
      return caller === null ? channel.refuse(stranger()) : channel.answer(caller, args)
    })
  }
}

function callerOf({ sender, senderFrame }: IpcMainInvokeEvent, source: PageSource): Caller | null {
  const window = BrowserWindow.fromWebContents(sender)
  if (window === null || senderFrame === null) return null
  return senderFrame.parent === null && isOwnPage(source, senderFrame.url) ? { window, contents: sender } : null
}

function stranger(): LabError {
  return new LabError('BAD_MESSAGE', 'a call from something that is not the page of a window', {
    allowed: "calls from a window's own page",
  })
}
