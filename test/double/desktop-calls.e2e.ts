import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pdfText } from '../helpers/pdf-text.ts'
import { DeskPort } from './desk-port.ts'
import { expect, test } from './double-test.ts'

const MAIN = new URL('../../src/main/', import.meta.url)

test.describe('calls of pages', () => {
  test('all go through the one wrapper', async ({ open }) => {
    const { program } = await open()
    expect(await program.ipcChannels()).toEqual(['desktop:connect', 'desktop:save-report'])
    const users = readdirSync(MAIN).filter(file => /\bipcMain\b/.test(readFileSync(new URL(file, MAIN), 'utf8')))
    expect(users).toEqual(['ipc.ts'])
  })

  test('of the wrong shape are answered with an error, and nothing comes of them', async ({ open }) => {
    const { page, program, hostPid } = await open()
    const invoke = (channel: string, ...args: readonly string[]): Promise<unknown> =>
      page.evaluate(`doubleCall({ kind: 'invoke', channel: ${JSON.stringify(channel)}, args: [${args.join(', ')}] })`)
    const wrong = [
      [],
      ['"run.json"'],
      ['"run.json"', '7'],
      ['"run.json"', '"{}"', '"more"'],
      ['7', '"{}"'],
      ['null', 'null'],
      ['"../../run.json"', '"{}"'],
      ['"/etc/run.json"', '"{}"'],
      ['"C:\\\\run.json"', '"{}"'],
      ['".hidden.json"', '"{}"'],
      ['"run.sh"', '"{}"'],
      ['"run\\u0000.json"', '"{}"'],
      ['"run\\u202Enosj.json"', '"{}"'],
      ['"a".repeat(200) + ".json"', '"{}"'],
      ['"run.json"', 'new Float64Array(8)'],
      ['"run.json"', '({ __proto__: null, toString: 1 })'],
    ]
    for (const args of wrong) {
      expect(await invoke('desktop:save-report', ...args), args.join(', ')).toEqual({
        saved: false,
        error: expect.stringMatching(/^error\[BAD_MESSAGE\]: the page sent arguments/),
      })
    }
    const huge = await program.call(
      (await program.windows())[0]?.id ?? 0,
      { url: 'app://interleave/', isMainFrame: true },
      { kind: 'invoke', channel: 'desktop:save-report', args: ['run.json', 'x'.repeat(65 * 1024 * 1024)] },
    )
    expect(huge).toEqual({ saved: false, error: expect.stringMatching(/^error\[BAD_MESSAGE\]/) })
    expect(await invoke('desktop:connect', '"more"')).toEqual({
      error: expect.stringMatching(/^error\[BAD_MESSAGE\]/),
    })
    await expect(invoke('desktop:nothing')).rejects.toThrow(/No handler/)
    await expect(invoke('constructor')).rejects.toThrow(/No handler/)
    expect(await program.dialogs()).toEqual([])
    // The main process and the host are well.
    expect((await (await DeskPort.open(page)).call('attach')).ok).toBe(true)
    expect(await hostPid()).toBeGreaterThan(0)
  })

  test('from another frame are answered with an error', async ({ open }) => {
    const { page, program } = await open()
    const answers = await page.evaluate(`(async () => {
      const frame = document.body.appendChild(document.createElement('iframe'))
      while (typeof frame.contentWindow.doubleCall !== 'function') await new Promise(requestAnimationFrame)
      return Promise.all([
        frame.contentWindow.doubleCall({ kind: 'invoke', channel: 'desktop:connect', args: [] }),
        frame.contentWindow.doubleCall({ kind: 'invoke', channel: 'desktop:save-report', args: ['run.json', '{}'] }),
      ])
    })()`)
    const stranger = expect.stringMatching(
      /^error\[BAD_MESSAGE\]: a call from something that is not the page of a window/,
    )
    expect(answers).toEqual([{ error: stranger }, { saved: false, error: stranger }])
    // Neither our own page inside a frame nor another document in our window is our page.
    const id = (await program.windows())[0]?.id ?? 0
    for (const frame of [
      { url: 'app://interleave/', isMainFrame: false },
      { url: 'app://interleave/assets/x.svg', isMainFrame: true },
      { url: 'https://example.org/', isMainFrame: true },
    ]) {
      const answer = await program.call(id, frame, { kind: 'invoke', channel: 'desktop:connect', args: [] })
      expect(answer).toEqual({ error: stranger })
    }
  })

  test('save a report where its user says, or say why not', async ({ open, folder }) => {
    const { page, program, dialog, saveTo } = await open()
    const save = (): Promise<unknown> => page.evaluate(`interleave.saveReport('lost-update.json', '{"µ": 1}')`)
    const target = join(folder, 'chosen.json')
    const saved = save()
    expect((await dialog('save')).options).toMatchObject({
      defaultPath: join(folder, 'documents', 'lost-update.json'),
      filters: [{ name: 'JSON', extensions: ['json'] }],
    })
    await saveTo(target)
    expect(await saved).toEqual({ saved: true })
    expect(readFileSync(target, 'utf8')).toBe('{"µ": 1}')

    const given = save()
    await program.answerDialog((await dialog('save')).id, { canceled: true, filePath: '' })
    expect(await given).toEqual({ saved: false })

    const failed = save()
    await saveTo(join(folder, 'missing', 'chosen.json'))
    expect(await failed).toEqual({
      saved: false,
      error: expect.stringMatching(/^error\[OUTPUT_TARGET\]: the report cannot be written .*ENOENT/),
    })
  })
})

