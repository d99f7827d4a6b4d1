import { describe, expect, it } from 'vitest'
import { runDocumentSchema } from '../../src/contract/run-document.ts'
import { contractTrouble } from './contract-trouble.ts'
import { runInterleave } from './run-interleave.ts'

const RUN = ['run', 'bounded-buffer', '--variant', 'semaphores', '--trials', '2', '--set', 'items=200']
const RECORDED = [...RUN, '--set', 'recording=events']

describe('interleave run --set recording=events', () => {
  it('prints what was recorded, what that cost, and a warning', async () => {
    const { code, stdout } = await runInterleave(RECORDED)
    expect(code).toBe(0)
    const text = stdout.replaceAll(/\s+/g, ' ')
    expect(text).toMatch(/recorded semaphores: [\d ]+ waits?, [\d ]+ events, all kept; .*event recording cost/)
    expect(text).toContain('! recording-on: events were recorded in the probes, and in no trial that counts')
  })

  it('keeps the waits in the document, beside trials that are as without it', async () => {
    const { code, stdout } = await runInterleave([...RECORDED, '--json'])
    expect(code).toBe(0)
    const raw: unknown = JSON.parse(stdout)
    expect(contractTrouble(raw)).toEqual([])
    const [variant] = runDocumentSchema.parse(raw).variants
    expect(variant?.trials).toHaveLength(2)
    expect(variant?.instruments).toMatchObject([{ name: 'event recording' }])
    const recording = variant?.probe?.recording
    expect(recording?.waits.worker.length).toBeGreaterThan(0)
    expect(recording?.waits.toMillis).toHaveLength(recording?.waits.worker.length ?? 0)
  })

  it('records nothing unless it is asked to', async () => {
    const { stdout } = await runInterleave([...RUN, '--json'])
    const { variants, warnings } = runDocumentSchema.parse(JSON.parse(stdout))
    expect(variants[0]?.params).toMatchObject({ recording: 'off' })
    expect(variants[0]?.probe?.recording).toBeUndefined()
    expect(variants[0]?.instruments).toEqual([])
    expect(warnings.map(({ code }) => code)).not.toContain('recording-on')
  })

  it('is refused with what it may be', async () => {
    const { code, stderr } = await runInterleave([...RUN, '--set', 'recording=all'])
    expect(code).not.toBe(0)
    expect(stderr).toContain('recording must be one of off, events')
  })
})
