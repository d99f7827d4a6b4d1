import fc from 'fast-check'
import { WORKER_STATES } from '../../src/contract/frames.ts'
import type { Probe, Recording, RunDocument, Trial, VariantResult } from '../../src/contract/run-document.ts'
import type { WaitRecord } from '../../src/contract/wait-graph.ts'
import { fakeMachine } from './fake-machine.ts'

/** Runs as they might be, each field with whatever it may hold, also names that somebody chose to do harm with. */

export const HOSTILE = [
  '=HYPERLINK("http://evil.example","x")',
  '<img src=x onerror=alert(1)>',
  '</script><script>alert(1)</script>',
  '../../x',
  'gate\u202egnp.exe',
  '\u001b[31mred\u001b[0m',
  '+1+1',
  '-2',
  '@SUM(A1)',
  '\tTAB',
  'line\r\nbreak',
  '`code` **bold** [link](javascript:alert(1)) | cell',
  'http://evil.example/',
  "'><svg onload=alert(1)>",
  '${7*7}{{7*7}}',
]

const name = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 12 }), fc.constant('gate'))
const millis = fc.double({ min: 0, max: 1e6, noNaN: true }).map(value => value + 0)
const count = fc.nat(1_000_000)
const figure = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map(value => value + 0)

const measure = fc.record({
  unit: fc.constantFrom('share', 'count', 'operations/s', 'ns'),
  median: figure,
  low: fc.option(figure),
  high: fc.option(figure),
  n: fc.integer({ min: 1, max: 100 }),
})

function trialArbitrary(index: number, outcomes: readonly string[]): fc.Arbitrary<Trial> {
  return fc.record({
    index: fc.constant(index),
    state: fc.constantFrom('completed', 'deadlocked', 'stalled', 'timed-out', 'cancelled', 'crashed'),
    outcome: fc.option(fc.constantFrom(...outcomes)),
    durationMillis: millis,
    operations: count,
    observed: fc.dictionary(name, fc.oneof(figure, name), { maxKeys: 3, noNullPrototype: true }),
    reason: fc.option(fc.record({ code: fc.constant('WORKER_DIED'), message: name })),
  })
}

const WORKERS = 3

/** Of a type that is not narrowed to the value. */
function always<T>(value: T): fc.Arbitrary<T> {
  return fc.constant(value)
}

function rising(length: number): fc.Arbitrary<number[]> {
  return fc
    .array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: length, maxLength: length })
    .map(steps => steps.reduce<number[]>((sums, step) => [...sums, (sums.at(-1) ?? 0) + step + 0], []))
}

/** Waits of each worker one after the other, as a recorder leaves them. */
const recording: fc.Arbitrary<Recording> = fc
  .array(
    fc.record({
      worker: fc.nat(WORKERS - 1),
      length: fc.double({ min: 0, max: 5, noNaN: true }),
      gap: fc.double({ min: 0, max: 5, noNaN: true }),
      open: fc.boolean(),
      timed: fc.boolean(),
      by: fc.option(fc.nat(WORKERS - 1)),
      word: fc.nat(1),
    }),
    { maxLength: 20 },
  )
  .chain(given => fc.tuple(fc.constant(given), fc.array(name, { minLength: 2, maxLength: 2 }), count, count))
  .map(([given, words, kept, dropped]) => {
    const ends = Array.from({ length: WORKERS }, () => 0)
    const closed = new Set<number>()
    const waits = given.flatMap(({ worker, length, gap, open, timed, by, word }) => {
      if (closed.has(worker)) return []
      const from = (ends[worker] ?? 0) + gap
      const to = from + length
      ends[worker] = to
      if (open) closed.add(worker)
      const wokenBy = open || by === worker ? null : by
      return [{ worker, word, from, to: open ? null : to, timed, wokenBy }]
    })
    const untilMillis = Math.max(1, ...ends)
    const inOrder = waits.toSorted((a, b) => a.from - b.from)
    return {
      kept,
      dropped,
      untilMillis,
      ran: ends.map((end, worker) => ({ fromMillis: 0, toMillis: closed.has(worker) ? null : Math.max(end, 0.5) })),
      words,
      waits: {
        worker: inOrder.map(({ worker }) => worker),
        word: inOrder.map(({ word }) => word),
        fromMillis: inOrder.map(({ from }) => from),
        toMillis: inOrder.map(({ to }) => to),
        timed: inOrder.map(({ timed }) => timed),
        end: inOrder.map(({ to, wokenBy }) => (to === null ? 'open' : wokenBy === null ? 'looked' : 'woken')),
        wokenBy: inOrder.map(({ wokenBy }) => wokenBy),
        wokenAtMillis: inOrder.map(({ wokenBy, to }) => (wokenBy === null ? null : to)),
      },
    }
  })

const probe: fc.Arbitrary<Probe> = fc.nat(12).chain(samples => {
  const list = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: samples, maxLength: samples })
  const common = {
    state: fc.constant('completed' as const),
    outcome: fc.constant('exact'),
    durationMillis: millis,
    atMillis: rising(samples),
    states: list(fc.array(fc.nat(WORKER_STATES.length - 1), { minLength: WORKERS, maxLength: WORKERS })),
    owners: fc.array(fc.record({ name, owners: list(fc.integer({ min: -1, max: WORKERS - 1 })) }), { maxLength: 2 }),
    levels: fc.array(fc.record({ name, title: name, unit: name, ceiling: fc.constant(10), values: list(fc.nat(10)) }), {
      maxLength: 2,
    }),
    waits: always([{ fromNanos: 10, toNanos: 20, count: 3 }]),
    perWorker: fc.array(count, { minLength: WORKERS, maxLength: WORKERS }),
  }
  return fc.oneof(fc.record(common), fc.record({ ...common, recording }))
})

