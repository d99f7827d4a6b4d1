import { defineStore } from 'pinia'
import { computed, reactive, ref, shallowRef } from 'vue'
import { LabError, toLabError } from '../../base/errors.ts'
import type { DeskSnapshot, SweepSoFar } from '../../contract/desk-wire.ts'
import type { SweepEvent } from '../../contract/sweep-events.ts'
import { valuesInWords } from '../../contract/sweep-in-words.ts'
import { valuesFrom } from '../../contract/sweep-range.ts'
import type { Over, SweepRequestInput } from '../../contract/sweep-request.ts'
import { useConnectionStore } from './connection.ts'
import { useLabStore } from './lab.ts'

/** A parameter to sweep, as it was chosen; values as the terminal takes them. */
export interface SweptField {
  parameter: string
  values: string
}

/** What is to be swept, the sweep that goes on, and the one that ended last. */
export const useSweepStore = defineStore('sweep', () => {
  const connection = useConnectionStore()
  const lab = useLabStore()

  /** The second one is of no parameter while only one is swept. */
  const fields = reactive<[SweptField, SweptField]>([
    { parameter: 'workers', values: '1..8' },
    { parameter: '', values: '' },
  ])
  const sofar = shallowRef<SweepSoFar | null>(null)
  /** Where it is, in words. */
  const now = ref('')
  /** Points of this sitting, and when it began, for its pace. */
  const done = ref(0)
  const startedMillis = ref(0)
  const starting = ref(false)
  const problem = shallowRef<LabError | null>(null)

  const underWay = computed(() => {
    const { sweep, left = null } = sofar.value ?? {}
    return sweep === undefined || left === null ? null : sweep
  })
  const ended = computed(() => (sofar.value?.left === null ? sofar.value.sweep : null))

  /** What the form asks for: what is swept here, all the rest as the lab's form has it. @throws {LabError} */
  function requestOf(): SweepRequestInput {
    const { request } = lab
    if (request === null) throw new LabError('USAGE', 'no experiment is chosen', { suggestion: 'choose one' })
    const over: Over[] = fields
      .filter(({ parameter }) => parameter !== '')
      .map(({ parameter, values }) => ({ parameter, values: valuesFrom(parameter, values) }))
    const swept = over.map(({ parameter }) => parameter)
    const given = request.set
    const set = Object.entries(given !== null && typeof given === 'object' ? given : {})
    return { ...request, set: Object.fromEntries(set.filter(([name]) => !swept.includes(name))), over }
  }

  async function start(): Promise<void> {
    await begin(() => connection.client().sweep(requestOf()))
  }

  async function resume(id: string): Promise<void> {
    await begin(() => connection.client().resumeSweep(id))
  }

  async function begin(ask: () => Promise<string>): Promise<void> {
    if (starting.value) return
    starting.value = true
    problem.value = null
    try {
      await ask()
    } catch (thrown) {
      problem.value = toLabError(thrown)
    } finally {
      starting.value = false
    }
  }

  async function stop(): Promise<void> {
    try {
      await connection.client().stop()
    } catch (thrown) {
      problem.value = toLabError(thrown)
    }
  }

  function onEvent(event: SweepEvent): void {
    switch (event.kind) {
      case 'sweep-started':
        sofar.value = { sweep: event.sweep, left: event.left }
        done.value = 0
        startedMillis.value = performance.now()
        problem.value = null
        break
      case 'sweep-calibrating':
        now.value = 'calibrating'
        break
      case 'sweep-point-started':
        now.value = valuesInWords(event.values)
        break
      case 'sweep-advanced': {
        const sweep = sofar.value?.sweep
        if (sweep?.id !== event.sweepId) return
        const points = [...sweep.points, event.point].toSorted((a, b) => a.index - b.index)
        sofar.value = { sweep: { ...sweep, points, machines: [...event.machines] }, left: event.left }
        done.value += 1
        break
      }
      case 'sweep-finished':
        sofar.value = { sweep: event.sweep, left: null }
        now.value = ''
        break
    }
  }

  function onSnapshot({ sweep }: Pick<DeskSnapshot, 'sweep'>): void {
    sofar.value = sweep
    done.value = 0
    startedMillis.value = performance.now()
  }

  return {
    fields,
    sofar,
    underWay,
    ended,
    now,
    done,
    startedMillis,
    starting,
    problem,
    start,
    resume,
    stop,
    onEvent,
    onSnapshot,
  }
})
