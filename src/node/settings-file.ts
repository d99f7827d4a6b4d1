import { mkdirSync, readFileSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { writeFileWhole } from './files.ts'
import { systemCode } from '../base/errors.ts'

/**
 * What a settings file holds, as JSON; undefined where there is none. A file that is no JSON is set aside, with
 * `.broken` after its name, so that nothing of it is lost.
 * @throws the system's error when a file that is there cannot be read
 */
export function readSettingsFile(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    return JSON.parse(text)
  } catch {
    setAside(file)
    return undefined
  }
}

/** Gives a file whose content is of no use another name. */
export function setAside(file: string): void {
  renameSync(file, `${file}.broken`)
}

/** Writes settings whole or not at all; its folder is made where there is none. @throws the system's error */
export async function writeSettingsFile(file: string, settings: object): Promise<void> {
  mkdirSync(dirname(file), { recursive: true })
  await writeFileWhole(file, `${JSON.stringify(settings, null, 2)}\n`)
}
