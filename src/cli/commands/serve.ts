import { Command } from 'commander'
import { errorLine, LabError } from '../../base/errors.ts'
import { printable } from '../../base/text.ts'
import type { Shell } from '../run-cli.ts'
import { onInterrupt } from '../signals.ts'
import type { Terminal } from '../terminal.ts'
import { once } from '../usage.ts'

const HIGHEST_PORT = 65_535
/** A shell that does not wind up by then is left behind; its engine host ends with it. */
const WIND_UP_MILLIS = 2_800

interface ServeOptions {
  readonly port?: string
  readonly open?: true
}

/** `interleave serve`: the browser shell, until Ctrl-C. */
export function serveCommand({ terminal, dataFolder }: Shell): Command {
  return new Command('serve')
    .description('show the lab in a browser on this machine')
    .option('--port <n>', 'listen there, 0 = any free port; without it 4600 or the next free one', once('--port'))
    .option('--open', 'open the default browser')
    .action(async ({ port, open }: ServeOptions) => {
      await serve(terminal, dataFolder(), port === undefined ? null : portFrom(port), open === true)
    })
}

async function serve(terminal: Terminal, dataFolder: string, port: number | null, open: boolean): Promise<void> {
  const interrupted = new Promise<null>(resolve => {
    onInterrupt(() => {
      resolve(null)
    }, WIND_UP_MILLIS)
  })
  // Sockets and the like are loaded for this command alone.
  const { openBrowserShell } = await import('../../server/main.ts')
  const shell = await openBrowserShell({
    port,
    dataFolder,
    onNewAddress: address => {
      terminal.print(`The code is used. For another browser, Interleave is at ${address}`)
    },
    onHostRestart: ({ reason }) => {
      terminal.tell(`The engine host was restarted: ${printable(reason)}`)
    },
    onTrouble: error => {
      terminal.tell(errorLine(error))
    },
  })
  terminal.print(`Interleave is at ${shell.address}`)
  terminal.tell('Ctrl-C stops it.')
  if (open) {
    shell.openInBrowser(why => {
      terminal.tell(`No browser was opened: ${why}. Open the address yourself.`)
    })
  }
  const failure = await Promise.race([interrupted, shell.failed])
  await shell.close()
  if (failure !== null) throw failure
}

function portFrom(given: string): number {
  const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN
  if (port <= HIGHEST_PORT) return port
  throw new LabError('BAD_VALUE', `--port must be a whole number, got "${printable(given)}"`, {
    allowed: `0 to ${String(HIGHEST_PORT)}; 0 takes any free port`,
    suggestion: '--port 4600',
  })
}
