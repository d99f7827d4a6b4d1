import type { ReportFormat } from '../../contract/report-formats.ts'

/** What the application menu can ask of the page. */
export type DesktopCommand =
  | 'run'
  | 'stop'
  | `export-${ReportFormat}`
  | 'show-lab'
  | 'show-explorer'
  | 'show-history'
  | 'show-pool'
  | 'show-machine'
  | 'show-settings'
  | 'toggle-side'
  | 'show-keys'

/** What the preload script of the desktop window exposes; absent in a browser. */
export interface DesktopBridge {
  /** Asks for a port to the engine host; it comes as a window message, {@link PORT_MESSAGE}. */
  connect(): void
  /**
   * Shows the save dialog; `saved` is false where the user changed their mind.
   * @param content text; base64 for a name whose ending stands for what is no text
   */
  saveReport(suggestedName: string, content: string): Promise<{ readonly saved: boolean; readonly error?: string }>
  onCommand(listener: (command: DesktopCommand) => void): void
  readonly platform: string
}

export const PORT_MESSAGE = 'interleave:port'

declare global {
  interface Window {
    readonly interleave?: DesktopBridge
  }
}

/** The desktop around this page; undefined in a browser. */
export function desktopBridge(): DesktopBridge | undefined {
  return window.interleave
}
