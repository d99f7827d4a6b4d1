import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startOnTerminal, whyNoTerminal } from '../cli/pseudo-terminal.ts'
import { present } from '../helpers/present.ts'
import { Checkout } from './support/checkout.ts'
import { ENDLESS } from './support/desk-page.ts'
import { addressed, attached, endAfter, serve } from './support/served.ts'
import { INDEX } from './support/stub-page.ts'
import { waitUntil } from './support/wait-for.ts'

let built: Checkout

beforeAll(async () => {
  built = await Checkout.make()
  await built.buildStub()
})

afterEach(async () => {
  await waitUntil('all processes to be gone', () => built.processes.length === 0, built.processes)
})

describe('interleave serve', () => {
  it('prints its address, serves the page there, and another address when the code is used', async () => {
    const served = await addressed(serve(built))
    expect(await served.visitor.ask('GET /')).toMatchObject({ status: 200, body: INDEX })
    await attached(served)
    await served.started.until('stdout', /^The code is used\. For another browser, Interleave is at \S+\n/m)
    const finished = await endAfter(served.started, () => {
      served.started.signal('SIGINT')
    })
    expect(finished).toMatchObject({ code: 0, signal: null, stderr: 'Ctrl-C stops it.\n' })
    const addresses = finished.stdout.match(/http:\S+/g) ?? []
    expect(addresses).toHaveLength(2)
    expect(new Set(addresses).size).toBe(2)
    expect(finished.stdout.trimEnd().split('\n')).toHaveLength(2)
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends with 0 within a second of %s', async signal => {
    const { started } = await addressed(serve(built))
    const finished = await endAfter(started, () => {
      started.signal(signal)
    })
    expect(finished).toMatchObject({ code: 0, signal: null })
    expect(finished.millis).toBeLessThan(1000)
    expect(started.somethingLeft).toBe(false)
  })

  it('ends with 0 when it is interrupted while it starts', async () => {
    const started = serve(built, ['--port', '0'])
    await addressed(started)
    started.signal('SIGINT')
    expect(await started.finished).toMatchObject({ code: 0, signal: null })
    expect(started.somethingLeft).toBe(false)
  })

  it('ends within three seconds in mid-run, without a process left', async () => {
    const served = await addressed(serve(built))
    const page = await attached(served)
    await page.value('run', ENDLESS)
    await page.event('trial-finished')
    const finished = await endAfter(served.started, () => {
      served.started.signal('SIGTERM')
    })
    expect(finished).toMatchObject({ code: 0, signal: null })
    expect(finished.millis).toBeLessThan(3000)
    expect(served.started.somethingLeft).toBe(false)
    await waitUntil('the goodbye', () => page.socket.closed)
  })

  it('leaves no engine host when it is killed, even in mid-run', async () => {
    const served = await addressed(serve(built))
    const page = await attached(served)
    await page.value('run', ENDLESS)
    await page.event('trial-finished')
    expect(built.hosts).toHaveLength(1)
    served.started.signal('SIGKILL')
    await waitUntil('the host to be gone', () => built.hosts.length === 0, built.processes)
  })

  it('ends quietly on a Ctrl-C that its engine host gets, too', async context => {
    const why = whyNoTerminal()
    context.skip(why !== null, why ?? '')
    const started = startOnTerminal(['serve', '--port', '0'], {
      entry: built.program,
      env: { INTERLEAVE_DATA_DIR: built.data },
    })
    await started.until('stdout', /Ctrl-C stops it\./)
    await waitUntil('the engine host', () => built.hosts.length === 1)
    const finished = await endAfter(started, () => {
      started.write('\u0003')
    })
    expect(finished.code).toBe(0)
    expect(finished.stdout).not.toMatch(/restarted|error/)
  })

  it('goes on serving when the reader of its output has left', async () => {
    const served = await addressed(serve(built))
    served.started.closeStdout()
    await attached(served)
    expect(await served.visitor.ask('GET /')).toMatchObject({ status: 200 })
    const finished = await endAfter(served.started, () => {
      served.started.signal('SIGINT')
    })
    expect(finished).toMatchObject({ code: 0, stderr: 'Ctrl-C stops it.\n' })
  })

  it('tells when its engine host was restarted, and goes on', async () => {
    const served = await addressed(serve(built))
    await attached(served)
    process.kill(present(built.hosts[0]).pid, 'SIGKILL')
    await served.started.until('stderr', /^The engine host was restarted: .*SIGKILL.*\n/m)
    expect(await served.visitor.ask('GET /')).toMatchObject({ status: 200 })
    served.started.signal('SIGINT')
    expect((await served.started.finished).code).toBe(0)
  })

  it('keeps what pages set of its engine host', async () => {
    const served = await addressed(serve(built))
    const page = await attached(served)
    await page.value('keepCoresFree', 0)
    served.started.signal('SIGINT')
    expect((await served.started.finished).code).toBe(0)
    expect(JSON.parse(await readFile(join(built.data, 'host-settings.json'), 'utf8'))).toEqual({ coresKeptFree: 0 })
    const again = await addressed(serve(built))
    expect(await (await attached(again)).value('attach')).toMatchObject({ pool: { coresKeptFree: 0 } })
    again.started.signal('SIGINT')
    await again.started.finished
  })

  it('takes the next port when the usual one is taken', async () => {
    const [first, second] = [await addressed(serve(built, [])), await addressed(serve(built, []))]
    expect(first.visitor.port).toBeGreaterThanOrEqual(4600)
    expect(second.visitor.port).toBeGreaterThan(first.visitor.port)
    expect(second.visitor.port).toBeLessThan(4700)
    for (const { started } of [first, second]) started.signal('SIGINT')
    await Promise.all([first.started.finished, second.started.finished])
  })
})
