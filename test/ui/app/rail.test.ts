import { describe, expect, it } from 'vitest'
import Rail from '../../../src/renderer/app/Rail.vue'
import { syllabusOf } from '../../../src/renderer/app/syllabus.ts'
import { catalogue, documentOf, planOf, poolState, recordedTrial } from '../fixtures/documents.ts'
import { openPage } from '../fixtures/page.ts'
import { show } from '../fixtures/show.ts'
import { until } from '../fixtures/until.ts'

const [entry] = catalogue.experiments

describe('the syllabus', () => {
  it('numbers topics, and experiments inside them, in the catalogue’s order', () => {
    if (entry === undefined) throw new Error('the catalogue is empty')
    const experiments = [
      { ...entry, id: 'a', topic: 'Races' },
      { ...entry, id: 'b', topic: 'Locks' },
      { ...entry, id: 'c', topic: 'Races' },
    ]
    const lines = syllabusOf({ ...catalogue, experiments }).flatMap(({ number, topic, entries }) => [
      `${number} ${topic}`,
      ...entries.map(one => `${one.number} ${one.id}`),
    ])
    expect(lines).toEqual(['1 Races', '1.1 a', '1.2 c', '2 Locks', '2.1 b'])
  })
})

describe('the rail', () => {
  it('leads to every experiment and to the screens there are', async () => {
    const { wrapper } = await show(await openPage(), Rail)
    const links = wrapper.findAll('a').map(link => [link.text(), link.attributes('href')])
    const [open] = syllabusOf(catalogue)
    expect(links).toEqual([
      ['Lab', '/lab'],
      ['Explorer', '/explorer'],
      ['History', '/history'],
      ['Pool', '/pool'],
      ['Settings', '/settings'],
      // Of the other topics only their names are there, until they are opened.
      ...(open?.entries ?? []).map(({ number, id }) => [`${number}${id}`, `/lab/${id}`]),
      ['About this machine', '/machine'],
    ])
    expect(links).toContainEqual(['1.1lost-update', '/lab/lost-update'])
    expect(wrapper.get('.entry').attributes('aria-current')).toBe('page')
  })

  it('opens and closes a topic', async () => {
    const { wrapper } = await show(await openPage(), Rail)
    const topic = wrapper.get('.topic')
    expect(topic.attributes('aria-expanded')).toBe('true')
    await topic.trigger('click')
    expect(topic.attributes('aria-expanded')).toBe('false')
    expect(wrapper.find('.entry').exists()).toBe(false)
  })

  it('marks an experiment with what its last run came to, in a shape and in words', async () => {
    const page = await openPage()
    const { wrapper } = await show(page, Rail)
    expect(wrapper.find('.entry svg').exists()).toBe(false)
    const plan = planOf('r1', { experiment: 'lost-update', variants: ['atomic-load-store'], set: { trials: 1 } })
    page.desk.say({ kind: 'run-started', runId: 'r1', plan })
    page.desk.say({ kind: 'run-finished', runId: 'r1', document: documentOf(plan, [recordedTrial(0, 0)]) })
    await until(() => wrapper.find('.entry svg').exists())
    const mark = wrapper.get('.entry svg')
    expect(mark.classes()).toContain('interesting')
    expect(mark.attributes('aria-label')).toBe('last run: passed, an interesting outcome was seen')
  })

  it('tells what the machine, the pool and the connection are doing', async () => {
    const page = await openPage()
    const { wrapper } = await show(page, Rail)
    const text = (): string => wrapper.get('.machine').text()
    expect(text()).toContain('2 cores')
    expect(text()).toContain('Pool: 2 workers parked')
    expect(text()).toContain('Engine host connected')
    const threads = [
      { name: 'worker-1', worker: 0 },
      { name: 'worker-2', worker: null },
    ]
    page.desk.say({ kind: 'pool-changed', pool: poolState({ threads }) })
    page.desk.say({ kind: 'run-started', runId: 'r1', plan: planOf('r1') })
    await until(() => text().includes('Pool: 1 of 2 workers in a run'))
    page.desk.answers.attach = () => new Promise(() => undefined)
    page.desk.hangUp()
    await until(() => text().includes('Engine host not connected'))
  })
})
