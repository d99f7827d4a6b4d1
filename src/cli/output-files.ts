import { randomUUID } from 'node:crypto'
import { lstat, open, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { LabError } from '../base/errors.ts'
import { printable } from '../base/text.ts'
import { REPORT_FORMATS, type Lab, type ReportFormat } from '../contract/lab.ts'
import type { RunDocument } from '../contract/run-document.ts'
import { saveReport } from '../host/save-report.ts'

/** A checked place for a report. */
export interface OutputFile {
  readonly path: string
  readonly format: ReportFormat
}

const ALLOWED = 'a new file in a folder that can be written to'
const ENDINGS = REPORT_FORMATS.map(format => `.${format}`).join(', ')

/**
 * Checks every `--out` before a run starts, so that no result is produced that then has nowhere to go.
 * @throws {LabError} USAGE for an ending that is not supported or a file named twice
 * @throws {LabError} OUTPUT_TARGET for a place that cannot be written
 */
export async function checkOutputFiles(paths: readonly string[]): Promise<OutputFile[]> {
  const files: OutputFile[] = []
  for (const path of paths) {
    if (files.some(other => resolve(other.path) === resolve(path))) {
      throw new LabError('USAGE', `--out names "${printable(path)}" twice`, {
        allowed: 'each file once',
        suggestion: 'another name',
      })
    }
    await refuseFolder(path)
    files.push({ path, format: formatOf(path) })
    await checkPlace(path)
  }
  return files
}

/** Writes a file whole or not at all. @throws {LabError} OUTPUT_TARGET */
export async function writeOutput(lab: Lab, run: RunDocument, { path, format }: OutputFile): Promise<void> {
  try {
    await saveReport(lab, run, path, format)
  } catch (error) {
    throw refused(path, error)
  }
}

function formatOf(path: string): ReportFormat {
  const name = basename(path).toLowerCase()
  const format = REPORT_FORMATS.find(
    candidate => name.endsWith(`.${candidate}`) && !name.endsWith(`.trace.${candidate}`),
  )
  if (format !== undefined) return format
  throw new LabError('USAGE', `--out "${printable(path)}" has an ending that is not supported`, {
    allowed: ENDINGS,
    suggestion: '--out result.json',
  })
}

async function refuseFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => null) // whatever else is wrong with the place is found below
  if (found?.isDirectory() === true || /[/\\]$/.test(path)) {
    throw new LabError('OUTPUT_TARGET', `--out "${printable(path)}" is a folder`, {
      allowed: ALLOWED,
      suggestion: 'a file name inside it',
    })
  }
}

async function checkPlace(path: string): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null
    throw refused(path, error)
  })
  if (found !== null) {
    throw new LabError('OUTPUT_TARGET', `--out "${printable(path)}" exists already and is not overwritten`, {
      allowed: ALLOWED,
      suggestion: 'another name, or remove it first',
    })
  }
  // Permissions do not tell all (a full disk, a read-only mount, a folder that only looks like one): try it.
  const probe = join(dirname(resolve(path)), `.interleave-${randomUUID()}.tmp`)
  try {
    await (await open(probe, 'wx')).close()
    await rm(probe)
  } catch (error) {
    throw refused(path, error)
  }
}

const CAUSES = new Map([
  ['ENOENT', 'its folder does not exist'],
  ['ENOTDIR', 'a part of its path is not a folder'],
  ['EACCES', 'writing there is not permitted'],
  ['EPERM', 'writing there is not permitted'],
  ['EROFS', 'the disk is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EEXIST', 'it exists already'],
  ['ENAMETOOLONG', 'its name is too long'],
])

function refused(path: string, error: unknown): LabError {
  return refusedBy(`--out "${printable(path)}"`, error)
}

/** The error for a place that the system does not let us write to. */
export function refusedBy(place: string, error: unknown): LabError {
  const code = codeOf(error)
  const cause = CAUSES.get(code) ?? `the system refused (${code})`
  return new LabError('OUTPUT_TARGET', `${place} cannot be written: ${cause}`, {
    allowed: ALLOWED,
    suggestion: 'another place',
  })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown cause'
}
