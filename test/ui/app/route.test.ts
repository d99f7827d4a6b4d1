import { setActivePinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { createMemoryHistory, type Router } from 'vue-router'
import { createLabRouter } from '../../../src/renderer/router.ts'
import { openPage, type Page } from '../fixtures/page.ts'
import { until } from '../fixtures/until.ts'

async function route(page: Page, path: string): Promise<Router> {
  setActivePinia(page.pinia)
  const router = createLabRouter(createMemoryHistory())
  await router.push(path)
  return router
}

function address(router: Router): string {
  return router.currentRoute.value.fullPath
}

describe('the lab’s address', () => {
  it('fills the form', async () => {
    const page = await openPage()
    await route(page, '/lab/lost-update?v=atomic-add,mutex&p.workers=4&p.seed=9')
    expect(page.lab.form).toMatchObject({
      variants: ['atomic-add', 'mutex'],
      focused: 'atomic-add',
      values: { workers: '4', seed: '9', trials: '30' },
    })
  })

  it('takes a preset, with changes on top', async () => {
    const page = await openPage()
    await route(page, '/lab/lost-update?preset=4x50000&p.trials=3')
    expect(page.lab.form).toMatchObject({
      preset: '4x50000',
      variants: ['atomic-load-store', 'mutex'],
      values: { workers: '4', additions: '50000', trials: '3' },
    })
  })

  it('follows the form, and says only what differs from the defaults', async () => {
    const page = await openPage()
    const router = await route(page, '/lab/lost-update')
    page.lab.setValue('workers', '4')
    page.lab.setVariant('mutex', false)
    await until(() => address(router).includes('p.workers=4'))
    expect(router.currentRoute.value.query).toEqual({
      'p.workers': '4',
      v: 'plain-increment,plain-read-write,atomic-load-store,atomic-add,per-worker-sum',
    })
    page.lab.setPreset(null)
    await until(() => address(router) === '/lab/lost-update')
  })

  it('gives back the form it was made from', async () => {
    const page = await openPage()
    const first = await route(page, '/lab/lost-update')
    page.lab.setPreset('4x50000')
    await until(() => address(first).includes('preset'))
    const other = await openPage()
    await route(other, address(first))
    expect(other.lab.form).toEqual(page.lab.form)
  })

  it('never takes back what is typed while the address follows', async () => {
    const page = await openPage()
    const router = await route(page, '/lab/lost-update')
    for (const text of ['1', '12', '123', '1234']) {
      page.lab.setValue('additions', text)
      await nextTick()
    }
    await until(() => address(router) === '/lab/lost-update?p.additions=1234')
    expect(page.lab.form?.values['additions']).toBe('1234')
  })

  it('goes back to the form of before', async () => {
    const page = await openPage()
    const router = await route(page, '/lab/lost-update')
    page.lab.setValue('workers', '3')
    await until(() => address(router) === '/lab/lost-update?p.workers=3')
    await router.push('/lab/lost-update?p.workers=5')
    expect(page.lab.form?.values['workers']).toBe('5')
    router.back()
    await until(() => page.lab.form?.values['workers'] === '3')
  })

  it.each(['/', '/nowhere', '/lab', '/lab/no-such-experiment'])('leads from %s to an experiment', async path => {
    const page = await openPage()
    const router = await route(page, path)
    await until(() => address(router) === '/lab/lost-update')
    expect(document.title).toBe('lost-update · Interleave')
  })

  it('keeps a value that the lab refuses, so that it can be seen and mended', async () => {
    const page = await openPage()
    await route(page, '/lab/lost-update?p.workers=many')
    await until(() => page.lab.problem !== null)
    expect(page.lab.problem?.hints.parameter).toBe('workers')
    expect(page.lab.form?.values['workers']).toBe('many')
  })
})