function waitsOf(trial: number): fc.Arbitrary<WaitRecord> {
  const wait = fc.record({
    worker: fc.nat(WORKERS - 1),
    resource: fc.nat(1),
    sinceMillis: millis,
    timed: fc.boolean(),
  })
  const sample = fc.record({
    atMillis: millis,
    waits: fc.uniqueArray(wait, { maxLength: WORKERS, selector: ({ worker }) => worker }),
    holds: fc.array(fc.record({ worker: fc.nat(WORKERS - 1), resource: fc.nat(1) }), { maxLength: 2 }),
    left: always([]),
    permits: always([]),
    steps: always([1, 2, 0]),
    cycles: always([]),
  })
  return fc.record({
    trial: fc.constant(trial),
    resources: fc.uniqueArray(fc.record({ name, kind: fc.constantFrom('mutex', 'semaphore') }), {
      minLength: 2,
      maxLength: 2,
      selector: one => one.name,
    }),
    samples: fc
      .array(sample, { minLength: 1, maxLength: 6 })
      .map(samples => samples.toSorted((a, b) => a.atMillis - b.atMillis)),
    dropped: fc.nat(3),
  })
}

function variantArbitrary(variant: string): fc.Arbitrary<VariantResult> {
  const names = ['exact', 'lost']
  const params = fc.dictionary(name, fc.oneof(figure, name), { maxKeys: 3, noNullPrototype: true })
  return fc.nat(4).chain(trials =>
    fc.record({
      variant: fc.constant(variant),
      params: params.map(given => ({ ...given, workers: WORKERS, trials })),
      workers: fc.constant(WORKERS),
      verdict: fc.constantFrom('passed', 'failed', 'inconclusive'),
      state: fc.constantFrom('completed', 'crashed', 'cancelled'),
      outcomes: fc.constant(
        names.map(one => ({ name: one, grade: 'acceptable' as const, count: 0, description: HOSTILE[1] ?? '' })),
      ),
      trials: fc.tuple(...Array.from({ length: trials }, (_, index) => trialArbitrary(index, names))),
      measures: fc.dictionary(name, measure, { maxKeys: 3, noNullPrototype: true }),
      deadlocks: fc.array(
        fc.record({
          trial: fc.nat(Math.max(0, trials - 1)),
          kind: fc.constantFrom('deadlock', 'stalled', 'abandoned'),
          proved: fc.boolean(),
          cause: name,
          resources: fc.array(name, { maxLength: 2 }),
          afterMillis: millis,
          cycle: always([
            { worker: 0, holds: ['a[0]'], waitsFor: HOSTILE[0] ?? '' },
            { worker: 1, holds: [HOSTILE[1] ?? ''], waitsFor: 'a[0]' },
          ]),
        }),
        { maxLength: 2 },
      ),
      checks: fc.array(fc.record({ name, description: name, failures: fc.nat(2) }), { maxLength: 1 }),
      axis: fc.constant(null),
      series: fc.tuple(rising(4), fc.array(count, { minLength: 12, maxLength: 12 })).map(([atMillis, done]) =>
        trials === 0
          ? []
          : [
              {
                trial: 0,
                atMillis,
                latenessMillis: [0, 0, 0, 0],
                operations: atMillis.map((_, row) => done.slice(row * WORKERS, (row + 1) * WORKERS)),
              },
            ],
      ),
      perWorker: fc.array(count, { minLength: WORKERS, maxLength: WORKERS }),
      probe: fc.option(probe),
      waits: trials === 0 ? fc.constant([]) : fc.array(waitsOf(0), { maxLength: 1 }),
      rejectedCandidates: fc.nat(3),
      detectorShare: fc.option(measure),
      curve: fc.constant(null),
      tiles: fc.constant(null),
      instruments: always([]),
    }),
  )
}

/** A run that may hold anything that its schema allows. */
export const anyRun: fc.Arbitrary<RunDocument> = fc.record({
  schema: fc.constant('interleave.run/1'),
  id: fc.constant('lost-update-0000001'),
  experiment: fc.constantFrom('lost-update', 'not-there', 'mutex'),
  seed: fc.nat(),
  startedAt: fc.constant('2026-01-02T03:04:05.678Z'),
  durationMillis: millis,
  state: fc.constantFrom('completed', 'timed-out', 'cancelled', 'crashed', 'interrupted', 'failed'),
  reason: fc.option(fc.record({ code: fc.constant('HOST_DIED'), message: name })),
  verdict: fc.constantFrom('passed', 'failed', 'inconclusive'),
  headline: name,
  note: name,
  variants: fc.tuple(variantArbitrary('atomic-add'), variantArbitrary('<b>&amp;"=1+1')).map(pair => [...pair]),
  calibration: fc.option(fc.record({ workers: fc.constant(2), speedUp: measure, cpuPerWall: measure })),
  ceiling: fc.constant(null),
  simulated: fc.boolean(),
  warnings: fc.array(fc.record({ code: name, message: name }), { maxLength: 3 }),
  machine: fc
    .record({
      cpu: name,
      loadAverage: fc.option(fc.double({ min: 0, max: 99, noNaN: true }).map(value => value + 0)),
    })
    .map(facts => ({ ...fakeMachine().facts, ...facts })),
  versions: fc.constant(fakeMachine().versions),
  primitives: fc.constantFrom('webassembly', 'javascript'),
})
