import { app, MessageChannelMain, type WebContents } from 'electron'
import { join } from 'node:path'
import { DEFAULT_CORES_KEPT_FREE } from '../contract/pool.ts'
import { readHostSettings, writeHostSettings } from '../host/host-settings.ts'
import { HostSupervisor } from '../host/host-supervisor.ts'
import { ask, tellTrouble } from './messages.ts'
import { forkUtilityHost, forkUtilityTasks } from './utility-process.ts'
import { paintPng, printPdf } from './window-printer.ts'

/**
 * The worker pool as this process sees it: it decides how many cores are kept free, starts the engine host whose threads
 * the pool is, watches its heartbeat, starts another one in place of one that died, and gives each page a port to it.
 *
 * Guarantees: no message of a page ever passes through this process; a host that dies costs one run, never a window.
 */
export class PoolSupervisor {
  readonly #hosts: HostSupervisor

  constructor(dataFolder: string) {
    const settingsFile = join(dataFolder, 'settings.json')
    this.#hosts = new HostSupervisor({
      startProcess: forkUtilityHost,
      startTaskProcess: forkUtilityTasks,
      coresKeptFree: coresKeptFree(settingsFile),
      dataFolder,
      onCoresKeptFree: cores => {
        writeHostSettings(settingsFile, { coresKeptFree: cores }).catch((thrown: unknown) => {
          tellTrouble('The number of cores kept free was not kept', thrown)
        })
      },
      printer: { pdf: printPdf, png: paintPng },
    })
    this.#hosts.onGivenUp(error => void this.#askWhatNow(error.message))
  }

  start(): void {
    this.#hosts.start()
  }

  /** Gives one end of a new channel to the page and the other to the engine host. */
  connect(page: WebContents): void {
    const { port1, port2 } = new MessageChannelMain()
    this.#hosts.connectPort(port2)
    page.postMessage('desktop:port', null, [port1])
  }

  rebuild(): void {
    this.#hosts.rebuildPool()
  }

  /** Stops a run under way and ends the engine host. */
  close(): Promise<void> {
    return this.#hosts.close()
  }

  async #askWhatNow(trouble: string): Promise<void> {
    const choice = await ask('error', 'The engine does not start', trouble, ['Try again', 'Quit'])
    if (choice === 0) this.#hosts.restart()
    else app.quit()
  }
}

function coresKeptFree(settingsFile: string): number {
  try {
    return readHostSettings(settingsFile).coresKeptFree
  } catch (thrown) {
    tellTrouble('The settings cannot be read; the defaults hold', thrown)
    return DEFAULT_CORES_KEPT_FREE
  }
}
