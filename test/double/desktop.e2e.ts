import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DeskPort } from './desk-port.ts'
import { expect, test } from './double-test.ts'

test.describe('a window', () => {
  test('is sandboxed, isolated and without Node', async ({ open }) => {
    const { program, page } = await open()
    const [window] = await program.windows()
    expect(await program.isSandboxed()).toBe(true)
    expect(window?.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
    expect(window?.minimum).toEqual({ width: 1024, height: 640 })
    expect(await page.evaluate('Object.keys(interleave).sort()')).toEqual([
      'connect',
      'onCommand',
      'platform',
      'saveReport',
    ])
    expect(await page.evaluate('[typeof require, typeof process, isSecureContext]')).toEqual([
      'undefined',
      'undefined',
      true,
    ])
  })

  test('has the background of the theme before its page is there', async ({ open }) => {
    const { program } = await open({ env: { DOUBLE_DARK: '1' } })
    expect((await program.windows())[0]?.backgroundColor).toBe('#121417')
  })

  test('comes back where it was, if a display still shows that place', async ({ open, folder }) => {
    const first = await open()
    const id = (await first.program.windows())[0]?.id ?? 0
    await first.program.moveWindow(id, { x: 100, y: 60, width: 1200, height: 700 })
    await first.program.maximizeWindow(id)
    expect(await first.close()).toBe(0)

    const second = await open()
    const restored = await second.program.windows()
    expect(restored).toMatchObject([{ isMaximized: true }])
    expect(await second.close()).toBe(0)
    expect(JSON.parse(readFileSync(join(folder, 'window-state.json'), 'utf8'))).toEqual({
      bounds: { x: 100, y: 60, width: 1200, height: 700 },
      maximized: true,
    })

    writeFileSync(
      join(folder, 'window-state.json'),
      JSON.stringify({ bounds: { x: 5000, y: 60, width: 1200, height: 700 }, maximized: false }),
    )
    const third = await open()
    expect((await third.program.windows())[0]?.bounds).toEqual({ x: 360, y: 170, width: 1200, height: 700 })
  })

  test('may have others beside it, on the same lab', async ({ open }) => {
    const { program, page, newWindow, ended } = await open()
    const other = await newWindow()
    const [one, two] = await program.windows()
    expect(two?.bounds.x).toBeGreaterThan(one?.bounds.x ?? 0)
    const desk = await DeskPort.open(page)
    const started = await desk.startLongRun()
    const snapshot = await (await DeskPort.open(other)).call('attach')
    expect(started.ok && snapshot.ok && snapshot.value.underWay?.plan.runId).toBe(started.ok && started.value.runId)
    await program.closeWindow(two?.id ?? 0)
    await expect.poll(async () => (await program.windows()).length).toBe(1)
    await program.closeWindow(one?.id ?? 0)
    expect((await ended).code).toBe(0)
  })

  test('is loaded again when its page’s process ends, and says so', async ({ open }) => {
    const { program, page, dialog } = await open()
    await page.evaluate('globalThis.before = true')
    const loaded = page.waitForEvent('load')
    await program.loseRenderer((await program.windows())[0]?.id ?? 0, 'crashed')
    await loaded
    expect(await page.evaluate('globalThis.before')).toBeUndefined()
    expect((await dialog('message')).options).toMatchObject({ message: 'The page was loaded again' })
  })
})

test.describe('a page', () => {
  test('comes from the fixed list of built files, under a strict policy', async ({ open }) => {
    const { page } = await open()
    const answers = await page.evaluate(`Promise.all(
      ['/index.html', '/nothing.js', '/../package.json', '/%2e%2e/main/index.js', '/assets/', '//main/index.js']
        .map(path => fetch(location.origin + path).then(({ status, headers }) =>
          [path, status, headers.get('content-security-policy')])))`)
    const policy = expect.stringContaining("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(answers).toEqual([
      ['/index.html', 200, policy],
      ['/nothing.js', 404, policy],
      ['/../package.json', 404, policy],
      ['/%2e%2e/main/index.js', 404, policy],
      ['/assets/', 404, policy],
      ['//main/index.js', 404, policy],
    ])
    expect(await page.evaluate('crossOriginIsolated')).toBe(true)
    const refused = page.evaluate(`new Promise(resolve => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => resolve(violatedDirective))
      const script = document.createElement('script')
      script.textContent = 'globalThis.ran = true'
      document.head.append(script)
    })`)
    expect(await refused).toBe('script-src-elem')
    expect(await page.evaluate('globalThis.ran')).toBeUndefined()
  })

  test('goes nowhere else and opens nothing', async ({ open }) => {
    const { page, program } = await open()
    await page.evaluate(`location.href = 'https://example.org/'`)
    await page.evaluate(`location.href = '/assets/'`)
    await page.evaluate(`window.open('https://example.org/popup')`)
    await page.evaluate(`window.open('https://tc39.es/ecma262/#sec-atomics-object')`)
    const asked = async () =>
      (await program.decisions()).filter(({ about }) => about === 'navigation' || about === 'window-open')
    await expect.poll(asked).toEqual([
      { about: 'navigation', subject: 'https://example.org/', isAllowed: false },
      { about: 'navigation', subject: 'app://interleave/assets/', isAllowed: false },
      { about: 'window-open', subject: 'https://example.org/popup', isAllowed: false },
      { about: 'window-open', subject: 'https://tc39.es/ecma262/#sec-atomics-object', isAllowed: false },
    ])
    // The one address on the list is opened, by the system's browser.
    expect(await program.opened()).toEqual(['https://tc39.es/ecma262/#sec-atomics-object'])
    expect(page.url()).toMatch(/^http:\/\/interleave\.app\.localhost\/(#|$)/)
    expect(await program.windows()).toHaveLength(1)
    expect(await program.attachWebview((await program.windows())[0]?.id ?? 0)).toBe(false)
  })

  test('reaches no other origin', async ({ open }) => {
    const { page, program } = await open()
    const id = (await program.windows())[0]?.id ?? 0
    expect(await page.evaluate(`fetch('https://example.org/').then(() => 'came', () => 'refused')`)).toBe('refused')
    // What its policy would let through, the session stops.
    for (const url of ['https://example.org/', 'http://127.0.0.1:1/', 'file:///etc/passwd', 'ws://example.org/']) {
      const request = { url, method: 'GET', isNavigation: false, isMainFrame: true, byProgram: false }
      expect(await program.request(id, request)).toEqual({ kind: 'blocked' })
      expect(await program.decisions()).toContainEqual({ about: 'request', subject: url, isAllowed: false })
    }
  })

  test('has no permission', async ({ open }) => {
    const { program } = await open()
    const id = (await program.windows())[0]?.id ?? 0
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'usb']) {
      expect(await program.askPermission(id, permission), permission).toBe(false)
    }
  })
})
