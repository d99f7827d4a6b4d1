import { describeThrown, LabError } from '../../base/errors.ts'
import { registry } from '../experiments/index.ts'
import type { Registry } from '../experiments/kit/registry.ts'
import type { TaskPlace } from '../experiments/kit/task.ts'
import * as atomics from '../memory/atomics.ts'
import { Word } from '../memory/cells.ts'
import { Region } from '../memory/region.ts'
import type { ProcessSide } from '../ports.ts'
import { isToTaskProcess, type FromTaskProcess, type ToTaskProcess } from './process-protocol.ts'

/** Everything in this file runs inside a process of an executor; `processes.ts` commands it. */

type RunTask = (index: number, args: readonly unknown[]) => unknown

/**
 * Does tasks, one after the other, until the process is ended.
 * @param known the experiments whose tasks it can do
 */
export function runProcessBody(side: ProcessSide, known: Registry = registry): void {
  const body = new ProcessBody(side, known)
  side.onMessage(message => {
    if (isToTaskProcess(message)) void body.hear(message)
  })
}

class ProcessBody {
  readonly #side: ProcessSide
  readonly #known: Registry
  #run: RunTask = () => {
    throw new LabError('INTERNAL', 'a task came before its experiment')
  }
  #stopAsked = false

  constructor(side: ProcessSide, known: Registry) {
    this.#side = side
    this.#known = known
  }

  async hear(message: ToTaskProcess): Promise<void> {
    switch (message.kind) {
      case 'serve':
        await this.#serve(message.experiment)
        return
      case 'task':
        this.#stopAsked = false
        await this.#do(message)
        return
      case 'stop':
        this.#stopAsked = true
    }
  }

  async #serve(experiment: string): Promise<void> {
    try {
      const definition = await this.#known.get(experiment)?.()
      const table = await definition?.loadTasks?.()
      if (table === undefined) throw new LabError('UNKNOWN_EXPERIMENT', `this process has no tasks of ${experiment}`)
      this.#run = table.at(this.#place(), null)
      this.#say({ kind: 'ready', tasks: table.names })
    } catch (thrown) {
      this.#say({ kind: 'refused', reason: describeThrown(thrown) })
    }
  }

  async #do({ number, index, args }: Extract<ToTaskProcess, { kind: 'task' }>): Promise<void> {
    const startedNanos = this.#side.nowNanos()
    const ran = () => ({ number, startedNanos, endedNanos: this.#side.nowNanos() })
    try {
      const result = await this.#run(index, args)
      this.#say({ kind: 'returned', result, ...ran() })
    } catch (thrown) {
      this.#say({ kind: 'threw', reason: describeThrown(thrown), ...ran() })
    }
  }

  #place(): TaskPlace {
    const nap = new Word(Region.allocate(Int32Array.BYTES_PER_ELEMENT).buffer, 0)
    return {
      kind: 'processes',
      sleep: millis => {
        atomics.wait(nap.cell, 0, millis)
      },
      stopRequested: () => this.#stopAsked,
    }
  }

  #say(message: FromTaskProcess): void {
    this.#side.post(message)
  }
}
