import { app, dialog, Menu, session, shell } from 'electron'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorLine, toLabError } from '../base/errors.ts'
import { contentManifest } from './content-manifest.ts'
import { registerAppScheme, serveContent } from './content.ts'
import { serveChannels, type Caller } from './ipc.ts'
import { reloadLostPages } from './lost-pages.ts'
import { menuTemplate } from './menu-template.ts'
import { pageChannels } from './page-channels.ts'
import { BUILT_PAGE, pageSource } from './page-source.ts'
import { PoolSupervisor } from './pool-supervisor.ts'
import { closeBeforeQuit } from './quit.ts'
import { saveWithDialog } from './save-dialog.ts'
import { confinePages, confineSession } from './security.ts'
import { Windows } from './windows.ts'

/** Entry of the desktop program. Nothing is decided here; it only puts the parts together. */

const PAGE_FOLDER = fileURLToPath(new URL('../renderer/', import.meta.url))

app.enableSandbox()
registerAppScheme()
if (app.requestSingleInstanceLock()) void start().catch(giveUp)
else app.quit()

async function start(): Promise<void> {
  const source = pageSource(app.isPackaged, process.env['ELECTRON_RENDERER_URL'])
  confinePages(source)
  reloadLostPages()
  await app.whenReady()
  confineSession(session.defaultSession, source)
  if (source === BUILT_PAGE) serveContent(contentManifest(PAGE_FOLDER))

  const folder = app.getPath('userData')
  const pool = new PoolSupervisor(folder)
  const windows = new Windows(source, join(folder, 'window-state.json'))
  closeBeforeQuit(() => pool.close())
  serveChannels(
    pageChannels<Caller>({
      connect: ({ contents }) => pool.connect(contents),
      saveReport: ({ window }, name, content) => saveWithDialog(window, name, content),
    }),
    source,
  )
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({
        platform: process.platform,
        isPackaged: app.isPackaged,
        command: command => windows.command(command),
        newWindow: () => windows.open(),
        rebuildPool: () => pool.rebuild(),
        openLink: url => void shell.openExternal(url),
      }),
    ),
  )
  app.on('second-instance', () => windows.show())
  app.on('activate', () => windows.show())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })

  pool.start()
  windows.open()
}

/** Without windows there is nothing to wait for. */
function giveUp(thrown: unknown): void {
  dialog.showErrorBox('Interleave does not start', errorLine(toLabError(thrown)))
  app.exit(1)
}
