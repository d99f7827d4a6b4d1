import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cancelled, type Cancelling } from '../base/cancellation.ts'
import { describeThrown, LabError } from '../base/errors.ts'
import type { Printer } from '../engine/ports.ts'
import { printingChromium, type InstalledProgram } from './chromium.ts'
import { pictureSize } from './picture-size.ts'

/** A busy machine starts a browser in seconds; one that takes longer than this does not come. */
const WITHIN_MILLIS = 60_000
/** Device pixels per pixel of a picture. */
const DENSITY = 2

const MISSING = 'no Chromium, Chrome or Edge is installed here to make it with'

/**
 * Prints by a Chromium that is installed on this machine, in a folder of its own that is gone afterwards. Nothing is
 * fetched: the browser is told that no address exists.
 * @param find tests put other browsers, and none, in its place
 */
export function chromiumPrinter(find: () => InstalledProgram | undefined = printingChromium): Printer {
  // Looking through the disk is for those who want to print: most starts do not.
  let looked: { readonly found: InstalledProgram | undefined } | null = null
  const browser = (): InstalledProgram | undefined => (looked ??= { found: find() }).found
  const print = (job: PrintJob, cancelling: Cancelling | undefined) => {
    const found = browser()
    if (found === undefined) return Promise.reject(noBrowser(MISSING))
    return printed(found.program, job, cancelling)
  }
  return {
    get finding() {
      const found = browser()
      return { found: found !== undefined, detail: found?.detail ?? MISSING }
    },
    pdf: (html, cancelling) => {
      const flags = (out: string): string[] => [`--print-to-pdf=${out}`, '--no-pdf-header-footer']
      return print({ name: 'report.html', text: html, made: 'report.pdf', flags }, cancelling)
    },
    png: (svg, cancelling) => {
      const [width, height] = pictureSize(svg)
      const flags = (out: string): string[] => [
        `--screenshot=${out}`,
        `--window-size=${String(width)},${String(height)}`,
        `--force-device-scale-factor=${String(DENSITY)}`,
        '--hide-scrollbars',
      ]
      return print({ name: 'figure.svg', text: svg, made: 'figure.png', flags }, cancelling)
    },
  }
}

/** A file to open, and the one that it is to become. */
interface PrintJob {
  readonly name: string
  readonly text: string
  readonly made: string
  readonly flags: (out: string) => readonly string[]
}

async function printed(
  program: string,
  { name, text, made, flags }: PrintJob,
  cancelling: Cancelling | undefined,
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'interleave-print-'))
  try {
    const [page, out] = [join(folder, name), join(folder, made)]
    await writeFile(page, text)
    const profile = `--user-data-dir=${join(folder, 'profile')}`
    await run(program, [...COMMON, profile, ...flags(out), pathToFileURL(page).href], cancelling)
    return await readFile(out).catch(() => {
      throw noBrowser('the browser ended without having made the file')
    })
  } finally {
    // A browser that was ended may still be writing into its profile.
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

const COMMON = [
  '--headless',
  '--disable-gpu',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--no-default-browser-check',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  // As root its sandbox does not start; the page is our own, with a policy that runs nothing.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]

function run(program: string, args: readonly string[], cancelling: Cancelling | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (cancelling?.cancelled === true) {
      reject(cancelled())
      return
    }
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(noBrowser(`the browser did not finish within ${String(WITHIN_MILLIS / 1000)} s`))
    }, WITHIN_MILLIS)
    cancelling?.onCancel(() => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(cancelled())
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2000)
    })
    child.on('error', error => {
      clearTimeout(timer)
      reject(noBrowser(`the browser does not start (${describeThrown(error)})`))
    })
    child.on('close', code => {
      clearTimeout(timer)
      if (code === 0) resolve()
      else reject(noBrowser(`the browser ended with ${String(code)}: ${said.trim().split('\n').at(-1) ?? ''}`))
    })
  })
}

function noBrowser(why: string): LabError {
  return new LabError('NO_BROWSER', `a PDF or PNG cannot be made: ${why}`, {
    allowed: 'a Chromium, Chrome or Edge on the PATH, or LAB_CHROMIUM that names one',
    suggestion: 'the report as .html, or the chart as .svg',
  })
}
