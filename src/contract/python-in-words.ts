import type { DoctorReport } from './doctor.ts'

type Python = DoctorReport['pythons']['found'][number]

export const HOW_TO_GET_CPYTHON = 'from python.org, or by your system’s packages, uv or pyenv'
export const HOW_TO_GET_FREE_THREADED =
  'uv python install 3.14t, pyenv install 3.14t, or the free-threaded option of python.org’s installers'

/** `CPython 3.14.0, free-threaded`; a build that could do without a GIL and has one says so. */
export function pythonName({ version, freeThreadedBuild, gilEnabled }: Omit<Python, 'source'>): string {
  if (!freeThreadedBuild) return `CPython ${version}`
  return `CPython ${version}, free-threaded${gilEnabled ? ' build with its GIL on' : ''}`
}

interface PythonLine {
  readonly ok: boolean
  readonly name: string
  readonly detail: string
}

/** A line for each Python that was found, for each that was left out, and for what is missing. */
export function pythonsInWords({ found, leftOut }: DoctorReport['pythons']): PythonLine[] {
  return [
    ...found.map(python => ({ ok: true, name: pythonName(python), detail: `found: ${python.source}` })),
    ...leftOut.map(({ name, source, why }) => ({ ok: false, name, detail: `found: ${source}; left out: ${why}` })),
    ...missing(found),
  ]
}

function missing(found: readonly Python[]): PythonLine[] {
  if (found.length === 0) {
    return [{ ok: false, name: 'CPython 3.6 or newer', detail: `not found; to get it: ${HOW_TO_GET_CPYTHON}` }]
  }
  if (found.some(({ freeThreadedBuild }) => freeThreadedBuild)) return []
  return [{ ok: false, name: 'free-threaded CPython', detail: `not found; to get it: ${HOW_TO_GET_FREE_THREADED}` }]
}
