import { createInterface } from 'node:readline'
import { openPrimitivesSide } from './primitives-side.ts'

/** The lab's primitives as a resident program, as the other languages have one: for rounds on one core. */

const lab = openPrimitivesSide()
for await (const line of createInterface({ input: process.stdin })) {
  const [variant = '', ...numbers] = line.split(' ')
  const [workers = 0, operations = 0] = numbers.map(Number)
  const { millis, counted, perWorker } = await lab.measure({ variant, workers, operations })
  process.stdout.write(`${JSON.stringify({ nanos: millis * 1e6, counted, operations: perWorker })}\n`)
}
await lab.close()
