import { describe, expect, it } from 'vitest'
import { exploreCommand } from '../../../src/cli/commands/explore.ts'
import { answer } from '../../../src/contract/answer.ts'
import { replaySchema } from '../../../src/contract/replay.ts'
import { models } from '../../../src/engine/explore/models.ts'
import { createLab } from '../../../src/engine/index.ts'
import { usePlayerStore } from '../../../src/renderer/stores/player.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { fakeMachine } from '../../helpers/fake-machine.ts'
import { FakeThreads } from '../../helpers/fake-threads.ts'
import { SearchesHere } from '../../helpers/searches-here.ts'
import { exploredHere } from '../../helpers/explored-here.ts'
import { fakeTerminal } from '../../unit/cli/fake-terminal.ts'
import { openPage } from '../fixtures/page.ts'

const TIMES = 100

const variants = (
  await Promise.all(
    [...models].map(async ([id, load]) => [...(await load()).variants.keys()].map(variant => ({ id, variant }))),
  )
).flat()

/** The shrunk schedule of every end. */
async function schedulesOf(experiment: string, variant: string): Promise<string[]> {
  const { outcomes, deadlocks, stalls } = await exploredHere({ experiment, variant })
  return [...outcomes, deadlocks, stalls].flatMap(({ schedule }) => schedule ?? [])
}

describe('every shrunk schedule', () => {
  const lab = createLab({
    threads: new FakeThreads(() => undefined),
    clock: new FakeClock(),
    machine: fakeMachine(),
    searches: new SearchesHere(),
  })

  /** What `interleave explore --replay <line> --json` prints. */
  async function onTerminal(line: string): Promise<string> {
    const terminal = fakeTerminal()
    const shell = { terminal, openLab: () => lab, dataFolder: () => '', version: '' }
    let code: number | null = null
    await exploreCommand(shell, given => (code = given)).parseAsync(['--replay', line, '--json'], { from: 'user' })
    expect(code).toBe(0)
    return terminal.printed.join('\n')
  }

  it.each(variants)(
    `of $id $variant is the same ${String(TIMES)} of ${String(TIMES)} times, on the terminal and in the page`,
    async ({ id, variant }) => {
      const { pinia } = await openPage(desk => {
        desk.answers.replay = line => answer(() => lab.replay(line))
      })
      const player = usePlayerStore(pinia)
      player.predicts = false
      for (const line of await schedulesOf(id, variant)) {
        const first = await onTerminal(line)
        expect(JSON.parse(first)).toMatchObject({ schedule: line })
        for (let time = 0; time < TIMES; time++) {
          expect(await onTerminal(line)).toBe(first)
          await player.open(line)
          expect(JSON.stringify(player.replay, null, 2)).toBe(first)
        }
        while (!player.isAtEnd) await player.next()
        expect([player.line, player.end]).toEqual([line, replaySchema.parse(JSON.parse(first)).end])
        expect(player.end).not.toBeNull()
      }
    },
  )
})
