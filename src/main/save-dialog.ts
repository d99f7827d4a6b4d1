import { app, dialog } from 'electron'
import { join } from 'node:path'
import { LabError, describeThrown } from '../base/errors.ts'
import { FORMAT_FACTS, formatOfName } from '../contract/report-formats.ts'
import { writeFileWhole } from '../node/files.ts'

/**
 * Asks where a report goes, and writes it there.
 * @returns false where the user changed their mind
 * @throws {LabError} OUTPUT_TARGET when the place cannot be written
 */
export async function saveWithDialog(
  window: Electron.BrowserWindow,
  suggestedName: string,
  content: string,
): Promise<boolean> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('documents'), suggestedName),
    filters: [filterOf(suggestedName)],
  })
  if (canceled || filePath === '') return false
  try {
    await writeFileWhole(filePath, bytesOf(suggestedName, content))
  } catch (thrown) {
    throw new LabError('OUTPUT_TARGET', `the report cannot be written (${describeThrown(thrown)})`, {
      suggestion: 'another folder',
    })
  }
  return true
}

/** Dialogs know the last part of an ending only. */
function filterOf(name: string): Electron.FileFilter {
  const format = formatOfName(name)
  const extension = name.slice(name.lastIndexOf('.') + 1)
  return { name: format === undefined ? 'Graphviz graph' : FORMAT_FACTS[format].title, extensions: [extension] }
}

function bytesOf(name: string, content: string): string | Uint8Array {
  const format = formatOfName(name)
  return format !== undefined && FORMAT_FACTS[format].binary ? Buffer.from(content, 'base64') : content
}
