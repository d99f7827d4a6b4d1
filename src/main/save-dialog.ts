import { app, dialog } from 'electron'
import { join } from 'node:path'
import { LabError, describeThrown } from '../base/errors.ts'
import { writeFileWhole } from '../node/files.ts'

/**
 * Asks where a report goes, and writes it there.
 * @returns false where the user changed their mind
 * @throws {LabError} OUTPUT_TARGET when the place cannot be written
 */
export async function saveWithDialog(
  window: Electron.BrowserWindow,
  suggestedName: string,
  text: string,
): Promise<boolean> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('documents'), suggestedName),
    filters: FILES.filter(({ extensions }) =>
      extensions.includes(suggestedName.slice(suggestedName.lastIndexOf('.') + 1)),
    ),
  })
  if (canceled || filePath === '') return false
  try {
    await writeFileWhole(filePath, text)
  } catch (thrown) {
    throw new LabError('OUTPUT_TARGET', `the report cannot be written (${describeThrown(thrown)})`, {
      suggestion: 'another folder',
    })
  }
  return true
}

const FILES = [
  { name: 'JSON', extensions: ['json'] },
  { name: 'Markdown', extensions: ['md'] },
  { name: 'SVG picture', extensions: ['svg'] },
  { name: 'Graphviz graph', extensions: ['dot'] },
]
