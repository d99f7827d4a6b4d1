import { randomUUID } from 'node:crypto'
import { lstat, open, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { isLabError, LabError, systemCode } from '../base/errors.ts'
import { printable } from '../base/text.ts'
import type { Lab } from '../contract/lab.ts'
import { formatOfName, REPORT_FORMATS, type ReportFormat } from '../contract/report-formats.ts'
import { saveReport } from '../host/save-report.ts'

/** A checked place for a report. */
export interface OutputFile {
  readonly path: string
  readonly format: ReportFormat
}

const ALLOWED = 'a new file in a folder that can be written to'

/**
 * Checks every `--out` before a run starts, so that no result is produced that then has nowhere to go.
 * @param formats what can be written
 * @throws {LabError} USAGE for an ending that is not supported or a file named twice
 * @throws {LabError} OUTPUT_TARGET for a place that cannot be written
 */
export async function checkOutputFiles(
  paths: readonly string[],
  formats: readonly ReportFormat[] = REPORT_FORMATS,
): Promise<OutputFile[]> {
  const files: OutputFile[] = []
  for (const path of paths) {
    if (files.some(other => resolve(other.path) === resolve(path))) {
      throw new LabError('USAGE', `--out names "${printable(path)}" twice`, {
        allowed: 'each file once',
        suggestion: 'another name',
      })
    }
    await refuseFolder(path)
    files.push({ path, format: formatOf(path, formats) })
    await checkPlace(path)
  }
  return files
}

/**
 * Writes a report whole or not at all.
 * @param make its text, or in base64 what is no text
 * @throws {LabError} OUTPUT_TARGET, and what `make` refuses
 */
export async function writeReport(
  { path, format }: OutputFile,
  make: (format: ReportFormat) => Promise<string>,
): Promise<void> {
  try {
    await saveReport(await make(format), path, format)
  } catch (error) {
    throw isLabError(error) ? error : refused(path, error)
  }
}

/**
 * Checks that the lab can make what the files ask for, so that no run is made in vain.
 * @throws {LabError} NO_BROWSER
 */
export async function checkFormats(lab: Lab, files: readonly OutputFile[]): Promise<void> {
  const offers = await lab.reportOffers()
  for (const { path, format } of files) {
    const why = offers.find(offer => offer.format === format)?.unavailable ?? null
    if (why === null) continue
    throw new LabError('NO_BROWSER', `--out "${printable(path)}" cannot be made: ${why}`, {
      allowed: offers.flatMap(offer => (offer.unavailable === null ? [`.${offer.format}`] : [])).join(', '),
      suggestion: format === 'pdf' ? '.html, which any browser prints' : '.svg, the same picture',
    })
  }
}

function formatOf(path: string, formats: readonly ReportFormat[]): ReportFormat {
  const format = formatOfName(basename(path))
  if (format !== undefined && formats.includes(format)) return format
  throw new LabError('USAGE', `--out "${printable(path)}" has an ending that is not supported`, {
    allowed: formats.map(one => `.${one}`).join(', '),
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
    if (systemCode(error) === 'ENOENT') return null
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
  ['EFBIG', 'it would be larger than files may be here'],
  ['EEXIST', 'it exists already'],
  ['ENAMETOOLONG', 'its name is too long'],
])

function refused(path: string, error: unknown): LabError {
  return refusedBy(`--out "${printable(path)}"`, error)
}

/** The error for a place that the system does not let us write to. */
export function refusedBy(place: string, error: unknown): LabError {
  const code = systemCode(error)
  const cause = CAUSES.get(code) ?? `the system refused (${code === '' ? 'unknown cause' : code})`
  return new LabError('OUTPUT_TARGET', `${place} cannot be written: ${cause}`, {
    allowed: ALLOWED,
    suggestion: 'another place',
  })
}
