import { describe, expect, it } from 'vitest'
import { screenAfter, startOnTerminal, whyNoTerminal } from './pseudo-terminal.ts'

const why = whyNoTerminal()
const RUN = 'run lost-update --variant mutex --variant atomic-add --set additions=1000000 --trials 4'.split(' ')
const SHORT = 'run lost-update --set additions=1000 --trials 2'.split(' ')
const SPARKLINE = /[▁▂▃▄▅▆▇█]{2,}/
const PROGRESS = /lost-update, trials and throughput/
const COLOUR = /\u001b\[\d+m/

describe('the screen', () => {
  it('is what repainted lines leave on it', () => {
    expect(screenAfter('one\ntwo\n\u001b[2K\u001b[1A\u001b[2K\u001b[1A\u001b[Gthree')).toBe('three\n')
    expect(screenAfter('abc\rX\u001b[K')).toBe('X')
    expect(screenAfter('\u001b[?25l\u001b[1mbold\u001b[22m\u001b[?25h')).toBe('bold')
  })
})

describe.skipIf(why !== null)('on a terminal', () => {
  it('shows progress with a sparkline while a run goes on, and takes it away at the end', async () => {
    const started = startOnTerminal(RUN)
    await started.until('stdout', PROGRESS)
    await started.until('stdout', /\b[1-4]\/4 {2}[▁▂▃▄▅▆▇█]+ +[\d.]+[^\n]*\/s/)
    const { code, stdout } = await started.finished
    expect(code).toBe(0)
    expect(stdout).toMatch(COLOUR)
    const screen = screenAfter(stdout)
    expect(screen).toMatch(/^Passed {2}lost-update · 2 workers · 4 trials/)
    expect(screen).not.toMatch(PROGRESS)
    expect(screen).not.toMatch(/\d\/4/)
    expect(stdout.lastIndexOf('\u001b[?25h')).toBeGreaterThan(stdout.lastIndexOf('\u001b[?25l'))
  })

  it('shows none with --quiet', async () => {
    const { code, stdout } = await startOnTerminal([...RUN, '--quiet']).finished
    expect(code).toBe(0)
    expect(stdout).not.toMatch(PROGRESS)
    expect(stdout).not.toMatch(SPARKLINE)
    expect(stdout).not.toContain('\u001b[?25l')
    expect(screenAfter(stdout)).toMatch(/^Passed /)
  })

  it('has no colour with NO_COLOR, and still shows progress', async () => {
    const { code, stdout } = await startOnTerminal(RUN, { env: { NO_COLOR: '1' } }).finished
    expect(code).toBe(0)
    expect(stdout).toMatch(PROGRESS)
    expect(stdout).not.toMatch(COLOUR)
  })

  it('keeps every line within the width of the terminal', async () => {
    const { stdout } = await startOnTerminal(SHORT, { size: 'cols 80 rows 40' }).finished
    const lines = screenAfter(stdout).split('\n')
    expect(lines.filter(line => line.length > 80)).toEqual([])
    expect(lines.length).toBeGreaterThan(20)
  })

  it('takes a terminal that does not know its width for one of ordinary width', async () => {
    const { code, stdout } = await startOnTerminal(SHORT, { size: 'cols 0 rows 0' }).finished
    expect(code).toBe(0)
    const [first = '', , headline = ''] = screenAfter(stdout).split('\n')
    expect(first).toMatch(/^Passed {2}lost-update · /)
    expect(headline).toMatch(/^\S+ \S+ \S+/)
  })

  it('prints one line for bad input there, too', async () => {
    const { code, stdout } = await startOnTerminal(['run', 'lost-update', '--workers', '0']).finished
    expect(code).toBe(2)
    expect(screenAfter(stdout)).toMatch(/^error\[BAD_VALUE\]: .*\n$/)
  })
})
