import os from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/** What decides where the lab keeps its own files. */
interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/** The folder for the lab's own files, where this platform's applications keep theirs; it need not exist yet. */
export function dataFolder(
  { platform, env, home }: Surroundings = { platform: process.platform, env: process.env, home: os.homedir() },
): string {
  const chosen = env['INTERLEAVE_DATA_DIR'] ?? ''
  if (chosen !== '') return resolve(chosen)
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Interleave')
  if (platform === 'win32') return join(absolute(env['APPDATA']) ?? join(home, 'AppData', 'Roaming'), 'Interleave')
  return join(absolute(env['XDG_DATA_HOME']) ?? join(home, '.local', 'share'), 'interleave')
}

/** The folder that was asked for, or the platform's own place. */
export function chosenDataFolder(chosen?: string): string {
  return chosen === undefined ? dataFolder() : resolve(chosen)
}

/** The XDG specification wants relative paths ignored; elsewhere they would mean another folder with each start. */
function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined
}