test('reports that are no text are printed by a window that nobody sees', async ({ open }) => {
  const { page, program } = await open()
  const desk = await DeskPort.open(page)
  const started = await desk.call('run', { experiment: 'lost-update', set: { trials: 1, additions: 10, warmUp: 0 } })
  const runId = started.ok ? started.value.runId : ''
  const report = async (format: 'pdf' | 'png'): Promise<Buffer> => {
    const answer = await desk.call('report', runId, format)
    return Buffer.from(answer.ok ? answer.value : '', 'base64')
  }
  await expect.poll(async () => (await desk.call('report', runId, 'json')).ok).toBe(true)
  const pdf = await report('pdf')
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  expect(pdfText(pdf).replaceAll(/\s+/g, '')).toContain('Runitagain')
  expect((await report('png')).subarray(1, 4).toString()).toBe('PNG')
  expect(await program.windows()).toHaveLength(1)
})

test('a window that prints is closed once nobody waits for it', async ({ open }) => {
  const { page, program } = await open({
    // However long it takes: here for ever.
    onPage: window => (window.pdf = () => new Promise(() => undefined)),
  })
  const desk = await DeskPort.open(page)
  const runs: string[] = []
  for (const trials of [1, 2]) {
    const started = await desk.call('run', { experiment: 'lost-update', set: { trials, additions: 10, warmUp: 0 } })
    runs.push(started.ok ? started.value.runId : '')
    await expect.poll(async () => (await desk.call('report', runs.at(-1) ?? '', 'json')).ok).toBe(true)
  }
  // Of the run before the last one there is nothing but what the history holds.
  for (const runId of runs) {
    const answered = desk.call('report', runId, 'pdf')
    await expect.poll(async () => (await program.windows()).length).toBe(2)
    await desk.call('cancelReport')
    expect(await answered).toMatchObject({ ok: false, code: 'CANCELLED' })
    await expect.poll(async () => (await program.windows()).length).toBe(1)
  }
})

test.describe('the menu', () => {
  test('has the standard roles, and says to the page in front what was chosen', async ({ open }) => {
    const { page, program, menu, clickMenu, newWindow } = await open()
    const bar = await menu()
    expect(bar.map(({ label }) => label)).toEqual(['File', 'Edit', 'Run', 'View', 'windowMenu', 'help'])
    const roles = bar.flatMap(({ role, items }) => [role, ...items.map(item => item.role)])
    expect(roles).toEqual(
      expect.arrayContaining(
        'fileMenu editMenu viewMenu windowMenu help close quit undo redo cut copy paste selectAll resetZoom zoomIn zoomOut togglefullscreen about'.split(
          ' ',
        ),
      ),
    )
    const listen = `globalThis.commands = []; interleave.onCommand(command => commands.push(command))`
    await page.evaluate(listen)
    for (const path of [
      ['Run', 'Run'],
      ['Run', 'Stop'],
      ['File', 'Save a report', 'JSON…'],
      ['File', 'Save a report', 'PDF…'],
      ['View', 'Lab'],
      ['View', 'Explorer'],
      ['View', 'History'],
      ['View', 'Pool'],
      ['View', 'About this machine'],
      ['View', 'Settings…'],
      ['View', 'Toggle side panel'],
      ['help', 'Keys'],
    ]) {
      await clickMenu(...path)
    }
    const all =
      'run stop export-json export-pdf show-lab show-explorer show-history show-pool show-machine show-settings toggle-side show-keys'
    await expect.poll(() => page.evaluate('commands.join(" ")')).toBe(all)

    const other = await newWindow()
    await other.evaluate(listen)
    await clickMenu('View', 'Pool')
    await expect.poll(() => other.evaluate('commands.join(" ")')).toBe('show-pool')
    expect(await page.evaluate('commands.length')).toBe(12)
    await clickMenu('help', 'Atomics in the ECMAScript specification')
    expect(await program.opened()).toHaveLength(1)
  })

  test('rebuilds the pool', async ({ open }) => {
    const { page, clickMenu } = await open()
    const desk = await DeskPort.open(page)
    const threads = async () => {
      const snapshot = await desk.call('attach')
      return snapshot.ok ? snapshot.value.pool.threads.map(({ name }) => name).join(' ') : ''
    }
    await expect.poll(threads).not.toBe('')
    const before = await threads()
    await clickMenu('Run', 'Rebuild pool')
    await expect.poll(threads).not.toBe(before)
  })
})
