import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { refusalTrouble } from '../cli/refusal-trouble.ts'
import { runMany } from '../cli/run-many.ts'
import { temporaryFolder } from '../cli/temporary-folder.ts'
import { Checkout } from './support/checkout.ts'
import { addressed, serve } from './support/served.ts'
import { waitUntil } from './support/wait-for.ts'

let built: Checkout

beforeAll(async () => {
  built = await Checkout.make()
  await built.buildStub()
})

afterEach(async () => {
  await waitUntil('all processes to be gone', () => built.processes.length === 0, built.processes)
})

describe('interleave serve --port', () => {
  it('names a port that is taken, ends with 3 and starts nothing', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => {
      other.close()
    })
    await new Promise(resolve => other.on('listening', resolve))
    const address = other.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const { code, stdout, stderr } = await serve(built, ['--port', `${port}`]).finished
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(refusalTrouble(stderr, 'PORT_TAKEN', `${port}`)).toEqual([])
  })

  it('refuses what is no port', async () => {
    const bad = [
      '-1',
      '65536',
      '99999',
      '1e3',
      '1.5',
      '0x10',
      'abc',
      '',
      ' ',
      '80 ',
      'NaN',
      '１',
      '999999999999',
      'a\nb',
    ]
    const results = await runMany(bad.map(port => ['serve', '--port', port]))
    for (const [index, { code, stdout, stderr }] of results.entries()) {
      expect({ code, stdout }, bad[index]).toEqual({ code: 2, stdout: '' })
      expect(refusalTrouble(stderr, 'BAD_VALUE', bad[index] ?? ''), bad[index]).toEqual([])
    }
  })

  it('and nothing else decides where it listens', async () => {
    const lines = [
      ['--host', '0.0.0.0'],
      ['--host=0.0.0.0'],
      ['--in-process'],
      ['--port'],
      ['--port', '1', '--port', '2'],
      ['0.0.0.0'],
      ['4600'],
    ]
    const results = await runMany(lines.map(line => ['serve', ...line]))
    for (const [index, { code, stdout, stderr }] of results.entries()) {
      expect({ code, stdout }, String(lines[index])).toEqual({ code: 2, stdout: '' })
      expect(refusalTrouble(stderr, 'USAGE', ''), stderr).toEqual([])
    }
  })
})

describe('interleave serve without what it needs', () => {
  it('says how to build a page that is not there, and ends with 3', async () => {
    const unbuilt = await Checkout.make()
    const { code, stdout, stderr } = await serve(unbuilt).finished
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(refusalTrouble(stderr, 'NOT_BUILT', '')).toEqual([])
    expect(stderr).toContain('try: npm run build')
  })

  it('ends with one clear error when engine hosts do not stay up', async () => {
    const broken = await Checkout.make()
    await broken.buildStub()
    await broken.write('src/host/forked-host-main.ts', 'process.exit(7)\n')
    const { code, stderr } = await serve(broken).finished
    expect(code).toBe(5)
    expect(stderr).toMatch(/^error\[HOST_DIED\]: .*exit code 7.*; allowed: .+; try: .+\n$/m)
  })

  it('names settings that cannot be read, and ends with 3', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), '')
    const { code, stderr } = await serve(built, ['--port', '0'], { INTERLEAVE_DATA_DIR: join(folder, 'file') }).finished
    expect(code).toBe(3)
    expect(refusalTrouble(stderr, 'OUTPUT_TARGET', 'host-settings.json')).toEqual([])
  })

  it('sets aside settings that are damaged, and starts with the usual ones', async () => {
    const data = await temporaryFolder()
    await writeFile(join(data, 'host-settings.json'), '{"coresKeptFree":')
    const started = serve(built, ['--port', '0'], { INTERLEAVE_DATA_DIR: data })
    await addressed(started)
    started.signal('SIGINT')
    expect((await started.finished).code).toBe(0)
    expect(await readFile(join(data, 'host-settings.json.broken'), 'utf8')).toBe('{"coresKeptFree":')
  })
})

describe('interleave serve --open', () => {
  /** A folder with a program in the place of the system's opener, that writes down what it is given. */
  async function opener(ending: string): Promise<{ env: Record<string, string>; given: string }> {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'bin'))
    const given = join(folder, 'given')
    await writeFile(
      join(folder, 'bin', 'xdg-open'),
      `#!/bin/sh\nprintf '%s|' "$@" > '${given}.tmp' && mv '${given}.tmp' '${given}'\n${ending}\n`,
    )
    await chmod(join(folder, 'bin', 'xdg-open'), 0o755)
    return { env: { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, DISPLAY: ':9' }, given }
  }

  it('opens the address in the default browser', async context => {
    context.skip(process.platform !== 'linux', 'elsewhere the opener cannot be replaced')
    const { env, given } = await opener('exit 0')
    const started = serve(built, ['--port', '0', '--open'], env)
    const { address } = await addressed(started)
    await waitUntil('the browser', () => existsSync(given))
    expect(await readFile(given, 'utf8')).toBe(`${address}|`)
    started.signal('SIGINT')
    expect(await started.finished).toMatchObject({ code: 0, stderr: 'Ctrl-C stops it.\n' })
  })

  it('says in one line that no browser opens, and serves all the same', async context => {
    context.skip(process.platform !== 'linux', 'elsewhere there is always a display')
    const failing = await opener('exit 3')
    const empty = await temporaryFolder()
    for (const env of [failing.env, { PATH: empty, DISPLAY: ':9' }, { DISPLAY: '', WAYLAND_DISPLAY: '' }]) {
      const started = serve(built, ['--port', '0', '--open'], env)
      await started.until('stderr', /^No browser was opened: .+\. Open the address yourself\.\n/m)
      started.signal('SIGINT')
      const { code, stderr } = await started.finished
      expect(code).toBe(0)
      expect(stderr.trimEnd().split('\n')).toHaveLength(2)
    }
  })
})
