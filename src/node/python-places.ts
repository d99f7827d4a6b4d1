import { posix, win32 } from 'node:path'

/** What decides where Pythons are looked for. */
export interface PythonSurroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/** Names in a folder; none where it cannot be read. */
export type ListFolder = (folder: string) => readonly string[]

/** A file that may be a Python. */
export interface PythonCandidate {
  readonly program: string
  /** How it was found, in a word or two. */
  readonly source: string
}

/** Variables that say where programs are, or without which they do not start on Windows. */
const PLACES = [
  'PATH',
  'Path',
  'HOME',
  'USERPROFILE',
  'PYENV_ROOT',
  'UV_PYTHON_INSTALL_DIR',
  'XDG_DATA_HOME',
  'APPDATA',
  'LOCALAPPDATA',
  'SystemRoot',
  'TEMP',
  'TMP',
  'TMPDIR',
]

/** Of an environment, what programs need to be found and to start: nothing that steers an interpreter. */
export function placesIn(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    PLACES.flatMap(name => {
      const value = env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

const NAMED_PYTHON = /^python(?:[23](?:\.\d{1,2}t?)?)?(?:\.exe)?$/

/** Files that may be Pythons, in the order of how their users would name them; some of them twice. */
export function pythonCandidates(at: PythonSurroundings, list: ListFolder): PythonCandidate[] {
  return [...onPath(at, list), ...ofPyenv(at, list), ...ofUv(at, list), ...ofMac(at, list)]
}

function pathOf({ platform }: PythonSurroundings): typeof posix {
  return platform === 'win32' ? win32 : posix
}

function folderOf(at: PythonSurroundings, name: string, ...otherwise: readonly string[]): string {
  const said = at.env[name] ?? ''
  return said !== '' && pathOf(at).isAbsolute(said) ? said : pathOf(at).join(at.home, ...otherwise)
}

/** Where pyenv keeps its versions and its shims; pyenv-win is one level deeper. */
function pyenvRoots(at: PythonSurroundings): readonly string[] {
  const root = folderOf(at, 'PYENV_ROOT', '.pyenv')
  return at.platform === 'win32' ? [root, win32.join(root, 'pyenv-win')] : [root]
}

function onPath(at: PythonSurroundings, list: ListFolder): PythonCandidate[] {
  const path = pathOf(at)
  const said = (at.env['PATH'] ?? at.env['Path'] ?? '').split(path.delimiter)
  // Applications that are started from the Finder know no shell's PATH.
  const folders = at.platform === 'darwin' ? [...said, '/opt/homebrew/bin', '/usr/local/bin'] : said
  const isCommand = isCommandOf(at, list)
  const plain = folders.filter(folder => path.isAbsolute(folder)).map(folder => path.resolve(folder))
  return [...new Set(plain)].filter(isCommand).flatMap(folder => pythonsIn(at, folder, list, 'PATH'))
}

/** Some commands named python are none: asking them what they are would start something else. */
function isCommandOf(at: PythonSurroundings, list: ListFolder): (folder: string) => boolean {
  const path = pathOf(at)
  const shims = pyenvRoots(at).map(root => path.join(root, 'shims'))
  return folder => {
    // They start a shell script that starts the version that is chosen, which is found as such.
    if (shims.includes(folder)) return false
    // Microsoft's stand-ins open the store; what it has installed, the launcher lists.
    if (at.platform === 'win32') return !/\\Microsoft\\WindowsApps$/i.test(folder)
    // Apple's stand-in asks to install developer tools where there are none.
    const standIns = at.platform === 'darwin' && folder === '/usr/bin'
    return !standIns || list('/Library/Developer/CommandLineTools').length > 0
  }
}

function pythonsIn(at: PythonSurroundings, folder: string, list: ListFolder, source: string): PythonCandidate[] {
  const names = list(folder).filter(name => NAMED_PYTHON.test(name) && name.endsWith('.exe') === isWindows(at))
  return names.toSorted().map(name => ({ program: pathOf(at).join(folder, name), source }))
}

function isWindows({ platform }: PythonSurroundings): boolean {
  return platform === 'win32'
}

/** Where an installed version has its programs. */
function binOf(at: PythonSurroundings, version: string): string {
  return isWindows(at) ? version : posix.join(version, 'bin')
}

function versionsIn(at: PythonSurroundings, root: string, list: ListFolder, source: string): PythonCandidate[] {
  return list(root)
    .toSorted()
    .flatMap(version => pythonsIn(at, binOf(at, pathOf(at).join(root, version)), list, source))
}

function ofPyenv(at: PythonSurroundings, list: ListFolder): PythonCandidate[] {
  return pyenvRoots(at).flatMap(root => versionsIn(at, pathOf(at).join(root, 'versions'), list, 'pyenv'))
}

/** @see https://docs.astral.sh/uv/reference/storage/#python-versions */
function ofUv(at: PythonSurroundings, list: ListFolder): PythonCandidate[] {
  const path = pathOf(at)
  const data = isWindows(at)
    ? folderOf(at, 'APPDATA', 'AppData', 'Roaming')
    : folderOf(at, 'XDG_DATA_HOME', '.local', 'share')
  const said = at.env['UV_PYTHON_INSTALL_DIR'] ?? ''
  const root = said !== '' && path.isAbsolute(said) ? said : path.join(data, 'uv', 'python')
  return versionsIn(at, root, list, 'uv')
}

/** What python.org's installer leaves; free-threaded builds are a framework of their own. */
function ofMac(at: PythonSurroundings, list: ListFolder): PythonCandidate[] {
  if (at.platform !== 'darwin') return []
  return ['Python', 'PythonT'].flatMap(name =>
    versionsIn(at, `/Library/Frameworks/${name}.framework/Versions`, list, 'python.org'),
  )
}

/**
 * What the Windows launcher lists for `py -0p`, in both of its forms: `-V:3.12 *  C:\…\python.exe` and
 * `-3.8-64  C:\…\python.exe *`.
 */
export function launcherCandidates(listing: string): PythonCandidate[] {
  return listing.split(/\r?\n/).flatMap(line => {
    const program = /^\s*-\S+\s+(?:\*\s+)?([A-Za-z]:\\.*\.exe)\s*\*?\s*$/i.exec(line)?.[1]
    return program === undefined ? [] : [{ program, source: 'py launcher' }]
  })
}
