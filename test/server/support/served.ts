import { onTestFinished } from 'vitest'
import { startInterleave, type Finished, type Started } from '../../cli/run-interleave.ts'
import { present } from '../../helpers/present.ts'
import type { Checkout } from './checkout.ts'
import { DeskPage } from './desk-page.ts'
import { KeepingPattern } from './keeping-pattern.ts'
import { Visitor } from './visitor.ts'

const ADDRESS = /^Interleave is at (http:\/\/127\.0\.0\.1:(\d+)\/#\/\?code=([\w-]{43}))\n/m

/** Starts `interleave serve` in a checkout. */
export function serve(
  checkout: Checkout,
  args: readonly string[] = ['--port', '0'],
  env: Readonly<Record<string, string>> = {},
): Started {
  const started = startInterleave(['serve', ...args], {
    entry: checkout.program,
    env: { INTERLEAVE_DATA_DIR: checkout.data, ...env },
  })
  onTestFinished(() => {
    started.signal('SIGKILL')
  })
  return started
}

/** A server that has said where it is. */
export interface Served {
  readonly started: Started
  readonly address: string
  readonly visitor: Visitor
  readonly code: string
}

/** Waits for the address of a server. */
export async function addressed(started: Started): Promise<Served> {
  const pattern = new KeepingPattern(ADDRESS)
  await started.until('stdout', pattern)
  const [, address, port, code] = present(pattern.exec(pattern.text))
  return { started, address: present(address), visitor: new Visitor(Number(port)), code: present(code) }
}

/** A page that has come through the address. */
export async function attached({ visitor, code }: Served): Promise<DeskPage> {
  const page = new DeskPage(await visitor.open(await visitor.cookieFor(code)))
  await page.value('attach')
  return page
}

/** The end of a process after something was done to it, and how long that took. */
export async function endAfter(started: Started, act: () => void): Promise<Finished & { readonly millis: number }> {
  const before = performance.now()
  act()
  const finished = await started.finished
  return { ...finished, millis: performance.now() - before }
}
