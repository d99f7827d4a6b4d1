import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import * as z from 'zod'

const factsSchema = z.object({ argv: z.array(z.string()), folder: z.string() })

/** What the first instance learns of a later one. */
export type InstanceFacts = z.infer<typeof factsSchema>

export interface InstanceLock {
  readonly isFirst: boolean
  /** A later instance has told the first one by then. */
  release(): Promise<void>
}

/** The lock of a user's folder, between real processes: a file holds it, a socket beside it carries the news. POSIX only. */
export function takeSingleInstanceLock(folder: string, onSecond: (facts: InstanceFacts) => void): InstanceLock {
  const lock = join(folder, 'double.lock')
  const address = join(folder, 'double.sock')
  if (!holdLock(lock)) return { isFirst: false, release: () => tell(address) }
  rmSync(address, { force: true })
  const server = createServer(socket => {
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (part: string) => (text += part))
    socket.on('end', () => {
      onSecond(factsSchema.parse(JSON.parse(text)))
    })
  }).listen(address)
  return {
    isFirst: true,
    release() {
      server.close()
      rmSync(lock, { force: true })
      return Promise.resolve()
    },
  }
}

function holdLock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (isAlive(Number(readFileSync(file, 'utf8')))) return false
    writeFileSync(file, String(process.pid))
    return true
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function tell(address: string): Promise<void> {
  const socket = connect(address)
  const facts: InstanceFacts = { argv: process.argv, folder: process.cwd() }
  socket.end(JSON.stringify(facts))
  await once(socket, 'close')
}
