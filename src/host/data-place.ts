import { chosenDataFolder } from '../node/data-folder.ts'

/** Where a shell keeps its data: in the folder that was asked for, or in the platform's own place. */
export function dataPlace(chosen?: string): string {
  return chosenDataFolder(chosen)
}
