import { readFile, stat } from 'node:fs/promises'
import { LabError, systemCode } from '../base/errors.ts'
import { printable } from '../base/text.ts'

const LARGEST_BYTES = 64 * 2 ** 20

/** The text of a file to import. @throws {LabError} BAD_IMPORT where it cannot be read as one */
export async function readImport(path: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    throw refused(path, causeOf(error))
  })
  if (!found.isFile()) throw refused(path, 'it is not a file')
  if (found.size > LARGEST_BYTES) throw refused(path, `it has ${String(found.size)} bytes`)
  const bytes = await readFile(path).catch((error: unknown) => {
    throw refused(path, causeOf(error))
  })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refused(path, 'it is not UTF-8 text')
  }
}

function causeOf(error: unknown): string {
  const code = systemCode(error)
  return code === 'ENOENT' ? 'there is no such file' : `the system refused (${code === '' ? 'unknown cause' : code})`
}

function refused(path: string, why: string): LabError {
  return new LabError('BAD_IMPORT', `"${printable(path)}" cannot be imported: ${why}`, {
    allowed: `a JSON or HTML report of a run, ${String(LARGEST_BYTES)} bytes at most`,
    suggestion: 'interleave history export <run> --out run.json',
  })
}
