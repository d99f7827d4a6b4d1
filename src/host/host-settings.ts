import { hostSettingsSchema, type HostSettings } from '../contract/host-settings.ts'
import { readSettingsFile, setAside, writeSettingsFile } from '../node/settings-file.ts'

/**
 * The settings that a shell keeps for its engine host; defaults where there are none. A file that does not check out is
 * set aside, with `.broken` after its name.
 * @throws the system's error when the file is there and cannot be read
 */
export function readHostSettings(file: string): HostSettings {
  const found = readSettingsFile(file)
  const checked = hostSettingsSchema.safeParse(found === undefined ? {} : found)
  if (checked.success) return checked.data
  setAside(file)
  return hostSettingsSchema.parse({})
}

/** @throws the system's error */
export async function writeHostSettings(file: string, settings: HostSettings): Promise<void> {
  await writeSettingsFile(file, settings)
}
