import { describe, expect, it } from 'vitest'
import {
  launcherCandidates,
  placesIn,
  pythonCandidates,
  type PythonSurroundings,
} from '../../../src/node/python-places.ts'

/** A disk with these folders and nothing else. */
function found(at: PythonSurroundings, folders: Readonly<Record<string, readonly string[]>>): string[] {
  return pythonCandidates(at, folder => folders[folder] ?? []).map(({ program, source }) => `${source}: ${program}`)
}

const linux = { platform: 'linux', home: '/h', env: {} } as const
const windows = { platform: 'win32', home: 'C:\\h', env: {} } as const

describe('Pythons are looked for', () => {
  it('in the folders of the PATH, under each of their names and no other', () => {
    const env = { PATH: '/usr/bin::relative:/opt/py' }
    const names = ['python', 'python2', 'python3', 'python3.13t', 'python3-config', 'pythonw', 'ipython3', 'cat']
    expect(found({ ...linux, env }, { '/usr/bin': names, '/opt/py': ['python3.9'], relative: ['python3'] })).toEqual([
      'PATH: /usr/bin/python',
      'PATH: /usr/bin/python2',
      'PATH: /usr/bin/python3',
      'PATH: /usr/bin/python3.13t',
      'PATH: /opt/py/python3.9',
    ])
  })

  it('in pyenv, but not in its shims, which start one of the others', () => {
    const folders = {
      '/h/.pyenv/shims': ['python', 'python3'],
      '/h/.pyenv/versions': ['3.9.18', '3.12.1'],
      '/h/.pyenv/versions/3.9.18/bin': ['python3.9', 'pip'],
      '/h/.pyenv/versions/3.12.1/bin': ['python3.12'],
      '/else/versions': ['3.6.15'],
      '/else/versions/3.6.15/bin': ['python3.6'],
    }
    const at = { ...linux, env: { PATH: '/h/.pyenv/shims/' } }
    expect(found(at, folders)).toEqual([
      'pyenv: /h/.pyenv/versions/3.12.1/bin/python3.12',
      'pyenv: /h/.pyenv/versions/3.9.18/bin/python3.9',
    ])
    expect(found({ ...linux, env: { PYENV_ROOT: '/else' } }, folders)).toEqual([
      'pyenv: /else/versions/3.6.15/bin/python3.6',
    ])
  })

  it('where uv installs them, free-threaded ones too', () => {
    const version = 'cpython-3.14.0+freethreaded-linux-x86_64-gnu'
    const folders = {
      '/h/.local/share/uv/python': [version, '.lock'],
      [`/h/.local/share/uv/python/${version}/bin`]: ['python3.14t'],
      '/said': ['cpython-3.12'],
      '/said/cpython-3.12/bin': ['python3'],
      '/data/uv/python': ['cpython-3.11'],
      '/data/uv/python/cpython-3.11/bin': ['python3.11'],
    }
    expect(found(linux, folders)).toEqual([`uv: /h/.local/share/uv/python/${version}/bin/python3.14t`])
    expect(found({ ...linux, env: { UV_PYTHON_INSTALL_DIR: '/said' } }, folders)).toEqual([
      'uv: /said/cpython-3.12/bin/python3',
    ])
    expect(found({ ...linux, env: { XDG_DATA_HOME: '/data' } }, folders)).toEqual([
      'uv: /data/uv/python/cpython-3.11/bin/python3.11',
    ])
  })

  it('on Windows as .exe files, and not among the stand-ins that open the store', () => {
    const folders = {
      'C:\\h\\AppData\\Local\\Microsoft\\WindowsApps': ['python.exe', 'python3.exe'],
      'C:\\Python39': ['python.exe', 'pythonw.exe', 'python'],
      'C:\\h\\.pyenv\\pyenv-win\\versions': ['3.12.1'],
      'C:\\h\\.pyenv\\pyenv-win\\versions\\3.12.1': ['python.exe'],
      'C:\\h\\AppData\\Roaming\\uv\\python': ['cpython-3.13'],
      'C:\\h\\AppData\\Roaming\\uv\\python\\cpython-3.13': ['python.exe'],
    }
    const env = { Path: 'C:\\h\\AppData\\Local\\Microsoft\\WindowsApps;C:\\Python39\\' }
    expect(found({ ...windows, env }, folders)).toEqual([
      'PATH: C:\\Python39\\python.exe',
      'pyenv: C:\\h\\.pyenv\\pyenv-win\\versions\\3.12.1\\python.exe',
      'uv: C:\\h\\AppData\\Roaming\\uv\\python\\cpython-3.13\\python.exe',
    ])
  })

  it('on macOS in both frameworks, and in /usr/bin only where that is no stand-in', () => {
    const folders = {
      '/usr/bin': ['python3'],
      '/opt/homebrew/bin': ['python3.12'],
      '/Library/Frameworks/PythonT.framework/Versions': ['3.14'],
      '/Library/Frameworks/PythonT.framework/Versions/3.14/bin': ['python3.14t'],
    }
    const at = { platform: 'darwin', home: '/h', env: { PATH: '/usr/bin' } } as const
    const others = [
      'PATH: /opt/homebrew/bin/python3.12',
      'python.org: /Library/Frameworks/PythonT.framework/Versions/3.14/bin/python3.14t',
    ]
    expect(found(at, folders)).toEqual(others)
    const tools = { '/Library/Developer/CommandLineTools': ['usr'] }
    expect(found(at, { ...folders, ...tools })).toEqual(['PATH: /usr/bin/python3', ...others])
  })
})

describe('the Windows launcher', () => {
  it.each([
    [' -V:3.12 *        C:\\Program Files\\Python312\\python.exe', 'C:\\Program Files\\Python312\\python.exe'],
    [' -V:3.13t         C:\\h\\python3.13t.exe', 'C:\\h\\python3.13t.exe'],
    [' -3.8-64        C:\\Python38\\python.exe *', 'C:\\Python38\\python.exe'],
    [' -V:Acme/1.0      D:\\acme\\python.exe', 'D:\\acme\\python.exe'],
  ])('lists %s', (line, program) => {
    expect(launcherCandidates(`Installed Pythons found by launcher\r\n${line}\r\n`)).toEqual([
      { program, source: 'py launcher' },
    ])
  })

  it.each(['', 'No installed Pythons found!', ' -V:3.12 *        Python 3.12 (64-bit)', 'C:\\python.exe'])(
    'lists nothing by %j',
    listing => {
      expect(launcherCandidates(listing)).toEqual([])
    },
  )
})

describe('the environment of programs', () => {
  it('says where things are and steers no interpreter', () => {
    const env = {
      PATH: '/usr/bin',
      HOME: '/h',
      PYTHONPATH: '/evil',
      PYTHONHOME: '/h',
      LD_PRELOAD: 'x',
      NODE_OPTIONS: '',
    }
    expect(placesIn(env)).toEqual({ PATH: '/usr/bin', HOME: '/h' })
  })
})
