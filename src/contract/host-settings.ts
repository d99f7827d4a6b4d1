import * as z from 'zod'
import { DEFAULT_CORES_KEPT_FREE } from './pool.ts'

/** What a shell keeps for its engine host between starts. */
export const hostSettingsSchema = z.object({
  coresKeptFree: z.int().min(0).max(1024).default(DEFAULT_CORES_KEPT_FREE),
})
export type HostSettings = z.infer<typeof hostSettingsSchema>
