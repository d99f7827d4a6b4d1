import { describe, expect, it } from 'vitest'
import type { LocalHttp } from '../../../../src/base/local-http.ts'
import { fetchAll, memory } from '../../../../src/engine/experiments/fetch-all/experiment.ts'
import type { Bound } from '../../../../src/engine/memory/layout.ts'
import { FakeLoop } from '../../../helpers/fake-loop.ts'
import { judged } from '../../../helpers/judged.ts'
import { gradesOf } from '../../../helpers/judging.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'

const PARAMS = {
  workers: 2,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  requests: 20,
  latency: 50,
  limit: 5,
}

function trial(
  variant: string,
  mostAtOnce: number,
  write: (words: Bound<typeof memory.fields>) => void = () => undefined,
) {
  const fill = (buffer: SharedArrayBuffer): void => {
    const words = memory.bind(buffer, 0)
    words.got.items.fill(1, 0, PARAMS.requests)
    words.mostInFlight.store(mostAtOnce)
    words.tookNanos.value = 1_000e6
    write(words)
  }
  return judged(fetchAll, variant, PARAMS, fill, { operations: 40, perWorker: [20, 20] })
}

/** No sockets: the client's requests are handed to the server as they are. `corrupt` gets at the answers. */
function handedOver(corrupt: (answer: string) => string): LocalHttp & { readonly open: Set<string> } {
  let answers: (path: string) => Promise<string> = () => Promise.reject(new Error('nobody listens'))
  const open = new Set<string>()
  return {
    open,
    serve(answer) {
      answers = answer
      open.add('server')
      return Promise.resolve({
        port: 4_000,
        close() {
          open.delete('server')
          return Promise.resolve()
        },
      })
    },
    client(port) {
      expect(port).toBe(4_000)
      open.add('client')
      return { get: async path => corrupt(await answers(path)), close: () => open.delete('client') }
    },
  }
}

/** Both parties on one loop, whose clock only moves with its timers. */
async function talked(variant: string, params = PARAMS, corrupt: (answer: string) => string = answer => answer) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const attached = fetchAll.attach(buffer, 0)
  const run = await attached.loadKernels()
  const loop = new FakeLoop()
  const http = handedOver(corrupt)
  const contexts = [0, 1].map(worker => {
    const context = new FakeRoleContext(worker, buffer)
    loop.drive(context, http)
    return context
  })
  await Promise.all(contexts.map(async context => run(variant, params, context)))
  expect(http.open).toEqual(new Set())
  const perWorker = contexts.map(({ completed }) => completed)
  const done = { operations: perWorker.reduce((a, b) => a + b, 0), perWorker }
  return attached.judge(variant, params, done, { measuredMillis: 1, cpuMillis: 1, waits: 0 })
}

describe('fetch-all', () => {
  it('allows each variant as many requests at a time as it says', () => {
    const outcomes = (variant: string) => [1, 2, 5, 6, 20].map(most => trial(variant, most).outcome)
    expect(outcomes('limited')).toEqual(['one-by-one', 'within-limit', 'within-limit', 'over-limit', 'over-limit'])
    expect(gradesOf(fetchAll, 'serial')).toMatchObject({ 'within-limit': 'forbidden', 'over-limit': 'forbidden' })
    expect(gradesOf(fetchAll, 'limited')).toMatchObject({ 'within-limit': 'acceptable', 'over-limit': 'forbidden' })
    expect(gradesOf(fetchAll, 'gathered')).toMatchObject({ 'within-limit': 'acceptable', 'over-limit': 'interesting' })
  })

  it.each([
    ['did not arrive', 0],
    ['arrived twice', 2],
  ])('forbids that a request %s', (_what, times) => {
    expect(trial('gathered', 5, ({ got }) => (got.items[7] = times))).toMatchObject({
      outcome: 'missed',
      grade: 'forbidden',
    })
  })

  it('notices what was sooner than it can be', () => {
    expect(trial('serial', 1).failedChecks).toEqual([])
    expect(trial('serial', 1, ({ tookNanos }) => (tookNanos.value = 979e6)).failedChecks).toEqual(['not-too-soon'])
    expect(trial('limited', 5, ({ tookNanos }) => (tookNanos.value = 197e6)).failedChecks).toEqual([])
    expect(trial('limited', 5, ({ tookNanos }) => (tookNanos.value = 195e6)).failedChecks).toEqual(['not-too-soon'])
  })

  it('has no row for exceeding a limit that the requests do not reach', () => {
    const names = fetchAll.outcomes('gathered', { ...PARAMS, requests: 5 }).map(({ name }) => name)
    expect(names).not.toContain('over-limit')
  })

  it.each([
    { variant: 'serial', outcome: 'one-by-one', most: 1, took: 1_000 },
    { variant: 'gathered', outcome: 'over-limit', most: 20, took: 50 },
    { variant: 'limited', outcome: 'within-limit', most: 5, took: 200 },
  ])('takes $took ms when it is $variant, and leaves nothing open', async ({ variant, outcome, most, took }) => {
    const judgement = await talked(variant)
    expect(judgement).toMatchObject({ outcome, failedChecks: [] })
    expect(judgement.observed).toEqual({ once: 20, repeated: 0, mostAtOnce: most, tookMillis: took })
  })

  it('notices a wrong answer', async () => {
    const judgement = await talked('gathered', PARAMS, answer => (answer === 'answer 3' ? 'answer 4' : answer))
    expect(judgement.failedChecks).toEqual(['answers-add-up'])
  })
})
