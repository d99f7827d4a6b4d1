import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import * as z from 'zod'
import { runDocumentSchema } from '../../src/contract/run-document.ts'
import { forkHost } from '../../src/host/forked-host.ts'
import { HostSupervisor } from '../../src/host/host-supervisor.ts'
import { present } from '../helpers/present.ts'
import { DeskPage, ENDLESS, SHORT } from './support/desk-page.ts'
import { frame, TEXT } from './support/raw-socket.ts'
import { TestServer } from './support/test-server.ts'
import { waitUntil } from './support/wait-for.ts'

const snapshotSchema = z.looseObject({
  catalogue: z.looseObject({ experiments: z.array(z.looseObject({ id: z.string() })) }),
  underWay: z.looseObject({ plan: z.looseObject({ runId: z.string() }) }).nullable(),
  last: runDocumentSchema.nullable(),
  restart: z.object({ at: z.string(), reason: z.string() }).nullable(),
})
const startedSchema = z.object({ runId: z.string() })

let supervisor: HostSupervisor
let server: TestServer<HostSupervisor>
let cookie: string

beforeEach(async () => {
  supervisor = new HostSupervisor({
    startProcess: () => forkHost(),
    coresKeptFree: 1,
    dataFolder: null,
    onCoresKeptFree: () => undefined,
  })
  onTestFinished(() => supervisor.close())
  supervisor.start()
  server = await TestServer.startWith(supervisor)
  cookie = await server.cookie()
})

async function openPage(): Promise<{ page: DeskPage; snapshot: z.infer<typeof snapshotSchema> }> {
  const page = new DeskPage(await server.open(cookie))
  return { page, snapshot: snapshotSchema.parse(await page.value('attach')) }
}

describe('the lab over a socket', () => {
  it('tells a page all it needs to draw itself', async () => {
    const { snapshot } = await openPage()
    expect(snapshot.catalogue.experiments.map(({ id }) => id)).toContain('lost-update')
    expect(snapshot).toMatchObject({ underWay: null, last: null, restart: null })
  })

  it('runs an experiment, and tells every page the same of it', async () => {
    const [first, second] = [await openPage(), await openPage()]
    const { runId } = startedSchema.parse(await first.page.value('run', SHORT))
    const [run, seen] = [await first.page.finishedRun(), await second.page.finishedRun()]
    expect(run).toMatchObject({ id: runId, experiment: 'lost-update', state: 'completed', verdict: 'passed' })
    expect(run.variants.map(({ variant }) => variant).toSorted()).toEqual(['atomic-load-store', 'mutex'])
    const mutex = present(run.variants.find(({ variant }) => variant === 'mutex'))
    for (const { observed } of mutex.trials) expect(observed['actual']).toBe(observed['expected'])
    expect(seen).toEqual(run)

    const report = z.string().parse(await second.page.value('report', runId, 'json'))
    expect(JSON.parse(report)).toEqual(run)
    expect((await openPage()).snapshot.last).toEqual(run)
  })

  it('is told of bad values as on the terminal', async () => {
    const { page } = await openPage()
    expect(await page.ask('run', { ...SHORT, set: { workers: 0 } })).toMatchObject({
      ok: false,
      code: 'BAD_VALUE',
      parameter: 'workers',
    })
    expect(page.socket.closed).toBe(false)
  })

  it('attaches a page that is reloaded in mid-run to the run under way', async () => {
    const { page } = await openPage()
    const { runId } = startedSchema.parse(await page.value('run', ENDLESS))
    await page.event('trial-finished')
    page.socket.destroy()
    const again = await openPage()
    expect(again.snapshot.underWay?.plan.runId).toBe(runId)
    await again.page.value('stop')
    expect(await again.page.finishedRun()).toMatchObject({ id: runId, state: 'cancelled' })
  })

  it('sends frames of a run as fast as they are taken', async () => {
    const { page } = await openPage()
    await page.value('run', { ...ENDLESS, set: { ...ENDLESS.set, additions: 10_000_000 } })
    await waitUntil('a frame', () => page.frames === 1, page.socket)
    page.socket.send({ t: 'q', m: 'frameTaken', a: [] })
    await waitUntil('another frame', () => page.frames === 2, page.socket)
    await page.value('stop')
    await page.finishedRun()
  })

  it('survives every kind of bad page', async () => {
    const { pid } = supervisor
    const texts = ['', '{}', '{"t":"q","m":"__proto__","a":[],"i":"1"}', '['.repeat(30_000) + ']'.repeat(30_000)]
    for (const text of texts) {
      const socket = await server.open(cookie)
      socket.write(frame({ opcode: TEXT, payload: text }))
      await waitUntil('the end', () => socket.closed, socket)
    }
    const requests = [null, [], 'x', { ...SHORT, set: { ['__proto__']: { trials: 1 } } }, { experiment: '\ud800' }]
    const { page } = await openPage()
    for (const request of requests) expect(await page.ask('run', request)).toMatchObject({ ok: false })
    page.socket.send({ t: 'q', m: 'run', a: [SHORT], i: 'own', ['__proto__']: { x: 1 } })
    expect(supervisor.pid).toBe(pid)
    const { page: last } = await openPage()
    await last.value('stop')
    expect(supervisor.pid).toBe(pid)
  })

  it('comes back when its host is killed in mid-run, and says what became of the run', async () => {
    const restarts: string[] = []
    supervisor.onRestart(({ reason }) => restarts.push(reason))
    const { page } = await openPage()
    const { runId } = startedSchema.parse(await page.value('run', ENDLESS))
    await page.event('trial-finished')
    process.kill(present(supervisor.pid), 'SIGKILL')
    await waitUntil('the page to be hung up on', () => page.socket.closed, page.socket)
    expect(page.socket.goodbye?.code).toBe(1012)
    await waitUntil('another host', () => restarts.length === 1)
    const { page: again, snapshot } = await openPage()
    expect(snapshot.restart?.reason).toMatch(/SIGKILL/)
    expect(snapshot.last).toMatchObject({ id: runId, state: 'crashed' })
    await again.value('run', SHORT)
    expect(await again.finishedRun()).toMatchObject({ state: 'completed' })
  })
})
