import { sideRecordSchema, type SideRecord } from '../../contract/history-record.ts'
import { writeFileWhole } from '../files.ts'
import { readSettingsFile, setAside } from '../settings-file.ts'
import { SCRATCH_PREFIX, type HistoryFiles } from './history-files.ts'

/** @returns null where there is none, or none that can be read, which is set aside then */
export function readSideRecord({ record }: HistoryFiles): SideRecord | null {
  const found = readSettingsFile(record)
  if (found === undefined) return null
  const checked = sideRecordSchema.safeParse(found)
  if (checked.success) return checked.data
  setAside(record)
  return null
}

export async function writeSideRecord({ record }: HistoryFiles, known: Omit<SideRecord, 'schema'>): Promise<void> {
  await writeFileWhole(
    record,
    `${JSON.stringify({ schema: 'interleave.history-record/1', ...known })}\n`,
    SCRATCH_PREFIX,
  )
}
