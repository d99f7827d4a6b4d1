import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest'
import { REPORT_FORMATS } from '../../src/contract/report-formats.ts'
import { runDocumentSchema } from '../../src/contract/run-document.ts'
import { shareInWords } from '../../src/contract/share-in-words.ts'
import { printingChromium } from '../../src/node/chromium.ts'
import { present } from '../helpers/present.ts'
import { refusalTrouble } from './refusal-trouble.ts'
import { runInterleave, start, startInterleave, ANNOUNCING, PROGRAM } from './run-interleave.ts'
import { runMany } from './run-many.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** As short as a run can be. */
const SHORT = ['run', 'lost-update', '--variant', 'per-worker-sum', '--set', 'additions=1', '--trials', '1']

/** What is wrong with how targets were refused, each list on a command line of its own; nothing may have run. */
async function troubleWith(
  refusals: readonly { readonly targets: readonly string[]; readonly code: 'USAGE' | 'OUTPUT_TARGET' }[],
  cwd: string,
): Promise<string[]> {
  const lines = refusals.map(({ targets }) => [...SHORT, ...targets.flatMap(target => ['--out', target])])
  const results = await runMany(lines, cwd)
  return refusals.flatMap(({ targets, code }, index) => {
    const result = present(results[index])
    const trouble = refusalTrouble(result.stderr, code, targets.at(-1) ?? '')
    if (result.code !== (code === 'USAGE' ? 2 : 3)) trouble.push(`exit ${result.code}`)
    if (result.stdout !== '') trouble.push('writes to stdout')
    if (result.announced !== '') trouble.push('starts a run')
    return trouble.map(sentence => `${targets.join(', ')}: ${sentence}: ${result.stderr.slice(0, 200)}`)
  })
}

/** The error among the messages, as a line. */
function errorIn(stderr: string): string {
  return `${stderr.split('\n').find(line => line.startsWith('error')) ?? ''}\n`
}

