import { writeFileWhole } from '../node/files.ts'

/**
 * Writes a text to a file that the user chose, whole or not at all.
 * @throws the system's error when the place cannot be written
 */
export async function saveText(path: string, text: string): Promise<void> {
  await writeFileWhole(path, text)
}
