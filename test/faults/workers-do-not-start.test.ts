import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunDocument } from '../../src/contract/run-document.ts'
import { openFaultyLab, OTHER_LAYOUT_WORKER_FILE } from './faulty/faulty-lab.ts'
import { faultyRequest } from './support/faulty-request.ts'
import { matching } from './support/matching.ts'
import { expectHealthy, trialStates, Watcher } from './support/watched-run.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interleave-faults-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function workerFile(text: string | null): Promise<URL> {
  const path = join(folder, 'worker.mjs')
  await rm(path, { force: true })
  if (text !== null) await writeFile(path, text)
  return pathToFileURL(path)
}

/** Runs twice in a lab with these workers: it fails the same way each time, and leaves no thread behind. */
async function expectFailure(file: URL, reason: object): Promise<RunDocument> {
  const lab = openFaultyLab(file)
  try {
    const watchers = [new Watcher(), new Watcher()]
    const documents: RunDocument[] = []
    for (const watcher of watchers) {
      const document = await lab.run(faultyRequest('behave', { workers: 3 }), watcher)
      watcher.expectOneEnd(document)
      documents.push(document)
      expect(document).toMatchObject({ state: 'failed', reason, verdict: 'inconclusive' })
      expect(trialStates(document)).toEqual([])
    }
    await lab.close()
    expect(lab.threadCount).toBe(0)
    const [document] = documents
    if (document === undefined) throw new Error('no run was made')
    return document
  } finally {
    await lab.close()
  }
}

describe('a lab whose workers do not start', () => {
  it.each([
    ['the file is missing', null, /Cannot find module/],
    ['the file has a syntax error', 'const = 1', /SyntaxError/],
    ['it exits at once', 'process.exit(3)', /exit code 3/],
    ['it throws at once', 'throw new Error("not today")', /not today/],
  ])('fails the run with the cause when %s', async (_why, text, cause) => {
    await expectFailure(await workerFile(text), {
      code: 'POOL_START_FAILED',
      message: matching(cause),
    })
  })

  it('names both layouts when a worker has another one under the same name', async () => {
    const document = await expectFailure(OTHER_LAYOUT_WORKER_FILE, {
      code: 'LAYOUT_MISMATCH',
      message: matching(/LAYOUT_MISMATCH|lays memory out as/),
    })
    const hashes = /lays memory out as (\S+), its host as (\S+)$/.exec(document.reason?.message ?? '')
    expect(hashes?.[1]).not.toBe(hashes?.[2])
  })

  it('is no trouble to a lab with the right workers', async () => {
    await expectFailure(await workerFile(null), { code: 'POOL_START_FAILED' })
    const lab = openFaultyLab()
    try {
      await expectHealthy(lab)
    } finally {
      await lab.close()
    }
  })
})
