import type { Target } from '../bench-document.ts'
import type { Side } from '../criterion.ts'
import { openPiscinaDispatcher } from '../dispatch-piscina.ts'
import { openTinypoolDispatcher } from '../dispatch-tinypool.ts'
import { callsOf, checkedAnswers, DISPATCH_THREADS, type Dispatcher } from '../dispatcher.ts'
import { openExecutorDispatcher, openSums, SUMS } from '../executor-lab.ts'
import { startNativeSide } from '../native-side.ts'
import { speedRatio, type OneContest } from '../one-contest.ts'
import { programOf, whyAbsent, type Peer, type Peers } from '../peers.ts'
import { millisOf, nanosPerOperation } from '../wording.ts'

const TURNS = 2
const IN_FLIGHT = 64

interface OpenSide {
  readonly side: Side
  close(): Promise<void>
}

type Row = Pick<OneContest, 'name' | 'base' | 'must' | 'goal' | 'note' | 'whyMissed' | 'absolute'> & {
  readonly whyAbsent: string | null
  readonly lab: () => Promise<OpenSide>
  readonly peer: () => Promise<OpenSide>
}

/** Executors against those of others, with tasks that do nothing and with tasks that compute. The ratio is speed. */
export function executorRows({ c, python }: Peers, scale: number): readonly OneContest[] {
  return [...emptyTaskRows(python, scale), ...sumRows(c, python, scale)].map(contest)
}

function emptyTaskRows(python: Peer, scale: number): readonly Row[] {
  const threads = (
    name: string,
    base: string,
    whyNot: string | null,
    peer: (calls: number) => Promise<OpenSide>,
  ): Row => {
    const calls = Math.round(10_000 * scale)
    return {
      name: `executor of threads, empty tasks, against ${name}`,
      base,
      must: null,
      goal: null,
      note: `tasks per second with ${IN_FLIGHT} in flight on ${DISPATCH_THREADS} threads; the lab’s know their times, and can be taken back`,
      whyMissed: '',
      absolute: nanosPerOperation(calls, 'lab', name),
      whyAbsent: whyNot,
      lab: () => dispatched('the lab', () => openExecutorDispatcher('threads', DISPATCH_THREADS), calls),
      peer: () => peer(calls),
    }
  }
  const calls = Math.round(2_000 * scale)
  return [
    threads('piscina', 'piscina, default options', null, own =>
      dispatched('piscina', () => openPiscinaDispatcher({}), own),
    ),
    threads('tinypool', 'tinypool, default options', null, own => dispatched('tinypool', openTinypoolDispatcher, own)),
    threads('CPython', 'CPython ThreadPoolExecutor', whyAbsent(python), own => inPython(python, 'dispatch', own)),
    {
      name: 'executor of processes, empty tasks, against CPython',
      base: 'CPython ProcessPoolExecutor',
      must: null,
      goal: null,
      note: `tasks per second with ${IN_FLIGHT} in flight on ${DISPATCH_THREADS} processes`,
      whyMissed: '',
      absolute: nanosPerOperation(calls, 'lab', 'CPython'),
      whyAbsent: whyAbsent(python),
      lab: () => dispatched('the lab', () => openExecutorDispatcher('processes', DISPATCH_THREADS), calls),
      peer: () => inPython(python, 'process-dispatch', calls),
    },
  ]
}

function sumRows(c: Peer, python: Peer, scale: number): readonly Row[] {
  const size = Math.round(10_000_000 * scale)
  const atLeast = (value: number): Target => ({ at: 'least', value })
  return [
    {
      name: `${SUMS} sums of square roots, 1 warm worker`,
      base: 'C, one thread',
      must: atLeast(0.95),
      goal: atLeast(0.97),
      note: `${size} roots each, handed to an executor one by one; every sum is checked`,
      whyMissed: 'the sums take less time than what the machine takes away for others',
      absolute: millisOf('lab', 'C'),
      whyAbsent: whyAbsent(c),
      lab: () => sums(1, size),
      peer: () => inC(c, size),
    },
    {
      name: `${SUMS} sums of square roots, 2 workers`,
      base: '1 warm worker of the lab',
      must: atLeast(1.85),
      goal: atLeast(1.95),
      note: `${size} roots each; two cores that are free for it are the ceiling: the row of the cores says what they gave`,
      whyMissed: 'two cores that other programs use as well do not give twice as much',
      absolute: millisOf('two', 'one'),
      whyAbsent: null,
      lab: () => sums(2, size),
      peer: () => sums(1, size),
    },
    {
      name: `${SUMS} sums of square roots, 2 workers, against CPython`,
      base: 'CPython ProcessPoolExecutor, 2 processes',
      must: atLeast(40),
      goal: null,
      note: `${size} roots each; the base computes in an interpreter`,
      whyMissed:
        'the lab is as fast as C, as the rows above show, and C itself is not 40 times as fast as CPython here',
      absolute: millisOf('lab', 'CPython'),
      whyAbsent: whyAbsent(python),
      lab: () => sums(2, size),
      peer: () => inPython(python, 'process-sums', size, SUMS),
    },
  ]
}

function contest({ lab, peer, ...row }: Row): OneContest {
  return {
    ...row,
    turns: TURNS,
    ratioOf: speedRatio,
    async open() {
      const [subject, base] = await Promise.all([lab(), peer()])
      return {
        subject: subject.side,
        base: base.side,
        async close() {
          await Promise.all([subject.close(), base.close()])
        },
      }
    },
  }
}

async function dispatched(who: string, open: () => Promise<Dispatcher>, calls: number): Promise<OpenSide> {
  const dispatcher = await open()
  return { side: callsOf(dispatcher, { calls, inFlight: IN_FLIGHT }, who), close: () => dispatcher.close() }
}

async function sums(workers: number, size: number): Promise<OpenSide> {
  const side = await openSums(workers)
  return { side: async () => checkedAnswers(await side.measure(size), SUMS, 'the lab'), close: () => side.close() }
}

function inPython(python: Peer, variant: string, operations: number, right = operations): Promise<OpenSide> {
  return native(python, { variant, workers: DISPATCH_THREADS, operations, capacity: IN_FLIGHT }, right, 'CPython')
}

function inC(c: Peer, size: number): Promise<OpenSide> {
  return native(c, { variant: 'sums-of-roots', workers: 1, operations: size }, SUMS, 'C')
}

function native(
  peer: Peer,
  work: Parameters<ReturnType<typeof startNativeSide>['measure']>[0],
  right: number,
  who: string,
): Promise<OpenSide> {
  const side = startNativeSide(programOf(peer))
  return Promise.resolve({
    side: async () => checkedAnswers(await side.measure(work), right, who),
    close: () => side.close(),
  })
}
