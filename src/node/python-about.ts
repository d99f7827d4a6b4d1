/** What `resources/python/about.py` prints. */
export interface SelfDescription {
  readonly implementation: string
  readonly version: string
  readonly major: number
  readonly minor: number
  readonly freeThreadedBuild: boolean
  readonly gilEnabled: boolean
  /** Empty where it does not know. */
  readonly executable: string
}

/** @returns undefined for anything else: whatever is called python may have said it */
export function readSelfDescription(text: string): SelfDescription | undefined {
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    return undefined
  }
  return isSelfDescription(said) ? said : undefined
}

const KINDS = {
  implementation: 'string',
  version: 'string',
  major: 'number',
  minor: 'number',
  freeThreadedBuild: 'boolean',
  gilEnabled: 'boolean',
  executable: 'string',
} as const satisfies Record<keyof SelfDescription, string>

function isSelfDescription(said: unknown): said is SelfDescription {
  if (typeof said !== 'object' || said === null) return false
  return Object.entries(KINDS).every(([name, kind]) => typeof Reflect.get(said, name) === kind)
}
