import { join } from 'node:path'
import { LabError, toLabError } from '../base/errors.ts'
import type { HostRestart } from '../contract/desk-wire.ts'
import type { HostSettings } from '../contract/host-settings.ts'
import { forkHost } from '../host/forked-host.ts'
import { readHostSettings, writeHostSettings } from '../host/host-settings.ts'
import { HostSupervisor } from '../host/host-supervisor.ts'
import { openInBrowser } from '../node/open-in-browser.ts'
import { PageFiles } from './files.ts'
import { startServer } from './serve.ts'

/** The page as `npm run build` leaves it; two folders up from the sources and from built files alike. */
const PAGE = new URL('../../out/renderer/', import.meta.url)

export interface BrowserShellOptions {
  /** 0: any free one; null: the usual one, or the next that is free. */
  readonly port: number | null
  /** Where settings and history are. */
  readonly dataFolder: string
  /** The address was used; this one is good for another browser. */
  readonly onNewAddress: (address: string) => void
  readonly onHostRestart: (restart: HostRestart) => void
  /** Something went wrong that does not end the shell. */
  readonly onTrouble: (error: LabError) => void
}

/** The lab, served to browsers on this machine. */
export interface BrowserShell {
  readonly address: string
  /** Resolves when engine hosts end as soon as they start: the shell is of no use any more. */
  readonly failed: Promise<LabError>
  /** Opens the address in the default browser. @param onFailure hears why it does not */
  openInBrowser(onFailure: (why: string) => void): void
  /** Stops a run under way, hangs up on all pages and ends the engine host. */
  close(): Promise<void>
}

/**
 * Opens the browser shell: the page's files, its sockets, and an engine host in a process of its own.
 * @throws {LabError} NOT_BUILT, PORT_TAKEN, OUTPUT_TARGET
 */
export async function openBrowserShell(options: BrowserShellOptions): Promise<BrowserShell> {
  const files = PageFiles.read(PAGE)
  const settings = openSettings(options.dataFolder, options.onTrouble)
  const supervisor = new HostSupervisor({
    startProcess: () => forkHost(),
    coresKeptFree: settings.read.coresKeptFree,
    dataFolder: options.dataFolder,
    onCoresKeptFree: coresKeptFree => {
      settings.write({ coresKeptFree })
    },
  })
  supervisor.onRestart(options.onHostRestart)
  const failed = new Promise<LabError>(resolve => {
    supervisor.onGivenUp(resolve)
  })
  const { port, onNewAddress } = options
  const server = await startServer({ port, files, pages: supervisor, onNewAddress })
  supervisor.start()
  return {
    address: server.address,
    failed,
    openInBrowser: onFailure => {
      openInBrowser(server.address, onFailure)
    },
    async close() {
      await Promise.all([server.close(), supervisor.close()])
      await settings.written()
    },
  }
}

interface OpenSettings {
  readonly read: HostSettings
  /** One write after the other, so that the last one stays. */
  readonly write: (settings: HostSettings) => void
  readonly written: () => Promise<void>
}

/** @throws {LabError} OUTPUT_TARGET for settings that are there and cannot be read */
function openSettings(folder: string, onTrouble: (error: LabError) => void): OpenSettings {
  const file = join(folder, 'host-settings.json')
  let writing = Promise.resolve()
  let read: HostSettings
  try {
    read = readHostSettings(file)
  } catch (thrown) {
    throw troubleWith(file, 'read', thrown)
  }
  return {
    read,
    write: settings => {
      writing = writing
        .then(() => writeHostSettings(file, settings))
        .catch((thrown: unknown) => {
          onTrouble(troubleWith(file, 'kept', thrown))
        })
    },
    written: () => writing,
  }
}

function troubleWith(file: string, what: string, thrown: unknown): LabError {
  return new LabError('OUTPUT_TARGET', `the settings in "${file}" cannot be ${what} (${toLabError(thrown).message})`, {
    allowed: 'a folder that can be read and written',
    suggestion: 'another one, with --data-dir',
  })
}
