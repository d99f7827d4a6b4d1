import { parentPort } from 'node:worker_threads'
import { describeThrown } from '../../src/base/errors.ts'
import { Prng } from '../../src/base/prng.ts'
import { Region } from '../../src/engine/memory/region.ts'
import { primitivesBehind } from '../../src/engine/sync/javascript-primitives.ts'
import { nativePrimitives } from '../../src/engine/sync/native-primitives.ts'
import type { Primitives } from '../../src/engine/sync/waiter.ts'
import { WAITING_OFFSET, waitingLayout } from '../../src/engine/sync/waiting.ts'
import { importTwin } from '../helpers/patched-primitives.ts'
import { waiterOn, WORDS_OFFSET } from '../helpers/sync-memory.ts'
import { controlLayout, type Code, type Contestant } from './contest.ts'
import { CONTESTS } from './contests.ts'
import { fuseOf, HaltingDoor } from './halting-door.ts'
import { meet } from './meet.ts'
import { isStart, type End, type Start } from './messages.ts'

/** Entry of a worker thread: takes part in one contest after the other. */

/** Faults after which a worker says no more. */
const MANY_FAULTS = 5

/** Longest stay without a nap, in looks. */
const LOOKS = 20
/** One stay of so many is a nap; in long bouts fewer. */
const NAP_EVERY = 8
const NAP_EVERY_IN_LONG = 64
const LONG_ROUNDS = 10_000
const LONGEST_NAP_MICROS = 60

const nowMillis = (): number => Number(process.hrtime.bigint()) / 1e6

async function takePart({ contest, memory, code, worker, options }: Start): Promise<End> {
  const region = Region.attach(memory)
  const waiting = waitingLayout.bind(region.buffer, WAITING_OFFSET)
  const control = controlLayout.bind(region.buffer, WORDS_OFFSET)
  const step = fuseOf(control, worker)
  const primitives = await primitivesOf(code, region, step)
  let faults = 0
  const figures: Record<string, number> = {}
  const napEvery = options.rounds > LONG_ROUNDS ? NAP_EVERY_IN_LONG : NAP_EVERY
  const prng = new Prng(options.seed * 64 + worker)
  const contestant: Contestant = {
    worker,
    options,
    waiter: waiterOn({ waiting }, worker, primitives),
    waiting,
    control,
    prng,
    nowMillis,
    fault(what) {
      faults += 1
      if (faults <= MANY_FAULTS) parentPort?.postMessage(`worker ${worker}: ${what}`)
    },
    figure(name, value) {
      figures[name] = value
    },
    step,
    linger() {
      const chance = prng.nextU32()
      if (chance % napEvery !== 0) for (let look = chance % LOOKS; look > 0; look--) Atomics.pause()
      else Atomics.wait(control.grave.cell, 0, 0, prng.nextBelow(LONGEST_NAP_MICROS) / 1000)
    },
  }
  const open = CONTESTS[contest].open(region.buffer)
  try {
    meet(control.arrived, options.workers)
    open.compete(contestant)
  } catch (thrown) {
    contestant.fault(`threw ${describeThrown(thrown)}`)
  }
  return { figures }
}

async function primitivesOf(code: Code, region: Region, step: () => void): Promise<Primitives> {
  if (code === 'webassembly') return nativePrimitives(region.memory, nowMillis)
  if (code === 'javascript') return primitivesBehind(new HaltingDoor(region.buffer, nowMillis, step))
  const twin = await importTwin(code.twin)
  twin.openDoor(new HaltingDoor(region.buffer, nowMillis, step))
  return twin
}

parentPort?.on('message', (message: unknown) => {
  if (!isStart(message)) throw new Error('a contestant needs its contest')
  void takePart(message).then(end => parentPort?.postMessage(end))
})
