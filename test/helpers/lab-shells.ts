/** The shells that page tests open the lab in; each is a project of Playwright. */
export const SHELLS = ['browser', 'double', 'electron'] as const
export type ShellName = (typeof SHELLS)[number]

/** What a project says of its tests. */
export interface LabOptions {
  readonly shell: ShellName
}