describe('--out', () => {
  it('writes JSON and Markdown whole, the JSON as --json prints it, and leaves nothing else behind', async () => {
    const cwd = await temporaryFolder()
    const line = ['run', 'lost-update', '--set', 'additions=1000', '--trials', '5', '--json']
    const { code, stdout } = await runInterleave([...line, '--out', 'a.json', '--out', 'b.md'], { cwd })
    expect(code).toBe(0)
    expect((await readdir(cwd)).toSorted()).toEqual(['a.json', 'b.md'])
    const json = await readFile(join(cwd, 'a.json'), 'utf8')
    expect(json).toBe(stdout)
    const run = runDocumentSchema.parse(JSON.parse(json))

    const markdown = await readFile(join(cwd, 'b.md'), 'utf8')
    const [heading = '', ...lines] = markdown.split('\n').filter(text => text !== '')
    expect(heading).toMatch(/^# \S/)
    expect(heading.replaceAll('\\', '')).toBe(`# ${run.headline}`)
    expect(lines[0]).toMatch(new RegExp(`^\\*\\*${run.verdict}\\*\\*, ${run.state}: .*${run.id}`))
    for (const { variant, outcomes, trials } of run.variants) {
      const counts = outcomes.map(({ count, grade }) => `${count} (${grade}, ${shareInWords(count, trials.length)})`)
      expect(markdown.replaceAll('\\', '')).toContain(`| ${variant} | ${counts.join(' | ')} | passed |`)
    }
    expect(markdown).toContain(`--seed ${run.seed}`)
    expect(markdown.endsWith('\n')).toBe(true)
    expect(markdown).not.toMatch(/\u001b/)
  })

  it('writes reports beside the tables for reading, too', async () => {
    const cwd = await temporaryFolder()
    const { code, stdout } = await runInterleave([...SHORT, '--out', 'A.JSON', '--out', './sub-b.md'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Passed /)
    expect((await readdir(cwd)).toSorted()).toEqual(['A.JSON', 'sub-b.md'])
  })

  it('writes every format by its ending, whole', async ({ skip }) => {
    skip(printingChromium() === undefined, 'there is no browser here to print with')
    const cwd = await temporaryFolder()
    const targets = REPORT_FORMATS.flatMap(format => ['--out', `r.${format}`])
    const { code, stderr } = await runInterleave([...SHORT, ...targets, '--quiet'], { cwd })
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect((await readdir(cwd)).toSorted()).toEqual(REPORT_FORMATS.map(format => `r.${format}`).toSorted())
    const beginnings = {
      html: '<!doctype html>',
      pdf: '%PDF-',
      md: '# ',
      csv: 'run,experiment,',
      json: '{',
      'trace.json': '{"traceEvents":',
      svg: '<?xml',
      png: '\u0089PNG',
      txt: '',
    }
    for (const format of REPORT_FORMATS) {
      const bytes = await readFile(join(cwd, `r.${format}`))
      expect(bytes.length).toBeGreaterThan(500)
      expect(bytes.toString('latin1').startsWith(beginnings[format])).toBe(true)
    }
  })

  it('says before it runs anything that a PDF or PNG cannot be made without a browser', async () => {
    const cwd = await temporaryFolder()
    for (const ending of ['pdf', 'png']) {
      const { code, stdout, stderr } = await runInterleave([...SHORT, '--out', `a.${ending}`], {
        cwd,
        env: { PATH: '', HOME: cwd, LAB_CHROMIUM: '', PLAYWRIGHT_BROWSERS_PATH: cwd },
      })
      // Applications have places of their own on other systems.
      if (process.platform !== 'linux' && code === 0) continue
      expect(stderr).toMatch(
        /^error\[NO_BROWSER\]: --out "a\.\w+" cannot be made: no Chromium.*; allowed: \.html, \.md.*; try: /,
      )
      expect([code, stdout]).toEqual([3, ''])
      expect(await readdir(cwd)).toEqual([])
    }
  })

  it('gives no user, host or folder away', async () => {
    const cwd = await temporaryFolder()
    await runInterleave([...SHORT, '--out', 'a.json', '--out', 'b.md'], { cwd })
    for (const name of ['a.json', 'b.md']) expect(await readFile(join(cwd, name), 'utf8')).not.toContain(cwd)
  })

  it('refuses endings that are not supported with 2, naming those that are', async () => {
    const endings = ['a.htm', 'a.docx', 'a.trace', 'a.jpg', 'a', 'json', 'a.json.bak', '']
    const cwd = await temporaryFolder()
    expect(
      await troubleWith(
        endings.map(target => ({ targets: [target], code: 'USAGE' })),
        cwd,
      ),
    ).toEqual([])
    const [{ stderr } = { stderr: '' }] = await runMany([[...SHORT, '--out', 'a.htm']], cwd)
    expect(stderr).toContain('allowed: .html, .pdf, .md, .csv, .json, .trace.json, .svg, .png, .txt')
  })

  it('refuses places that cannot take a file with 3 before the run starts, and changes nothing there', async () => {
    const cwd = await temporaryFolder()
    await mkdir(join(cwd, 'folder'))
    await mkdir(join(cwd, 'folder.json'))
    await writeFile(join(cwd, 'file.json'), 'precious')
    await symlink('nowhere.json', join(cwd, 'dangling.json'))
    await symlink('folder', join(cwd, 'link.json'))
    const places = [
      'folder',
      '.',
      '..',
      'folder.json',
      'folder/',
      'new.json/',
      'missing/new.json',
      'file.json/new.json',
      'file.json',
      './folder/../file.json',
      'dangling.json',
      'link.json',
      `${'a'.repeat(10_000)}.json`,
      `${'a'.repeat(300)}/a.md`,
      'missing\u001b[31m\n/new.json',
      'missing/\u202e.json',
    ]
    const refusals = places.map(place => ({ targets: ['fine.md', place], code: 'OUTPUT_TARGET' as const }))
    expect(await troubleWith(refusals, cwd)).toEqual([])
    expect((await readdir(cwd)).toSorted()).toEqual([
      'dangling.json',
      'file.json',
      'folder',
      'folder.json',
      'link.json',
    ])
    expect(await readFile(join(cwd, 'file.json'), 'utf8')).toBe('precious')
    expect(await readlink(join(cwd, 'dangling.json'))).toBe('nowhere.json')
  })

  it('refuses the same file named twice with 2, however it is spelled', async () => {
    const cwd = await temporaryFolder()
    const pairs = [
      ['a.json', 'a.json'],
      ['a.json', './a.json'],
      ['a.json', 'b.md', 'x/../a.json'],
      ['a.md', join(cwd, 'a.md')],
    ]
    expect(
      await troubleWith(
        pairs.map(targets => ({ targets, code: 'USAGE' })),
        cwd,
      ),
    ).toEqual([])
  })

  it('refuses a folder that may not be written to with 3', async context => {
    skipAsRoot(context)
    const cwd = await temporaryFolder()
    await mkdir(join(cwd, 'locked'))
    await chmod(join(cwd, 'locked'), 0o500)
    expect(await troubleWith([{ targets: ['locked/new.json'], code: 'OUTPUT_TARGET' }], cwd)).toEqual([])
  })

  it('refuses a disk that is read-only with 3', async context => {
    const disk = await mounted(context, 'ro')
    expect(await troubleWith([{ targets: ['new.json'], code: 'OUTPUT_TARGET' }], disk)).toEqual([])
  })

  it('still prints the result when the disk is full, and ends with 3 without a torn file', async context => {
    const disk = await mounted(context, 'size=16k')
    await writeFile(join(disk, 'filler'), Buffer.alloc(16 * 1024))
    const { code, stdout, stderr } = await runInterleave([...SHORT, '--json', '--out', join(disk, 'a.json')])
    expect(runDocumentSchema.parse(JSON.parse(stdout)).verdict).toBe('passed')
    expect(refusalTrouble(errorIn(stderr), 'OUTPUT_TARGET', 'a.json')).toEqual([])
    expect(stderr).toContain('full')
    expect(code).toBe(3)
    expect(await readdir(disk)).toEqual(['filler'])
  })

  it('still prints the result when the file would be larger than files may be, and leaves no part of it', async ({
    skip,
  }) => {
    skip(process.platform === 'win32', 'there are no such limits')
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, 'there.json'), 'precious')
    const limited = 'ulimit -f 4 && exec "$0" "$@"'
    const line = [...SHORT, '--json', '--no-save', '--out', 'a.json']
    const { finished } = start('sh', ['-c', limited, process.execPath, fileURLToPath(PROGRAM), ...line], { cwd })
    const { code, stdout, stderr } = await finished
    expect(runDocumentSchema.parse(JSON.parse(stdout)).verdict).toBe('passed')
    expect(refusalTrouble(errorIn(stderr), 'OUTPUT_TARGET', 'a.json')).toEqual([])
    expect(stderr).toContain('larger than files may be')
    expect(code).toBe(3)
    expect(await readdir(cwd)).toEqual(['there.json'])
    expect(await readFile(join(cwd, 'there.json'), 'utf8')).toBe('precious')
  })

  it('still prints the result when its folder vanishes in mid-run', async () => {
    const cwd = await temporaryFolder()
    await mkdir(join(cwd, 'gone'))
    const line = ['run', 'lost-update', '--variant', 'mutex', '--set', 'additions=1000000', '--trials', '30', '--json']
    const started = startInterleave([...line, '--out', 'gone/a.json'], { cwd, entry: ANNOUNCING })
    await started.until('announced', /trial-finished/)
    execFileSync('rmdir', [join(cwd, 'gone')])
    const { code, stdout, stderr } = await started.finished
    expect(runDocumentSchema.parse(JSON.parse(stdout)).verdict).toBe('passed')
    expect(stderr).toMatch(/^error\[OUTPUT_TARGET\]: .*its folder does not exist/m)
    expect(code).toBe(3)
    expect(await readdir(cwd)).toEqual([])
  })
})

function skipAsRoot({ skip }: TestContext): void {
  skip(process.getuid?.() === 0, 'nothing is forbidden to root')
}

/** A small disk of its own, where this process may mount one. */
async function mounted({ skip }: TestContext, how: string): Promise<string> {
  const folder = await temporaryFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', how, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    skip('mounting a disk is not permitted here')
  }
  onTestFinished(() => {
    execFileSync('umount', [folder])
  })
  return folder
}
