import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Writes a file whole or not at all: into a temporary neighbour first, flushed to the disk, then renamed into place.
 * @param prefix of the neighbour's name
 * @throws the system's error; nothing is left behind then
 */
export async function writeFileWhole(path: string, content: string | Uint8Array, prefix?: string): Promise<void> {
  const write = async (temporary: string): Promise<void> => {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
  }
  await makeFileWhole(path, write, prefix)
}

/**
 * The same for a file that something else writes.
 * @param make writes it, under the name that it is given, and flushes it to the disk
 */
export async function makeFileWhole(
  path: string,
  make: (temporary: string) => Promise<void>,
  prefix = '.interleave-',
): Promise<void> {
  const folder = dirname(path)
  const temporary = join(folder, `${prefix}${randomUUID()}.tmp`)
  try {
    await make(temporary)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(folder)
}

/** The new name survives a power loss only once its folder is flushed too; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
