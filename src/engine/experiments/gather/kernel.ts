import type { Bound } from '../../memory/layout.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { Pause } from '../kit/pause.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Waiters = Kernel<typeof memory, typeof params>

const EVENT_LOOP = 0

/** Books that a wait has begun. */
function begin({ asked, inFlight, mostInFlight }: Words): void {
  Atomics.add(asked.cell, 0, 1)
  const now = Atomics.add(inFlight.cell, 0, 1) + 1
  for (let most = mostInFlight.load(); most < now; most = mostInFlight.load()) {
    Atomics.compareExchange(mostInFlight.cell, 0, most, now)
  }
}

/** Books that wait number `wait` has ended, and how many this worker has ended so far. */
function end({ inFlight, ended }: Words, wait: number, context: RoleContext, done: number): void {
  Atomics.add(ended.items, wait, 1)
  Atomics.sub(inFlight.cell, 0, 1)
  context.setCompleted(done)
}

/** One thread starts all of them, and none keeps it. */
export const eventLoop: Waiters = async (words, { waits, waitMillis }, context) => {
  if (context.worker !== EVENT_LOOP) return
  const own = words.own.of(context.worker)
  const before = context.memory()
  let done = 0
  const waitOnce = async (wait: number): Promise<void> => {
    begin(words)
    await context.outside.sleep(waitMillis)
    done += 1
    end(words, wait, context, done)
  }
  const all = Array.from({ length: waits }, (_, wait) => waitOnce(wait))
  const during = context.memory()
  own.heldBytes.value = during.usedBytes - before.usedBytes
  words.processBytes.value = during.processBytes
  await Promise.all(all)
}

/** Each wait keeps a thread of its own. */
export const threads: Waiters = (words, { waits, waitMillis }, context) => {
  const wait = context.worker
  if (wait >= waits) return
  const during = context.memory()
  words.own.of(wait).heldBytes.value = during.heldBytes
  if (wait === 0) words.processBytes.value = during.processBytes
  begin(words)
  new Pause(words.clock, context).forMicros(waitMillis * 1_000)
  end(words, wait, context, 1)
}
