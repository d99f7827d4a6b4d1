import type { Bound } from '../../memory/layout.ts'
import { Channel } from '../../sync/channel.ts'
import { Event } from '../../sync/event.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { poolsOf, waitingTasks, type memory, type params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type PoolWorker = Kernel<typeof memory, typeof params>
type Knobs = Parameters<PoolWorker>[1]

/** The root of every tree. The subtasks of task t are t x fanout + 1 and, if there are two, the next one. */
const ROOT = 0

/** The tasks of a tree, as one worker has to do with them. */
class Tasks {
  readonly #words: Words
  readonly #knobs: Knobs
  readonly #context: RoleContext
  readonly #waiting: number
  #finished = 0

  constructor(words: Words, knobs: Knobs, context: RoleContext) {
    this.#words = words
    this.#knobs = knobs
    this.#context = context
    this.#waiting = waitingTasks(knobs)
  }

  /** The task's own work. */
  compute(task: number): void {
    Atomics.add(this.#words.runs.items, task, 1)
    if (this.#knobs.workMicros > 0) this.#context.spin(this.#knobs.workMicros * 1_000)
  }

  hasSubtasks(task: number): boolean {
    return task < this.#waiting
  }

  /** Hands out the subtasks, once it stands in memory how many are awaited, and by whom. */
  split(task: number, start: (subtask: number) => void): void {
    const { pending, waiter } = this.#words
    const { fanout } = this.#knobs
    Atomics.store(waiter.items, task, this.#context.worker)
    Atomics.store(pending.items, task, fanout)
    for (let nth = 1; nth <= fanout; nth++) start(task * fanout + nth)
  }

  /** Whether it still waits for a subtask. */
  isOpen(task: number): boolean {
    return Atomics.load(this.#words.pending.items, task) > 0
  }

  /**
   * Adds up what its subtasks came to.
   * @returns the task that waited for this one last; -1 = it waits for others, too, or this was the root
   */
  finish(task: number): number {
    const { result, pending } = this.#words
    const { fanout } = this.#knobs
    let sum = 1
    if (this.hasSubtasks(task)) {
      for (let nth = 1; nth <= fanout; nth++) sum += Atomics.load(result.items, task * fanout + nth)
    }
    Atomics.store(result.items, task, sum)
    this.#finished += 1
    this.#context.setCompleted(this.#finished)
    if (task === ROOT) return -1
    const parent = Math.floor((task - 1) / fanout)
    return Atomics.sub(pending.items, parent, 1) === 1 ? parent : -1
  }

  /** Books the sum of a tree. @returns whether it was the last one */
  finishTree(): boolean {
    const { result, total, trees } = this.#words
    Atomics.add(total.cell, 0, Atomics.load(result.items, ROOT))
    return Atomics.add(trees.cell, 0, 1) + 1 === this.#knobs.trees
  }

  /** The worker that runs the task. */
  waiterOf(task: number): number {
    return Atomics.load(this.#words.waiter.items, task)
  }
}

/** Runs what comes out of a queue until that is closed. The first worker puts the first root in. */
function serve(queue: Channel, context: RoleContext, run: (task: number) => void): void {
  if (context.worker === 0) queue.send(ROOT)
  while (!context.stopRequested()) {
    context.at(1)
    const task = queue.receive()
    if (task === undefined) return
    run(task)
  }
}

/** A worker that waits for subtasks runs none. */
export const blocking: PoolWorker = (words, knobs, context) => {
  const tasks = new Tasks(words, knobs, context)
  const queue = new Channel(words.queue, context)
  const subtasksDone = words.subtasksDone.first(knobs.workers).map(event => new Event(event, context))
  const enqueue = (task: number): void => {
    queue.send(task)
  }
  const run = (task: number): void => {
    tasks.compute(task)
    if (tasks.hasSubtasks(task)) {
      tasks.split(task, enqueue)
      while (tasks.isOpen(task)) {
        context.at(2)
        subtasksDone[context.worker]?.wait()
      }
    }
    const parent = tasks.finish(task)
    if (parent >= 0) subtasksDone[tasks.waiterOf(parent)]?.set()
    if (task !== ROOT) return
    if (tasks.finishTree()) queue.close()
    else queue.send(ROOT)
  }
  serve(queue, context, run)
}

/**
 * A worker that waits takes tasks out of the queue, whichever are there, and sleeps once it is empty. Then all of its
 * subtasks are in the hands of workers that do the same, and the task that was begun last never waits for an earlier one.
 */
export const helping: PoolWorker = (words, knobs, context) => {
  const tasks = new Tasks(words, knobs, context)
  const queue = new Channel(words.queue, context)
  const subtasksDone = words.subtasksDone.first(knobs.workers).map(event => new Event(event, context))
  const enqueue = (task: number): void => {
    queue.send(task)
  }
  const run = (task: number): void => {
    tasks.compute(task)
    if (tasks.hasSubtasks(task)) {
      tasks.split(task, enqueue)
      while (tasks.isOpen(task)) {
        const other = queue.tryReceive()
        if (typeof other === 'string') {
          context.at(3)
          subtasksDone[context.worker]?.wait()
        } else run(other.item)
      }
    }
    const parent = tasks.finish(task)
    if (parent >= 0) subtasksDone[tasks.waiterOf(parent)]?.set()
    if (task !== ROOT) return
    if (tasks.finishTree()) queue.close()
    else queue.send(ROOT)
  }
  serve(queue, context, run)
}

/** Each pool waits for the next one only, and the last one for nobody: it calls what is below. */
export const poolPerLevel: PoolWorker = (words, knobs, context) => {
  const pools = poolsOf(knobs)
  const pool = context.worker % pools
  const tasks = new Tasks(words, knobs, context)
  const queues = words.levelQueue.first(pools).map(queue => new Channel(queue, context))
  const subtasksDone = words.subtasksDone.first(knobs.workers).map(event => new Event(event, context))
  const own = queues[pool]
  const next = queues[pool + 1]
  const enqueue = (task: number): void => {
    next?.send(task)
  }
  const call = (task: number): void => {
    tasks.compute(task)
    if (tasks.hasSubtasks(task)) tasks.split(task, call)
    tasks.finish(task)
  }
  const runAndTell = (task: number): void => {
    tasks.compute(task)
    if (tasks.hasSubtasks(task)) tasks.split(task, next === undefined ? call : enqueue)
    while (tasks.isOpen(task)) {
      context.at(4)
      subtasksDone[context.worker]?.wait()
    }
    const parent = tasks.finish(task)
    if (parent >= 0) subtasksDone[tasks.waiterOf(parent)]?.set()
    if (task !== ROOT) return
    if (!tasks.finishTree()) own?.send(ROOT)
    else for (const queue of queues) queue.close()
  }
  if (own !== undefined) serve(own, context, runAndTell)
}

/** A task ends when it has handed out its subtasks; what comes after them is up to whoever finishes the last one. */
export const continuation: PoolWorker = (words, knobs, context) => {
  const tasks = new Tasks(words, knobs, context)
  const queue = new Channel(words.queue, context)
  const enqueue = (task: number): void => {
    queue.send(task)
  }
  const finish = (task: number): void => {
    const parent = tasks.finish(task)
    if (parent >= 0) finish(parent)
    if (task !== ROOT) return
    if (tasks.finishTree()) queue.close()
    else queue.send(ROOT)
  }
  const run = (task: number): void => {
    tasks.compute(task)
    if (tasks.hasSubtasks(task)) tasks.split(task, enqueue)
    else finish(task)
  }
  serve(queue, context, run)
}
