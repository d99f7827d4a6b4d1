import { spawn } from 'node:child_process'
import { join } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { createServer } from 'vite'
import { buildIfStale, ROOT } from './build.ts'
import { findDesktop, openDesktop } from './desktop.ts'

/**
 * `npm run dev`: the window with hot reload; changes of main and preload start it anew. `-- --browser`, or where there
 * can be no window, the browser shell: the page is reloaded hot, the host starts anew with its sources.
 */
const HOST_PORT = 4700
const PAGE_PORT = 4701

const desktop = process.argv.includes('--browser') ? { why: 'the browser was asked for' } : await findDesktop()
if ('why' in desktop) {
  console.log(`No desktop window: ${desktop.why}.`)
  await serveBrowser()
} else {
  const electronVite = join(ROOT, 'node_modules/electron-vite/bin/electron-vite.js')
  await openDesktop(process.execPath, [electronVite, 'dev', '--watch'])
}

async function serveBrowser(): Promise<void> {
  await buildIfStale() // the host serves a page of its own, too
  const page = await createServer({
    root: join(ROOT, 'src/renderer'),
    configFile: false,
    plugins: [vue()],
    server: {
      host: '127.0.0.1',
      port: PAGE_PORT,
      strictPort: true,
      // The host takes no requests but from its own address.
      proxy: {
        '/session': throughTo('http'),
        '/ws': { ...throughTo('ws'), ws: true },
      },
    },
  })
  await page.listen()
  const args = [
    '--watch',
    '--watch-preserve-output',
    join(ROOT, 'src/cli/main.ts'),
    'serve',
    '--port',
    String(HOST_PORT),
  ]
  const host = spawn(process.execPath, args, { cwd: ROOT, stdio: ['inherit', 'pipe', 'inherit'] })
  host.stdout.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text.replaceAll(`127.0.0.1:${String(HOST_PORT)}`, `127.0.0.1:${String(PAGE_PORT)}`))
  })
  await new Promise(resolve => {
    host.on('exit', resolve)
  })
  await page.close()
}

function throughTo(scheme: 'http' | 'ws'): { target: string; changeOrigin: true; headers: { origin: string } } {
  const host = `127.0.0.1:${String(HOST_PORT)}`
  return { target: `${scheme}://${host}`, changeOrigin: true, headers: { origin: `http://${host}` } }
}
