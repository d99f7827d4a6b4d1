import { invariant } from '../../../base/assert.ts'
import { keysOf } from '../../../base/typed-object.ts'
import type { TaskContext, Tasks, TaskTable } from './task.ts'

/** @param bind the experiment's words in a memory */
export function taskTable<M>(tasks: Tasks<M>, bind: (buffer: SharedArrayBuffer, offset: number) => M): TaskTable {
  // Sorted: tools that bundle modules do not agree on an order.
  const names = keysOf(tasks).toSorted()
  const functions = names.map(name => tasks[name])
  return {
    names,
    indexOf: task => functions.findIndex(known => known === task),
    at(place, memory) {
      const here: TaskContext<M> = {
        kind: place.kind,
        shared: memory === null ? null : bind(memory.buffer, memory.offset),
        sleep: millis => {
          place.sleep(millis)
        },
        stopRequested: () => place.stopRequested(),
      }
      return (index, args) => {
        const task = functions[index]
        invariant(task, 'caller and worker have the same tasks')
        const result: unknown = Reflect.apply(task, undefined, [here, ...args])
        return result
      }
    },
  }
}
