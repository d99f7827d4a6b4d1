import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { toLabError, type LabError } from '../../base/errors.ts'
import type { Exploration } from '../../contract/exploration.ts'
import type { ModelView, Replay, ReplayedStep } from '../../contract/replay.ts'
import { endLabel, endRows } from '../components/explorer/explored-rows.ts'
import { LEVELS, type Level } from '../components/explorer/levels.ts'
import { joined, parted, sizesIn } from '../components/explorer/schedule-text.ts'
import { useConnectionStore } from './connection.ts'
import { useLevelsStore } from './levels.ts'

/** What a search for the possible ends may take: it only serves a question. */
const SMALL_SEARCH = { states: 200_000, seconds: 5 }
/** A schedule may go round in a circle, and has no last step then. */
const MOST_STEPS_TO_END = 500

/**
 * The schedule that is played: the steps that are known, and how many of them are shown. Whatever comes next is asked of
 * the lab with a longer line.
 */
export const usePlayerStore = defineStore('player', () => {
  const connection = useConnectionStore()
  const levels = useLevelsStore()
  const replay = shallowRef<Replay | null>(null)
  /** Steps that were let happen. */
  const at = ref(0)
  const level = shallowRef<Level | null>(null)
  /** All ends of the model at these sizes; null where that is not known. */
  const exploration = shallowRef<Exploration | null>(null)
  const predicts = ref(true)
  /** What the reader said will come out. */
  const predicted = ref<string | null>(null)
  const problem = shallowRef<LabError | null>(null)
  const busy = ref(false)
  /** How often something was opened. */
  const opened = ref(0)

  const ends = computed(() => {
    const { value } = exploration
    if (value?.complete !== true) return []
    return endRows(value, null).flatMap(({ schedule, label }) => (schedule === null ? [] : [label]))
  })
  const isAtEnd = computed(() => replay.value?.end !== null && at.value === replay.value?.steps.length)
  /** The last step is not shown before somebody has said what will come of it. */
  const asking = computed(() => isAtEnd.value && predicts.value && predicted.value === null && ends.value.length > 1)
  const steps = computed<readonly ReplayedStep[]>(
    () => replay.value?.steps.slice(0, asking.value ? at.value - 1 : at.value) ?? [],
  )
  const view = computed<ModelView | null>(() => steps.value.at(-1)?.after ?? replay.value?.start ?? null)
  const preemptions = computed(() => steps.value.filter(({ preempts }) => preempts).length)
  const end = computed(() => (isAtEnd.value && !asking.value ? (replay.value?.end ?? null) : null))
  const endsAt = computed(() => (end.value === null ? null : endLabel(end.value.kind, end.value.name, end.value.value)))
  /**
   * The step after which the level's goal cannot be reached any more; null while it can.
   * undefined = there is no level, or too many states to know.
   */
  const goalGoneAt = computed(() => {
    const goal = level.value?.goal
    const place = replay.value?.ends?.findIndex(({ kind, name, value }) => endLabel(kind, name, value) === goal) ?? -1
    if (place < 0) return undefined
    const gone = steps.value.findIndex(({ after }) => after.canEndAt?.includes(place) === false)
    return gone < 0 ? null : gone + 1
  })
  const solved = computed(() => level.value !== null && endsAt.value === level.value.goal)
  /** The line of what is shown. */
  const line = computed(() => {
    if (replay.value === null) return ''
    const { head, tokens } = parted(replay.value.schedule)
    return joined({ head, tokens: tokens.slice(0, steps.value.length) })
  })

  /** Plays a line, from its start. */
  async function open(schedule: string): Promise<void> {
    level.value = null
    await play(schedule)
    opened.value += 1
  }

  async function openLevel(chosen: Level): Promise<void> {
    level.value = chosen
    await play(`${chosen.head} |`)
    opened.value += 1
  }

  function close(): void {
    replay.value = null
    level.value = null
    problem.value = null
  }

  async function play(schedule: string): Promise<void> {
    await asked(async () => {
      replay.value = await connection.client().replay(schedule)
      goTo(0)
      const { head } = parted(replay.value.schedule)
      if (!isOf(exploration.value, replay.value)) {
        exploration.value = null
        exploration.value = await connection.client().explore({ ...sizesIn(head), limits: SMALL_SEARCH })
      }
    })
  }

  /** Lets a step happen, which need not be the one that is known to come next. */
  async function take(token: string): Promise<void> {
    await asked(async () => {
      await step(token)
    })
  }

  async function step(token: string): Promise<void> {
    const { value: known } = replay
    if (known === null || isAtEnd.value) return
    const { head, tokens } = parted(known.schedule)
    if (tokens[at.value] !== token) {
      const schedule = joined({ head, tokens: [...tokens.slice(0, at.value), token] })
      replay.value = await connection.client().replay(schedule)
    }
    goTo(at.value + 1)
  }

  /** Lets a worker run on. @returns false where it has several ways to, of which one must be chosen */
  async function runWorker(worker: number): Promise<boolean> {
    let chosen = true
    await asked(async () => {
      const [choice, another] = view.value?.choices.filter(one => one.worker === worker) ?? []
      if (choice === undefined || asking.value) return
      if (another === undefined) await step(choice.token)
      else chosen = false
    })
    return chosen
  }

  /** The next of the steps that are known. */
  function next(): Promise<void> {
    return asked(() => {
      if (replay.value !== null && at.value < replay.value.steps.length) goTo(at.value + 1)
    })
  }

  function undo(): Promise<void> {
    return asked(() => {
      if (at.value > 0) goTo(at.value - 1)
    })
  }

  function restart(): Promise<void> {
    return asked(() => {
      goTo(0)
    })
  }

  /** The steps that are known, then whoever ran last for as long as it can, until nobody can go on. */
  async function runToEnd(): Promise<void> {
    await asked(async () => {
      at.value = replay.value?.steps.length ?? 0
      for (let taken = 0; taken < MOST_STEPS_TO_END && !isAtEnd.value; taken++) {
        const { steps: known = [], start } = replay.value ?? {}
        const choices = (known.at(-1)?.after ?? start)?.choices ?? []
        const running = known.at(-1)?.worker
        const choice = choices.find(({ worker }) => worker === running) ?? choices[0]
        if (choice === undefined) return
        await step(choice.token)
      }
      settle()
    })
  }

  /** Shows one of the schedules that reach the goal with the fewest preemptions. */
  async function showPar(): Promise<void> {
    const goal = level.value?.goal
    const { value: found } = exploration
    if (goal === undefined || found === null) return
    const schedule = endRows(found, null).find(({ label }) => label === goal)?.schedule
    if (schedule !== undefined && schedule !== null) await play(schedule)
  }

  function predict(label: string): void {
    predicted.value = label
    settle()
  }

  function goTo(position: number): void {
    at.value = position
    if (!isAtEnd.value) predicted.value = null
    settle()
  }

  /** A level that is solved stays so. */
  function settle(): void {
    if (solved.value && level.value !== null) levels.solve(level.value.id, preemptions.value)
  }

  /** One thing after the other: keys may be pressed faster than the lab answers. */
  let turn: Promise<unknown> = Promise.resolve()
  function asked(work: () => unknown): Promise<void> {
    const mine = turn.then(async () => {
      busy.value = true
      problem.value = null
      try {
        await work()
      } catch (thrown) {
        problem.value = toLabError(thrown)
      } finally {
        busy.value = false
      }
    })
    turn = mine
    return mine
  }

  return {
    replay,
    level,
    levels: LEVELS,
    ends,
    predicts,
    predicted,
    problem,
    busy,
    opened,
    asking,
    isAtEnd,
    steps,
    view,
    preemptions,
    end,
    endsAt,
    goalGoneAt,
    solved,
    line,
    open,
    openLevel,
    close,
    take,
    runWorker,
    next,
    undo,
    restart,
    runToEnd,
    showPar,
    predict,
  }
})

function isOf(exploration: Exploration | null, replay: Replay): boolean {
  return (
    exploration?.experiment === replay.experiment &&
    exploration.variant === replay.variant &&
    JSON.stringify(exploration.params) === JSON.stringify(replay.params)
  )
}
