import { text } from 'node:stream/consumers'
import * as z from 'zod'
import { runCli } from '../../../src/cli/run-cli.ts'
import { openInProcess, version } from '../../../src/host/engine-host.ts'
import { announcingLab } from './announcing-lab.ts'

/**
 * Carries out many command lines, one after the other, in one process: a corpus of bad input would take minutes if each
 * entry had to start a Node of its own. Standard input holds a JSON array of argument lists, standard output gets one
 * of results.
 */

interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** What was heard of runs. */
  readonly announced: string
}

const commandLines = z.array(z.array(z.string())).parse(JSON.parse(await text(process.stdin)))
const { stdout, stderr } = process
const results: Result[] = []
for (const args of commandLines) {
  const written = { stdout: '', stderr: '', announced: '' }
  const openLab = () =>
    announcingLab(openInProcess({ modelFiles: true }), announcement => (written.announced += announcement))
  const restore = [capture(stdout, said => (written.stdout += said)), capture(stderr, said => (written.stderr += said))]
  try {
    const code = await runCli(args, openLab, version())
    results.push({ code, ...written })
  } finally {
    for (const undo of restore) undo()
  }
}
stdout.write(JSON.stringify(results))

function capture(stream: NodeJS.WriteStream, hear: (said: string) => void): () => void {
  const write = stream.write.bind(stream)
  stream.write = (said: string | Uint8Array) => {
    hear(String(said))
    return true
  }
  return () => {
    stream.write = write
    stream.removeAllListeners('error') // each command line adds its own
  }
}
