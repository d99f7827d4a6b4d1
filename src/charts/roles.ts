/** The colours of the present theme that charts draw with, resolved to values, and the font they write in. */
export interface ChartRoles {
  readonly page: string
  readonly line: string
  readonly line2: string
  readonly ink: string
  readonly ink2: string
  readonly ink3: string
  readonly ok: string
  readonly look: string
  readonly bad: string
  /** What was measured and carries no grade. */
  readonly run: string
  readonly s1: string
  /** What was computed, not measured: marks. */
  readonly model: string
  /** The same as text. */
  readonly modelInk: string
  /** What is waited for by choice. */
  readonly wait: string
  /** Who waits for what another holds. */
  readonly blocked: string
  /** Workers, in tiles and ribbons only, with their number. */
  readonly w1: string
  readonly w2: string
  readonly w3: string
  readonly w4: string
  readonly w5: string
  readonly w6: string
  readonly w7: string
  readonly w8: string
  /** A font list, as CSS writes it. */
  readonly sans: string
}

/** The custom property that holds each role's value. */
export const ROLE_PROPERTIES: Readonly<Record<keyof ChartRoles, string>> = {
  page: '--page',
  line: '--line',
  line2: '--line-2',
  ink: '--ink',
  ink2: '--ink-2',
  ink3: '--ink-3',
  ok: '--ok',
  look: '--look',
  bad: '--bad',
  run: '--run',
  s1: '--s1',
  model: '--model',
  modelInk: '--model-ink',
  wait: '--wait',
  blocked: '--blocked',
  w1: '--w1',
  w2: '--w2',
  w3: '--w3',
  w4: '--w4',
  w5: '--w5',
  w6: '--w6',
  w7: '--w7',
  w8: '--w8',
  sans: '--sans',
}
