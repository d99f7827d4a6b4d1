import { MAX_WORKERS } from '../../src/contract/limits.ts'
import { Region } from '../../src/engine/memory/region.ts'
import { AtomicsDoor } from '../../src/engine/sync/atomics-door.ts'
import { openDoor } from '../../src/engine/sync/native/door.ts'
import { wakeEverybody } from '../../src/engine/sync/native/recovery.ts'
import { WAITING_OFFSET, waitingLayout, type Waiting } from '../../src/engine/sync/waiting.ts'
import { WORDS_OFFSET } from '../helpers/sync-memory.ts'
import {
  CONTEST_OFFSET,
  controlLayout,
  type Code,
  type Control,
  type Figures,
  type OpenContest,
  type Options,
} from './contest.ts'
import { CONTESTS, type ContestName } from './contests.ts'
import { dump } from './dump.ts'
import type { End } from './messages.ts'
import { Contenders } from './threads.ts'

/** Nothing has changed for so long while somebody waits: a wake-up was lost. */
const STALLED_AFTER_MILLIS = 1_000
const LOOK_EVERY_MILLIS = 250
const LIMIT_MILLIS = 100_000

/** Looks at a lock before a sleep; few, so that many do sleep. */
const SPINS = 10

export interface Bout {
  readonly contest: ContestName
  readonly code: Code
  readonly options: Options
}

export interface Result {
  /** What was wrong; none when all is well. */
  readonly faults: readonly string[]
  readonly figures: Figures
  /** Waits that ended, of all workers together. */
  readonly waits: number
  /** The bout, its seed, and every word by name. */
  readonly story: string
}

/** The memory of one bout, as its host sees it. */
export interface Ground {
  readonly region: Region
  readonly waiting: Waiting
  readonly control: Control
  readonly open: OpenContest
}

export function prepareGround({ contest, options }: Bout): Ground {
  const notes = CONTESTS[contest]
  const region = Region.allocate(CONTEST_OFFSET + notes.layout.byteLength)
  const waiting = waitingLayout.bind(region.buffer, WAITING_OFFSET)
  waiting.workers.store(options.workers)
  waiting.spins.store(SPINS)
  const control = controlLayout.bind(region.buffer, WORDS_OFFSET)
  const open = notes.open(region.buffer)
  open.prepare(options)
  return { region, waiting, control, open }
}

/** Lets threads compete, and says what they saw. */
export class Arena {
  readonly #contenders = new Contenders()

  /** @param meanwhile what the host does while they compete */
  async run(bout: Bout, meanwhile?: (ground: Ground, isOver: () => boolean) => Promise<void>): Promise<Result> {
    const { contest, code, options } = bout
    const ground = prepareGround(bout)
    const { region, open } = ground
    const contenders = await this.#contenders.take(options.workers)
    let left = options.workers
    const ends = contenders.map(async (contender, worker) => {
      const end = await contender.start({ contest, memory: region.memory, code, worker, options })
      left -= 1
      return end
    })
    const hosted = meanwhile?.(ground, () => left === 0)
    const trouble = await endOrTrouble(Promise.all(ends), ground, options.workers)
    const story = storyOf(bout, region)
    if (typeof trouble === 'string') {
      await Promise.all(contenders.map(contender => contender.terminate()))
      return { faults: [...contenders.flatMap(contender => contender.faults), trouble], figures: {}, waits: 0, story }
    }
    await hosted
    this.#contenders.giveBack(contenders)
    const figures = figuresOf(trouble)
    const faults = [...contenders.flatMap(contender => contender.faults), ...open.faults(options, figures)]
    return { faults, figures, waits: waitsOf(ground), story }
  }

  close(): Promise<void> {
    return this.#contenders.close()
  }
}

export function storyOf({ contest, code, options }: Bout, region: Region): string {
  const words = dump(region.buffer, CONTESTS[contest].layout, options.workers)
  return `${contest} ${JSON.stringify({ code, ...options })}\n${words}`
}

/** What the workers said, or why they will not. */
async function endOrTrouble(
  ends: Promise<readonly End[]>,
  ground: Ground,
  workers: number,
): Promise<readonly End[] | string> {
  const trouble = Promise.withResolvers<string>()
  const words = new Int32Array(ground.region.buffer)
  const began = performance.now()
  let before = words.slice()
  let changedAt = began
  let lookedAt = began
  const watch = setInterval(() => {
    const now = performance.now()
    const changed = words.some((word, index) => word !== before[index])
    // A host that comes late may be on a machine whose threads come late, too.
    if (changed || now - lookedAt > 2 * LOOK_EVERY_MILLIS) changedAt = now
    lookedAt = now
    if (changed) before = words.slice()
    if (now - changedAt > STALLED_AFTER_MILLIS && whoWait(ground, workers).length > 0) {
      trouble.resolve(`lost wake-up: nothing changes while ${whoWait(ground, workers).join(', ')}`)
    } else if (now - began > LIMIT_MILLIS) trouble.resolve('no end')
  }, LOOK_EVERY_MILLIS)
  try {
    return await Promise.race([ends, trouble.promise])
  } finally {
    clearInterval(watch)
  }
}

/** @param living all that count */
export function whoWait({ waiting }: Ground, workers: number, living?: readonly number[]): readonly string[] {
  return waiting.records.first(workers).flatMap(({ waitingFor, waitEpoch }, worker) => {
    const waits = waitEpoch.load() % 2 !== 0 && (living?.includes(worker) ?? true)
    return waits ? [`worker ${worker} waits for ${waitingFor.load()}`] : []
  })
}

function waitsOf({ waiting }: Ground): number {
  return waiting.records.first(MAX_WORKERS).reduce((sum, { waitEpoch }) => sum + Math.floor(waitEpoch.load() / 2), 0)
}

function figuresOf(ends: readonly End[]): Figures {
  const figures: Record<string, number[]> = {}
  for (const end of ends) {
    for (const [name, value] of Object.entries(end.figures)) (figures[name] ??= []).push(value)
  }
  return figures
}

/** Asks all workers to stop, and wakes them until they have answered: one may fall asleep right after a wake-up. */
export async function stopAll({ region, waiting }: Ground, isOver: () => boolean): Promise<void> {
  openDoor(new AtomicsDoor(region.buffer, () => performance.now()))
  waiting.stop.store(1)
  while (!isOver()) {
    wakeEverybody()
    await new Promise(resolve => setImmediate(resolve))
  }
}

/** Resolves when so many workers have said that they wait. */
export async function waitersCame({ waiting }: Ground, workers: number, count: number): Promise<void> {
  const records = waiting.records.first(workers)
  while (records.filter(({ waitEpoch }) => waitEpoch.load() % 2 !== 0).length < count) {
    await new Promise(resolve => setImmediate(resolve))
  }
}
