import { describe, expect, it } from 'vitest'
import { readSelfDescription } from '../../../src/node/python-about.ts'
import { findInterpreters, sorted } from '../../../src/node/python-interpreters.ts'
import { outsideArchive } from '../../../src/node/python-programs-folder.ts'

const about = {
  implementation: 'CPython',
  version: '3.12.1',
  major: 3,
  minor: 12,
  freeThreadedBuild: false,
  gilEnabled: true,
  executable: '/p/python3.12',
}
const candidate = { program: '/bin/python3', source: 'PATH' }

describe('a self-description', () => {
  it('is read as it was printed', () => {
    expect(readSelfDescription(`${JSON.stringify(about)}\n`)).toEqual(about)
  })

  it.each([
    '',
    'Python was not found; run without arguments to install from the Microsoft Store',
    'null',
    '[]',
    '{}',
    JSON.stringify({ ...about, minor: '12' }),
    JSON.stringify({ ...about, gilEnabled: null }),
  ])('is not %j', text => {
    expect(readSelfDescription(text)).toBeUndefined()
  })
})

describe('interpreters that answered', () => {
  it('stand in the order of their versions, each once, a free-threaded build beside the other', () => {
    const { interpreters } = sorted([
      { candidate, about },
      { candidate: { program: '/again/python', source: 'pyenv' }, about },
      { candidate, about: { ...about, version: '3.13.1', minor: 13, executable: '/t', freeThreadedBuild: true } },
      { candidate, about: { ...about, version: '3.13.1', minor: 13, executable: '/g' } },
      { candidate, about: { ...about, version: '3.9.18', minor: 9, executable: '' } },
    ])
    expect(interpreters.map(({ program, source }) => `${source} ${program}`)).toEqual([
      'PATH /bin/python3',
      'PATH /p/python3.12',
      'PATH /g',
      'PATH /t',
    ])
  })

  it('and cannot run the programs are left out, with the reason', () => {
    const { interpreters, leftOut } = sorted([
      { candidate, about: { ...about, version: '2.7.18', major: 2, minor: 7, executable: '/2' } },
      { candidate, about: { ...about, version: '3.5.2', minor: 5, executable: '/35' } },
      { candidate, about: { ...about, implementation: 'PyPy', version: '3.10.14', executable: '/pypy' } },
      { candidate, about: 'does not answer as a Python: it said nothing' },
    ])
    expect(interpreters).toEqual([])
    expect(leftOut.map(({ name, why }) => `${name}: ${why}`)).toEqual([
      'CPython 2.7.18: Python 2 has come to its end of life; the programs need CPython 3.6 or newer',
      'CPython 3.5.2: the programs need CPython 3.6 or newer',
      'PyPy 3.10.14: not CPython, which this is about',
      'python3: does not answer as a Python: it said nothing',
    ])
  })
})

describe('the interpreters of this machine, whichever there are', () => {
  it('are found, and found again without asking', async () => {
    const first = await findInterpreters()
    for (const { version, minor } of first.interpreters) expect(version).toMatch(new RegExp(`^3\\.${String(minor)}\\.`))
    expect(await findInterpreters()).toEqual(first)
  })
})

describe('the programs of a packaged lab', () => {
  it.each([
    [
      '/opt/lab/resources/app.asar/resources/python/race.py',
      '/opt/lab/resources/app.asar.unpacked/resources/python/race.py',
    ],
    ['C:\\lab\\app.asar\\resources\\race.py', 'C:\\lab\\app.asar.unpacked\\resources\\race.py'],
    ['/src/lab/resources/python/race.py', '/src/lab/resources/python/race.py'],
  ])('lie where others can read them: %s', (path, expected) => {
    expect(outsideArchive(path)).toBe(expected)
  })
})
