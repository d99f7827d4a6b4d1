import { Command } from 'commander'
import { LabError } from '../../base/errors.ts'
import { printable } from '../../base/text.ts'
import type { Exploration, ExploreRequestInput } from '../../contract/exploration.ts'
import { outsideOf } from '../../contract/overlay-in-words.ts'
import { EXIT } from '../exit-codes.ts'
import { renderExploration } from '../render/exploration.ts'
import { renderReplay } from '../render/replay.ts'
import type { Shell } from '../run-cli.ts'
import { assignments, collected, once } from '../usage.ts'
import { watchedExploration, watchedOverlay } from '../watched-exploration.ts'

interface ExploreOptions {
  readonly variant?: string
  readonly set?: readonly string[]
  readonly replay?: string
  readonly overlay?: string | true
  readonly reduced?: true
  readonly maxStates?: string
  readonly maxMemory?: string
  readonly maxSeconds?: string
  readonly json?: true
}

/** `interleave explore <experiment>`. */
export function exploreCommand(shell: Shell, setExitCode: (code: number) => void): Command {
  return new Command('explore')
    .description('search every interleaving of an experiment’s model')
    .argument('[experiment]', 'one with a model; not needed with --replay')
    .option('--variant <v>', 'the variant to explore', once('--variant'))
    .option('--set <param=value>', 'a size of the model; may be repeated', collected)
    .option('--replay <schedule>', 'take the steps of one schedule, a whole line', once('--replay'))
    .option('--overlay [rounds]', 'run as many rounds on real threads beside it (100 000)')
    .option('--reduced', 'leave out orders that only commute: the same ends from fewer states, nothing counted')
    .option('--max-states <n>', 'end the search after so many states', once('--max-states'))
    .option('--max-memory <MB>', 'end it before it keeps more (1000)', once('--max-memory'))
    .option('--max-seconds <s>', 'end it after so long (600)', once('--max-seconds'))
    .option('--json', 'print one JSON document')
    .action(async (experiment: string | undefined, options: ExploreOptions) => {
      const { replay } = options
      setExitCode(await (replay === undefined ? explore(shell, experiment, options) : show(shell, replay, options)))
    })
}

async function explore(
  { terminal, openLab }: Shell,
  experiment: string | undefined,
  options: ExploreOptions,
): Promise<number> {
  if (experiment === undefined) throw whatToExplore()
  const request = requestOf(experiment, options)
  const rounds = roundsOf(options)
  const lab = openLab()
  try {
    const searched = await watchedExploration(lab, request, terminal)
    const ran =
      rounds === null || searched.interrupted !== null
        ? { found: null, interrupted: searched.interrupted }
        : await watchedOverlay(lab, searched.found, rounds, terminal)
    const exploration = ran.found === null ? searched.found : { ...searched.found, overlay: ran.found }
    terminal.print(
      options.json === true ? JSON.stringify(exploration, null, 2) : renderExploration(exploration, terminal),
    )
    return ran.interrupted ?? (terminal.closed ? EXIT.io : exitCodeOfExploration(exploration))
  } finally {
    await lab.close()
  }
}

async function show({ terminal, openLab }: Shell, schedule: string, options: ExploreOptions): Promise<number> {
  const lab = openLab()
  try {
    const replay = await lab.replay(schedule)
    terminal.print(options.json === true ? JSON.stringify(replay, null, 2) : renderReplay(replay, terminal))
    return replay.end?.grade === 'forbidden' ? EXIT.verdictFailed : EXIT.ok
  } finally {
    await lab.close()
  }
}

function requestOf(experiment: string, options: ExploreOptions): ExploreRequestInput {
  const { variant = null, set = [], maxStates, maxMemory, maxSeconds } = options
  return {
    experiment,
    variant,
    set: Object.fromEntries(assignments(set)),
    reduced: options.reduced === true,
    limits: {
      ...numberOf('states', '--max-states', maxStates, 1, 1_000_000_000),
      ...numberOf('memoryMegabytes', '--max-memory', maxMemory, 1, 64_000),
      ...numberOf('seconds', '--max-seconds', maxSeconds, 1, 86_400),
    },
  }
}

/** Null where real threads are not asked for. */
function roundsOf({ overlay }: ExploreOptions): number | null {
  if (overlay === undefined) return null
  return numberOf('rounds', '--overlay', overlay === true ? '100000' : overlay, 1, 100_000_000)['rounds'] ?? null
}

function numberOf(
  name: string,
  option: string,
  given: string | undefined,
  min: number,
  max: number,
): Readonly<Record<string, number>> {
  if (given === undefined) return {}
  const value = /^\d{1,12}$/.test(given) ? Number(given) : Number.NaN
  if (value >= min && value <= max) return { [name]: value }
  const allowed = `a whole number from ${String(min)} to ${String(max)}`
  throw new LabError('BAD_VALUE', `${option} must be ${allowed}, got "${printable(given)}"`, {
    allowed,
    suggestion: `${option} ${String(max)}`,
  })
}

/**
 * First that holds: something forbidden can be reached, or real threads came to what cannot be; the search or the rounds
 * were cut short.
 */
function exitCodeOfExploration(exploration: Exploration): number {
  const { outcomes, deadlocks, stalls, complete, overlay } = exploration
  if (overlay?.atomicsOnly === true && outsideOf(exploration, overlay).length > 0) return EXIT.verdictFailed
  const standstills = [deadlocks, stalls].filter(({ states }) => states > 0)
  if ([...outcomes, ...standstills].some(({ grade }) => grade === 'forbidden')) return EXIT.verdictFailed
  return complete && overlay?.complete !== false ? EXIT.ok : EXIT.inconclusive
}

function whatToExplore(): LabError {
  return new LabError('USAGE', 'explore needs an experiment, or a schedule to replay', {
    allowed: '<experiment>, --replay <schedule>',
    suggestion: 'interleave explore lost-update --variant atomic-load-store',
  })
}
