/** One of the programs in `resources/python`, and what its results mean: a variant each. */
export interface Program {
  readonly file: 'race.py' | 'compute.py' | 'wait.py'
  /** The arguments before the sizes. */
  readonly how: readonly string[]
  /** What the sizes are, beside workers and rounds. */
  readonly size: 'additions' | 'roots' | 'waitMillis'
  /** Whether a wrong result is what the program is there to show. */
  readonly races: boolean
}

/** In the order of the variants: in memory a program is named by its place in this list, from 1 on. */
export const PROGRAMS = {
  increment: { file: 'race.py', how: ['plain'], size: 'additions', races: true },
  functionCall: { file: 'race.py', how: ['call'], size: 'additions', races: true },
  locked: { file: 'race.py', how: ['lock'], size: 'additions', races: false },
  threads: { file: 'compute.py', how: ['threads'], size: 'roots', races: false },
  processes: { file: 'compute.py', how: ['processes'], size: 'roots', races: false },
  waiting: { file: 'wait.py', how: [], size: 'waitMillis', races: false },
} as const satisfies Readonly<Record<string, Program>>

export type ProgramName = keyof typeof PROGRAMS

/** Whether a race is lost is a matter of luck, again and again; how long something takes is not. */
export function roundsOf(name: ProgramName, { rounds }: { readonly rounds: number }): number {
  return PROGRAMS[name].file === 'race.py' ? rounds : 1
}

/** What the program is started with. */
export function argumentsOf(
  name: ProgramName,
  knobs: Readonly<Record<'workers' | 'additions' | 'roots' | 'waitMillis' | 'rounds' | 'switchInterval', number>>,
): readonly string[] {
  const { file, how, size } = PROGRAMS[name]
  const sizes = [knobs.workers, knobs[size], roundsOf(name, knobs)]
  return [...how, ...[...sizes, ...(file === 'race.py' ? [knobs.switchInterval] : [])].map(String)]
}

const NAMES: readonly ProgramName[] = ['increment', 'functionCall', 'locked', 'threads', 'processes', 'waiting']

export function numberOf(name: ProgramName): number {
  return NAMES.indexOf(name) + 1
}

/** @returns undefined before anybody has said which */
export function programNumbered(number: number): ProgramName | undefined {
  return NAMES[number - 1]
}
