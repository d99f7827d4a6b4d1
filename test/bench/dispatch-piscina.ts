import { Piscina } from 'piscina'
import * as z from 'zod'
import { DISPATCH_THREADS, type Dispatcher } from './dispatcher.ts'

type PiscinaOptions = NonNullable<ConstructorParameters<typeof Piscina>[0]>

const answerSchema = z.number()

/** The pool that most people take. @param options beside the number of threads */
export async function openPiscinaDispatcher(options: PiscinaOptions): Promise<Dispatcher> {
  const pool = new Piscina({
    filename: new URL('./dispatch-piscina-task.ts', import.meta.url).href,
    name: 'echo',
    minThreads: DISPATCH_THREADS,
    maxThreads: DISPATCH_THREADS,
    ...options,
  })
  const call = async (task: number): Promise<number> => answerSchema.parse(await pool.run(task))
  await Promise.all(Array.from({ length: DISPATCH_THREADS }, () => call(0)))
  return {
    call,
    async close() {
      await pool.destroy()
    },
  }
}
