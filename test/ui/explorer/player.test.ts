import { beforeEach, describe, expect, it } from 'vitest'
import { LEVELS } from '../../../src/renderer/components/explorer/levels.ts'
import { joined, parted, sizesIn } from '../../../src/renderer/components/explorer/schedule-text.ts'
import { useLevelsStore } from '../../../src/renderer/stores/levels.ts'
import { usePlayerStore } from '../../../src/renderer/stores/player.ts'
import { replayedHere } from '../../helpers/explored-here.ts'
import { present } from '../../helpers/present.ts'
import { openPage } from '../fixtures/page.ts'

const FLOOR = 'lost-update atomic-load-store workers=2 additions=3 | 0 1111 0 1 0000 1'
const LOSE_ONE = present(LEVELS[0], 'level')

beforeEach(() => {
  localStorage.clear()
})

async function openPlayer() {
  const { pinia, desk } = await openPage()
  return { player: usePlayerStore(pinia), levels: useLevelsStore(pinia), desk }
}

describe('a line of a schedule', () => {
  it('comes apart and together again', () => {
    const { head, tokens } = parted('a b x=1 y=two | 00 1>2 1')
    expect([head, tokens]).toEqual(['a b x=1 y=two', ['0', '0', '1>2', '1']])
    expect(joined({ head, tokens })).toBe('a b x=1 y=two | 00 1>21')
    expect(sizesIn(head)).toEqual({ experiment: 'a', variant: 'b', set: { x: '1', y: 'two' } })
  })
})

describe('the player', () => {
  it('shows a line step by step, back and forth, and gives the same line back', async () => {
    const { player, desk } = await openPlayer()
    player.predicts = false
    await player.open(FLOOR)
    expect(player.steps).toHaveLength(0)
    for (let step = 0; step < 12; step++) await player.next()
    expect(player.endsAt).toBe('lost 2')
    expect(player.preemptions).toBe(4)
    expect(player.line).toBe(FLOOR)
    await player.undo()
    expect([player.steps.length, player.endsAt]).toEqual([11, null])
    await player.restart()
    expect(player.steps).toHaveLength(0)
    expect(desk.callsOf('replay')).toHaveLength(1)
  })

  it('replays a line the same way a hundred times', async () => {
    const { player } = await openPlayer()
    const terminal = JSON.stringify(await replayedHere(FLOOR))
    for (let time = 0; time < 100; time++) {
      await player.open(FLOOR)
      expect(JSON.stringify(player.replay)).toBe(terminal)
    }
  })

  it('hides the last step until somebody has said how it ends', async () => {
    const { player } = await openPlayer()
    await player.open(FLOOR)
    await player.runToEnd()
    expect(player.asking).toBe(true)
    expect([player.steps.length, player.endsAt]).toEqual([11, null])
    expect(player.ends).toEqual(['lost 2', 'lost 3', 'lost 4', 'lost 5', 'exact 6'])
    player.predict('lost 3')
    expect([player.steps.length, player.endsAt, player.predicted]).toEqual([12, 'lost 2', 'lost 3'])
  })

  it('takes the steps it is told to, however fast, and refuses those that cannot be taken', async () => {
    const { player } = await openPlayer()
    player.predicts = false
    await player.openLevel(LOSE_ONE)
    await Promise.all(['0', '1', '0', '1'].map(token => player.take(token)))
    expect([player.endsAt, player.solved, player.preemptions]).toEqual(['lost 1', true, 2])
    await player.undo()
    await player.take('0')
    expect(player.problem?.code).toBe('BAD_VALUE')
    expect(player.steps).toHaveLength(3)
  })

  it('obeys in the order it is told to, however fast', async () => {
    const { player } = await openPlayer()
    player.predicts = false
    await player.openLevel(LOSE_ONE)
    await Promise.all([
      player.runWorker(0),
      player.undo(),
      player.runWorker(1),
      player.runWorker(0),
      player.restart(),
      ...[0, 1, 0, 1].map(worker => player.runWorker(worker)),
    ])
    expect(player.steps.map(({ worker }) => worker)).toEqual([0, 1, 0, 1])
    expect([player.endsAt, player.solved]).toEqual(['lost 1', true])
  })

  it('keeps the fewest preemptions that a level was solved with', async () => {
    const { player, levels } = await openPlayer()
    player.predicts = false
    await player.openLevel(LOSE_ONE)
    await Promise.all(['0', '1', '0', '1'].map(token => player.take(token)))
    expect(levels.best).toEqual({ [LOSE_ONE.id]: 2 })
    await player.showPar()
    await player.runToEnd()
    expect([player.solved, player.preemptions]).toEqual([true, LOSE_ONE.par])
    expect(levels.best).toEqual({ [LOSE_ONE.id]: 1 })
    expect(localStorage.getItem('interleave.levels')).toBe(JSON.stringify({ [LOSE_ONE.id]: 1 }))
  })

  it('says from which step on the goal cannot be reached any more', async () => {
    const { player } = await openPlayer()
    await player.openLevel(LOSE_ONE)
    expect(player.goalGoneAt).toBeNull()
    await player.take('0')
    await player.take('1')
    expect(player.goalGoneAt).toBeNull()
    await player.undo()
    // One adds before the other has begun: nothing can be lost.
    await player.take('0')
    expect(player.goalGoneAt).toBe(2)
    await player.take('1')
    expect(player.goalGoneAt).toBe(2)
    await player.undo()
    await player.undo()
    expect(player.goalGoneAt).toBeNull()
    await player.open(FLOOR)
    expect(player.goalGoneAt).toBeUndefined()
  })

  it('runs to the end from anywhere', async () => {
    const { player } = await openPlayer()
    player.predicts = false
    await player.openLevel(LOSE_ONE)
    await player.take('1')
    await player.runToEnd()
    expect([player.endsAt, player.preemptions]).toEqual(['exact 2', 0])
  })
})
