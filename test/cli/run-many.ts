import * as z from 'zod'
import { runInterleave } from './run-interleave.ts'

const MANY = new URL('./entries/many-main.ts', import.meta.url)

const resultSchema = z.object({ code: z.number(), stdout: z.string(), stderr: z.string(), announced: z.string() })
type Result = z.infer<typeof resultSchema>

/** Runs many command lines in one process, where starting one for each would take minutes. */
export async function runMany(lines: readonly (readonly string[])[], cwd?: string): Promise<Result[]> {
  const { code, stdout, stderr } = await runInterleave([], {
    entry: MANY,
    input: JSON.stringify(lines),
    ...(cwd === undefined ? {} : { cwd }),
  })
  if (code !== 0 || stderr !== '') throw new Error(`the command lines ended with ${String(code)}: ${stderr}`)
  const results = z.array(resultSchema).parse(JSON.parse(stdout))
  if (results.length !== lines.length) throw new Error(`${lines.length} command lines had ${results.length} results`)
  return results
}
