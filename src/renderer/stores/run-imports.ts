import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { LabError, toLabError } from '../../base/errors.ts'
import { LONGEST_IMPORT, type RunEntry } from '../../contract/history.ts'
import { useConnectionStore } from './connection.ts'

/** A file that is being taken in. */
interface ImportUnderWay {
  readonly file: string
  /** Counted from 1. */
  readonly place: number
  readonly files: number
  /** Which share of it has come to the lab. */
  readonly share: number
}

interface RefusedFile {
  readonly file: string
  readonly error: LabError
}

/** Reports that are being taken into the history as runs, one after the other. */
export const useRunImportsStore = defineStore('run-imports', () => {
  const connection = useConnectionStore()

  /** Null while nothing is taken in. */
  const underWay = shallowRef<ImportUnderWay | null>(null)
  /** Of the files that were given last. */
  const taken = shallowRef<readonly RunEntry[]>([])
  const refused = shallowRef<readonly RefusedFile[]>([])
  const wasCancelled = ref(false)
  let stop = new AbortController()

  /** Takes in what is in the files. One that is refused keeps no other out. */
  async function take(files: readonly File[]): Promise<void> {
    if (underWay.value !== null || files.length === 0) return
    stop = new AbortController()
    taken.value = []
    refused.value = []
    wasCancelled.value = false
    for (const [index, file] of files.entries()) {
      if (stop.signal.aborted) break
      underWay.value = { file: file.name, place: index + 1, files: files.length, share: 0 }
      await takeOne(file)
    }
    underWay.value = null
  }

  async function takeOne(file: File): Promise<void> {
    const { signal } = stop
    try {
      const text = await textOf(file)
      if (signal.aborted) return
      taken.value = [...taken.value, await connection.client().importRun(text, signal, sent)]
    } catch (thrown) {
      const error = toLabError(thrown)
      if (error.code !== 'CANCELLED') refused.value = [...refused.value, { file: file.name, error }]
    }
  }

  function sent(share: number): void {
    if (underWay.value !== null) underWay.value = { ...underWay.value, share }
  }

  /** Nothing more is taken in; what is in stays in. */
  function cancel(): void {
    if (underWay.value === null) return
    wasCancelled.value = true
    stop.abort()
  }

  function dismiss(): void {
    taken.value = []
    refused.value = []
    wasCancelled.value = false
  }

  return { underWay, taken, refused, wasCancelled, take, cancel, dismiss }
})

/** @throws {LabError} BAD_IMPORT */
async function textOf(file: File): Promise<string> {
  if (file.size > LONGEST_IMPORT) throw refusal(`it has ${String(file.size)} bytes`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
  } catch (thrown) {
    throw refusal(thrown instanceof TypeError ? 'it is not UTF-8 text' : 'it cannot be read')
  }
}

function refusal(why: string): LabError {
  return new LabError('BAD_IMPORT', `the file is not a run of this lab: ${why}`, {
    allowed: `a JSON or HTML report of a run, ${String(LONGEST_IMPORT)} bytes at most`,
    suggestion: 'export it again, as .json',
  })
}
