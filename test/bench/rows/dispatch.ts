import type { Target } from '../bench-document.ts'
import { openLabDispatcher } from '../dispatch-lab.ts'
import { openMessageDispatcher } from '../dispatch-message.ts'
import { openPiscinaDispatcher } from '../dispatch-piscina.ts'
import { callsOf, checkedAnswers, DISPATCH_THREADS, type Calls, type Dispatcher } from '../dispatcher.ts'
import type { Side } from '../criterion.ts'
import { startNativeSide } from '../native-side.ts'
import { speedRatio, type OneContest } from '../one-contest.ts'
import { programOf, whyAbsent, type Peer } from '../peers.ts'
import { nanosPerOperation } from '../wording.ts'

const TURNS = 2
const IN_FLIGHT = 64

interface OpenPeer {
  readonly sideOf: (calls: Calls) => Side
  close(): Promise<void>
}

interface DispatchPeer {
  /** In the rows' names. */
  readonly name: string
  readonly base: string
  readonly note: string
  readonly whyAbsent: string | null
  readonly open: () => Promise<OpenPeer>
}

interface Asked {
  readonly must: Target | null
  readonly goal: Target | null
}

const NOTHING_ASKED: Asked = { must: null, goal: null }

/** Warm dispatch against what Node programs use, and against CPython's executor. The lab's host is never blocked. */
export function dispatchRows(python: Peer, scale: number): readonly OneContest[] {
  const executor = pythonExecutor(python)
  return [
    rate(messages, { must: { at: 'least', value: 2 }, goal: { at: 'least', value: 3 } }, scale),
    latency(messages, { must: { at: 'most', value: 0.4 }, goal: { at: 'most', value: 0.35 } }, scale),
    rate(piscina, { must: { at: 'least', value: 9 }, goal: { at: 'least', value: 12 } }, scale),
    rate(tunedPiscina, NOTHING_ASKED, scale),
    latency(tunedPiscina, NOTHING_ASKED, scale),
    rate(executor, NOTHING_ASKED, scale),
    latency(executor, NOTHING_ASKED, scale),
  ]
}

const messages: DispatchPeer = {
  name: 'postMessage',
  base: 'postMessage to worker_threads and back',
  note: 'the base sends to its workers in turn',
  whyAbsent: null,
  open: () => inThisProcess('postMessage', openMessageDispatcher),
}

const piscina: DispatchPeer = {
  name: 'piscina',
  base: 'piscina, default options',
  note: 'the base gives a thread one task at a time',
  whyAbsent: null,
  open: () => inThisProcess('piscina', () => openPiscinaDispatcher({})),
}

const tunedPiscina: DispatchPeer = {
  name: 'piscina at its best',
  base: 'piscina, 32 tasks per thread, no statistics',
  note: 'the fastest of the settings that were tried',
  whyAbsent: null,
  open: () =>
    inThisProcess('piscina', () => {
      return openPiscinaDispatcher({ concurrentTasksPerWorker: IN_FLIGHT / DISPATCH_THREADS, recordTiming: false })
    }),
}

function pythonExecutor(python: Peer): DispatchPeer {
  return {
    name: 'CPython',
    base: 'CPython ThreadPoolExecutor',
    note: 'the base hears of its results in the order in which it asked',
    whyAbsent: whyAbsent(python),
    open() {
      const side = startNativeSide(programOf(python))
      return Promise.resolve({
        sideOf: ({ calls, inFlight }) => {
          return async () => {
            const work = { variant: 'dispatch', workers: DISPATCH_THREADS, operations: calls, capacity: inFlight }
            return checkedAnswers(await side.measure(work), calls, 'CPython')
          }
        },
        close: () => side.close(),
      })
    },
  }
}

/** The ratio is speed. */
function rate(peer: DispatchPeer, asked: Asked, scale: number): OneContest {
  const calls = { calls: Math.round(10_000 * scale), inFlight: IN_FLIGHT }
  const note = `tasks per second with ${IN_FLIGHT} in flight on ${DISPATCH_THREADS} threads; ${peer.note}`
  return { ...row(peer, asked, calls), name: `warm dispatch, rate, against ${peer.name}`, note, ratioOf: speedRatio }
}

/** The ratio is time. */
function latency(peer: DispatchPeer, asked: Asked, scale: number): OneContest {
  const calls = { calls: Math.round(2_000 * scale), inFlight: 1 }
  return {
    ...row(peer, asked, calls),
    name: `warm dispatch, latency, against ${peer.name}`,
    note: `time from asking to the answer, one task at a time; ${peer.note}`,
    ratioOf: (subject, base) => subject / base,
  }
}

function row(peer: DispatchPeer, asked: Asked, calls: Calls): Omit<OneContest, 'name' | 'note' | 'ratioOf'> {
  return {
    ...asked,
    base: peer.base,
    whyMissed: 'each task costs its host a promise, and each wait of the host a turn of its event loop',
    whyAbsent: peer.whyAbsent,
    turns: TURNS,
    absolute: nanosPerOperation(calls.calls, 'lab', peer.name),
    async open() {
      const [lab, other] = await Promise.all([inThisProcess('the lab', openLabDispatcher), peer.open()])
      return {
        subject: lab.sideOf(calls),
        base: other.sideOf(calls),
        async close() {
          await Promise.all([lab.close(), other.close()])
        },
      }
    },
  }
}

async function inThisProcess(who: string, open: () => Promise<Dispatcher>): Promise<OpenPeer> {
  const dispatcher = await open()
  return { sideOf: calls => callsOf(dispatcher, calls, who), close: () => dispatcher.close() }
}
