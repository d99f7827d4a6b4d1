import { describeThrown, LabError } from '../../../base/errors.ts'
import { keysOf } from '../../../base/typed-object.ts'
import type { Bound } from '../../memory/layout.ts'
import { Region } from '../../memory/region.ts'
import type { Executor } from '../kit/executor.ts'
import { writeCell, type CellWord } from './cells.ts'
import type { CellName, memory } from './experiment.ts'
import { Point } from './point.ts'
import { addToShared, call, countCalls, fail, isPoint, writeInto } from './tasks.ts'

type Words = Bound<typeof memory.fields>
type Finding = readonly [word: CellWord, more?: string]
/** Hands something to a task, and finds out what became of it. */
type Attempt = (pool: Executor, words: Words) => Promise<Finding>

const BYTES = 64

const attempts: Readonly<Record<CellName, Attempt>> = {
  async sharedWords(pool, { counter }) {
    const before = counter.load()
    const wasThere = await pool.submit(addToShared).result
    if (counter.load() > before) return ['works']
    return wasThere
      ? ['copies', 'the task added to a word that the caller does not see']
      : ['absent', 'the task was handed null']
  },

  async globalVariable(pool) {
    const mine = countCalls()
    const theirs = await pool.submit(countCalls).result
    if (countCalls() === mine + 2) return ['works']
    return ['copies', `each has its own: ${String(mine + 1)} calls counted here, ${String(theirs)} there`]
  },

  async closure(pool) {
    const offset = 5
    const result = await pool.submit(call, () => offset + 1).result
    return result === offset + 1 ? ['works'] : ['copies', `arrived as ${String(result)}`]
  },

  async weakMap(pool) {
    const result = await pool.submit(call, new WeakMap()).result
    return ['copies', `arrived as ${String(result)}`]
  },

  async classInstance(pool) {
    const isStill = await pool.submit(isPoint, new Point()).result
    return isStill ? ['works'] : ['copies', 'a plain object arrives, without class and methods']
  },

  async buffer(pool) {
    const bytes = new ArrayBuffer(BYTES)
    await pool.submit(writeInto, bytes).result
    return new Uint8Array(bytes)[0] === 1 ? ['works'] : ['copies', 'what the task writes the caller does not see']
  },

  async sharedBuffer(pool) {
    const { buffer } = Region.allocate(BYTES)
    await pool.submit(writeInto, buffer).result
    return new Uint8Array(buffer)[0] === 1 ? ['works'] : ['copies', 'what the task writes the caller does not see']
  },

  async transferList(pool) {
    const bytes = new ArrayBuffer(BYTES)
    const arrived = await pool.submitWith({ transfer: [bytes] }, writeInto, bytes).result
    const isMoved = arrived === BYTES && bytes.byteLength === 0
    return isMoved ? ['works', 'moved: the caller has it no more'] : ['copies', 'the caller still has it']
  },

  async thrownError(pool) {
    try {
      await pool.submit(fail).result
      return ['works', 'and nothing was thrown']
    } catch (thrown) {
      if (thrown instanceof RangeError) return ['works']
      return ['copies', `its text arrives, its class does not: ${describeThrown(thrown)}`]
    }
  },
}

/** Fills the whole grid for one kind of workers. */
export async function tryAll(words: Words, pool: Executor, done: (cells: number) => void): Promise<void> {
  for (const [index, name] of keysOf(attempts).entries()) {
    const [word, more] = await attempts[name](pool, words).catch(refusal)
    writeCell(words[name], word, more)
    done(index + 1)
  }
}

/** What cannot be handed over is told by the executor; anything else is no finding. */
function refusal(thrown: unknown): Finding {
  if (thrown instanceof LabError && thrown.code === 'BAD_VALUE') return ['throws', thrown.message]
  throw thrown
}
