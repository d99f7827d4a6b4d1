import { DeskPort } from './desk-port.ts'
import { expect, test } from './double-test.ts'

/** Two tasks that wait for a while, in processes of their own. */
function waits(waitMillis: number) {
  return {
    experiment: 'completion-order',
    variants: ['as-completed'],
    set: { executor: 'processes', workers: '2', tasks: '2', waitMillis: String(waitMillis), trials: '1', warmUp: '0' },
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test.describe('processes of executors on the desktop', () => {
  test('are started by the main process, do their tasks, and end with the run', async ({ open }) => {
    const { page, program, hostPid } = await open()
    const host = await hostPid()
    const desk = await DeskPort.open(page)
    await desk.call('attach')
    const heard: string[] = []
    await desk.onRunFinished(state => heard.push(state))
    expect(await desk.call('run', waits(500))).toMatchObject({ ok: true })
    await expect.poll(async () => (await program.utilityPids()).filter(pid => pid !== host).length).toBe(2)
    await expect.poll(() => heard).toEqual(['completed'])
    await expect.poll(() => program.utilityPids()).toEqual([host])
  })

  test('are gone with the program, and with a host that is killed', async ({ open }) => {
    const { page, program, hostPid, close } = await open()
    for (const how of ['the host is killed', 'the program quits'] as const) {
      const host = await hostPid()
      const desk = await DeskPort.open(page)
      expect(await desk.call('run', waits(30_000))).toMatchObject({ ok: true })
      const others = async (): Promise<number[]> => (await program.utilityPids()).filter(pid => pid !== host)
      await expect.poll(async () => (await others()).length).toBe(2)
      const started = await others()
      if (how === 'the host is killed') process.kill(host, 'SIGKILL')
      else expect(await close()).toBe(0)
      await expect.poll(() => started.filter(isThere)).toEqual([])
    }
  })
})
