import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DeskPort } from './desk-port.ts'
import { expect, test } from './double-test.ts'
import { ALONE } from '../helpers/alone.ts'
import { startProgram } from './open-double.ts'

test.describe('the program', () => {
  test('is there once: a second start brings the first one’s window to its user', async ({
    open,
    folder,
    chromium,
  }) => {
    const { program } = await open()
    const id = (await program.windows())[0]?.id ?? 0
    await program.minimizeWindow(id)
    const second = await startProgram(chromium, { userData: folder })
    expect((await second.ended).code).toBe(0)
    await second.pages.close()
    await expect.poll(() => program.windows()).toMatchObject([{ id, isMinimized: false, isFocused: true }])
  })

  test('keeps how many cores are kept free', async ({ open, folder }) => {
    const first = await open()
    const desk = await DeskPort.open(first.page)
    expect(await desk.call('keepCoresFree', 0)).toMatchObject({ ok: true, value: { coresKeptFree: 0 } })
    await expect
      .poll(() => readdirSync(folder).includes('settings.json') && readFileSync(join(folder, 'settings.json'), 'utf8'))
      .toContain('"coresKeptFree": 0')
    expect(await first.close()).toBe(0)
    const second = await open()
    const snapshot = await (await DeskPort.open(second.page)).call('attach')
    expect(snapshot.ok && snapshot.value.pool.coresKeptFree).toBe(0)
  })

  // How soon it does is asked in every shell, where a page waits for it.
  test('outlives an engine host that is killed in mid-run, and runs on the next one', async ({ open }) => {
    const { page, hostPid, program } = await open()
    const desk = await DeskPort.open(page)
    const started = await desk.startLongRun()
    expect(started).toMatchObject({ ok: true })
    await expect.poll(() => desk.frameCount()).toBeGreaterThan(0)
    process.kill(await hostPid(), 'SIGKILL')
    await expect.poll(() => desk.isClosed(), { intervals: [20] }).toBe(true)
    const next = await DeskPort.open(page)
    const snapshot = await next.call('attach')
    expect(snapshot).toMatchObject({
      ok: true,
      value: { last: { state: 'crashed' }, restart: { reason: 'the engine host ended (SIGKILL)' } },
    })
    expect(snapshot.ok && snapshot.value.last?.id).toBe(started.ok && started.value.runId)
    const again = await next.call('run', {
      experiment: 'lost-update',
      variants: ['atomic-add'],
      set: { workers: '2', additions: '1000', trials: '3' },
    })
    expect(again).toMatchObject({ ok: true })
    expect(await program.windows()).toHaveLength(1)
  })

  test('asks what to do when engine hosts end as soon as they start', async ({ open }) => {
    const { hostPid, program, dialog } = await open()
    for (let death = 0; death < 3; death++) {
      const pid = await hostPid()
      process.kill(pid, 'SIGKILL')
      await expect.poll(async () => (await program.utilityPids()).includes(pid)).toBe(false)
    }
    const asked = await dialog('message')
    expect(asked.options).toMatchObject({ message: 'The engine does not start', buttons: ['Try again', 'Quit'] })
    expect(await program.utilityPids()).toEqual([])
    await program.answerDialog(asked.id, { response: 0 })
    expect(await hostPid()).toBeGreaterThan(0)
  })

  for (const how of ['its menu', 'a signal', 'closing its last window'] as const) {
    test(`is gone within three seconds when ${how} ends it in mid-run`, ALONE, async ({ open }) => {
      const { page, program, pid, ended, hostPid, isAlive } = await open()
      expect(await (await DeskPort.open(page)).startLongRun()).toMatchObject({ ok: true })
      await hostPid()
      const askedAt = performance.now()
      if (how === 'its menu') void program.quit.asEvent()
      else if (how === 'a signal') process.kill(pid, 'SIGTERM')
      else await program.closeWindow((await program.windows())[0]?.id ?? 0)
      expect(await ended).toEqual({ code: 0, signal: null })
      expect(performance.now() - askedAt).toBeLessThan(3000)
      await expect.poll(isAlive).toBe(false)
    })
  }

  test('stops a run under way before it ends', async ({ open }) => {
    const { page, program, ended } = await open()
    const desk = await DeskPort.open(page)
    expect(await desk.startLongRun()).toMatchObject({ ok: true })
    const heard: string[] = []
    await desk.onRunFinished(state => heard.push(state))
    void program.quit.asEvent()
    await ended
    expect(heard).toEqual(['cancelled'])
  })

  test('ends with exit code 0 and says nothing', async ({ open }) => {
    const { close, output, isAlive } = await open()
    expect(await close()).toBe(0)
    expect(output()).toBe('')
    await expect.poll(isAlive).toBe(false)
  })
})
