import type { Bound } from '../../memory/layout.ts'
import { AsyncSemaphore } from '../kit/async-semaphore.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { SpanNotes } from '../kit/span-notes.ts'
import { wordChanged } from '../kit/word-changed.ts'
import { SERVER, type memory, type params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Party = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Party>[1]

/** Asks for one of the answers and looks at it. */
type FetchOne = (request: number) => Promise<void>

const answerTo = (request: number): string => `answer ${String(request)}`

/** Answers each request after the latency, counts them, and how many there are at a time. */
async function serve({ port, finished, ...words }: Words, { latency }: Knobs, context: RoleContext): Promise<void> {
  const [inFlight, most] = [words.inFlight.cell, words.mostInFlight.cell]
  let served = 0
  const server = await context.outside.http.serve(async path => {
    const request = Number(path.slice(1))
    Atomics.add(words.got.items, request, 1)
    inFlight[0]++
    if (inFlight[0] > most[0]) most[0] = inFlight[0]
    await context.outside.sleep(latency)
    inFlight[0]--
    served += 1
    context.setCompleted(served)
    return answerTo(request)
  })
  try {
    port.store(server.port)
    Atomics.notify(port.cell, 0)
    await wordChanged(finished.cell, 0, context)
  } finally {
    await server.close()
  }
}

/** The client's part, or the server's, which is the same for all. */
async function talk(
  words: Words,
  knobs: Knobs,
  context: RoleContext,
  fetchAll: (fetchOne: FetchOne) => Promise<void>,
): Promise<void> {
  if (context.worker === SERVER) {
    await serve(words, knobs, context)
    return
  }
  await wordChanged(words.port.cell, 0, context)
  const client = context.outside.http.client(words.port.load())
  const notes = new SpanNotes(words.requests, context)
  let right = 0
  try {
    const began = context.nowNanos()
    await fetchAll(async request => {
      const note = notes.begin(request, request)
      const answer = await client.get(`/${String(request)}`)
      notes.end(note)
      if (answer !== answerTo(request)) return
      right += 1
      context.setCompleted(right)
    })
    words.tookNanos.value = context.nowNanos() - began
  } finally {
    client.close()
    words.finished.store(1)
    Atomics.notify(words.finished.cell, 0)
  }
}

function numbersBelow(requests: number): number[] {
  return Array.from({ length: requests }, (_, request) => request)
}

/** Each is awaited before the next is asked for. */
export const serial: Party = (words, knobs, context) =>
  talk(words, knobs, context, async fetchOne => {
    for (const request of numbersBelow(knobs.requests)) await fetchOne(request)
  })

/** All are asked for, and then awaited together. */
export const gathered: Party = (words, knobs, context) =>
  talk(words, knobs, context, async fetchOne => {
    await Promise.all(numbersBelow(knobs.requests).map(fetchOne))
  })

/** The same, but who has no permit does not ask yet. */
export const limited: Party = (words, knobs, context) => {
  const permits = new AsyncSemaphore(knobs.limit)
  return talk(words, knobs, context, async fetchOne => {
    const fetchWithPermit = async (request: number): Promise<void> => {
      await permits.acquire()
      try {
        await fetchOne(request)
      } finally {
        permits.release()
      }
    }
    await Promise.all(numbersBelow(knobs.requests).map(fetchWithPermit))
  })
}
