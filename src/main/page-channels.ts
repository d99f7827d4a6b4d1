import * as z from 'zod'
import { REPORT_FORMATS } from '../contract/report-formats.ts'
import { checkedChannel, type CheckedChannel } from './checked-channel.ts'

/** What a page learns of a report it wanted saved. */
export interface SaveAnswer {
  readonly saved: boolean
  readonly error?: string
}

/** What this process does for pages. */
export interface PageServices<Caller> {
  /** Gives the page a port to the engine host. */
  connect(caller: Caller): void
  /** Asks where, then writes; not saved where the user changed their mind. What is no text comes in base64. */
  saveReport(caller: Caller, suggestedName: string, content: string): Promise<boolean>
}

/** Reports, and the graph of waits for Graphviz. */
const ENDINGS: readonly string[] = [...REPORT_FORMATS, 'dot']

/** No folder, no hidden file, no name that a shell or another system would read in its own way. */
const fileName = z
  .string()
  .max(120)
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._()-]*$/, 'a plain name')
  .refine(name => ENDINGS.some(ending => name.endsWith(`.${ending}`)), `a name that ends in .${ENDINGS.join(', .')}`)

const MAX_REPORT_BYTES = 64 * 1024 * 1024

const reportText = z
  .string()
  .max(MAX_REPORT_BYTES)
  .refine(text => Buffer.byteLength(text) <= MAX_REPORT_BYTES, 'at most 64 MB')

/** Every channel there is between pages and this process, by name. */
export function pageChannels<Caller>(services: PageServices<Caller>): ReadonlyMap<string, CheckedChannel<Caller>> {
  return new Map([
    [
      'desktop:connect',
      checkedChannel(
        z.tuple([]),
        error => ({ error }),
        (caller: Caller) => {
          services.connect(caller)
          return {}
        },
      ),
    ],
    [
      'desktop:save-report',
      checkedChannel(
        z.tuple([fileName, reportText]),
        (error): SaveAnswer => ({ saved: false, error }),
        async (caller: Caller, name, text) => ({ saved: await services.saveReport(caller, name, text) }),
      ),
    ],
  ])
}
