import { Tinypool } from 'tinypool'
import * as z from 'zod'
import { DISPATCH_THREADS, type Dispatcher } from './dispatcher.ts'

const answerSchema = z.number()

/** The pool that piscina was made smaller to, with its default options. */
export async function openTinypoolDispatcher(): Promise<Dispatcher> {
  const pool = new Tinypool({
    filename: new URL('./dispatch-piscina-task.ts', import.meta.url).href,
    name: 'echo',
    minThreads: DISPATCH_THREADS,
    maxThreads: DISPATCH_THREADS,
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
