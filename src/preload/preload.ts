import { contextBridge, ipcRenderer } from 'electron'

/** The whole of what the page can ask of the desktop: named functions, each one message. */

// A port cannot pass the bridge between this world and the page's; a message to the window can carry it.
ipcRenderer.on('desktop:port', event => {
  window.postMessage('interleave:port', location.origin, [...event.ports])
})

contextBridge.exposeInMainWorld('interleave', {
  connect: (): void => void ipcRenderer.invoke('desktop:connect'),
  saveReport: (suggestedName: string, content: string): Promise<unknown> =>
    ipcRenderer.invoke('desktop:save-report', suggestedName, content),
  onCommand: (listener: (command: string) => void): void =>
    void ipcRenderer.on('desktop:command', (_event, command: string) => {
      listener(command)
    }),
  platform: process.platform,
})
