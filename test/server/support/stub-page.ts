import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

export const INDEX = '<!doctype html><title>stub</title>'
export const SCRIPT = `console.log('stub')\n//${' padding'.repeat(200)}`
/** Lies beside the page's folder and must never come out. */
export const SECRET = 'nobody may read this'

/** A folder with a page in it, and beside it what no request may reach. */
export async function stubPage(): Promise<URL> {
  const folder = await temporaryFolder()
  const page = join(folder, 'page')
  await mkdir(join(page, 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), SECRET)
  await writeFile(join(page, 'index.html'), INDEX)
  await writeFile(join(page, 'assets', 'app.js'), SCRIPT)
  await writeFile(join(page, 'assets', 'figure.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]))
  await symlink(join(folder, 'secret.txt'), join(page, 'link.txt'))
  return pathToFileURL(`${page}/`)
}
