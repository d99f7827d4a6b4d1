import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll } from 'vitest'
import { INDEX } from './stub-page.ts'

const HERE = fileURLToPath(new URL('../../../', import.meta.url))

/** A copy of the sources, so that a test decides what is built, which settings there are and which processes run. */
export class Checkout {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  /** Gone after the file's tests. */
  static async make(): Promise<Checkout> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'interleave-checkout-')))
    afterAll(() => rm(folder, { recursive: true, force: true }))
    await cp(join(HERE, 'src'), join(folder, 'src'), { recursive: true })
    await cp(join(HERE, 'package.json'), join(folder, 'package.json'))
    await symlink(join(HERE, 'node_modules'), join(folder, 'node_modules'), 'junction')
    return new Checkout(folder)
  }

  get program(): URL {
    return pathToFileURL(join(this.folder, 'src', 'cli', 'main.ts'))
  }

  /** The data folder of everything that runs here. */
  get data(): string {
    return join(this.folder, 'data')
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(join(this.folder, path, '..'), { recursive: true })
    await writeFile(join(this.folder, path), text)
  }

  /** A page in place of the built one. */
  async buildStub(): Promise<void> {
    await this.write('out/renderer/index.html', INDEX)
  }

  /** What runs from here. */
  get processes(): RunningProcess[] {
    const { stdout } = spawnSync('ps', ['-eo', 'pid,stat,args'], { encoding: 'utf8' })
    return stdout.split('\n').flatMap(line => {
      const [, pid, state = '', args = ''] = /^ *(\d+) +(\S+) +(.*)$/.exec(line) ?? []
      // A zombie has ended; it is its parent's to bury.
      return args.includes(this.folder) && !state.startsWith('Z') ? [{ pid: Number(pid), args }] : []
    })
  }

  /** The engine hosts among them. */
  get hosts(): RunningProcess[] {
    return this.processes.filter(({ args }) => args.includes('forked-host-main'))
  }
}

interface RunningProcess {
  readonly pid: number
  readonly args: string
}
