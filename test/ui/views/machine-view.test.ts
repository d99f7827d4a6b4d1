import { describe, expect, it } from 'vitest'
import MachineView from '../../../src/renderer/views/MachineView.vue'
import { doctorReport } from '../fixtures/documents.ts'
import { openPage } from '../fixtures/page.ts'
import { show } from '../fixtures/show.ts'
import { until } from '../fixtures/until.ts'

describe('the machine view', () => {
  it('examines the machine when it is opened, and says when that was', async () => {
    const { wrapper } = await show(await openPage(), MachineView, '/machine')
    await until(() => wrapper.find('dl').exists())
    const facts = Object.fromEntries(
      wrapper.findAll('dl > div').map(row => [row.get('dt').text(), row.get('dd').text()]),
    )
    expect(facts).toMatchObject({
      processor: 'A processor',
      cores: '2',
      memory: '8.00\u202fGiB, 1.00\u202fGiB free',
      'smallest clock step': '41.0\u202fns',
      'WebAssembly threads': 'available',
      Electron: 'not found: its binary is not installed',
      Chromium: 'found: Chromium 140',
      'hoisted loads': 'passed: none',
      'CPython 3.13.0': 'found: pyenv',
      'CPython 2.7.18': 'found: PATH; left out: Python 2 has come to its end of life',
    })
    expect(facts['free-threaded CPython']).toContain('not found; to get it: uv python install')
    expect(wrapper.get('#examine-note').text()).toMatch(/^Measured at \d\d:\d\d:\d\d\.$/)
  })

  it('examines again on demand', async () => {
    const page = await openPage()
    const { wrapper } = await show(page, MachineView, '/machine')
    await until(() => wrapper.find('dl').exists())
    page.desk.answers.doctor = () => Promise.resolve({ ok: true, value: doctorReport({ wasmThreads: false }) })
    await wrapper.get('button').trigger('click')
    await until(() => wrapper.text().includes('not available'))
    expect(page.desk.callsOf('doctor')).toHaveLength(2)
  })

  it('keeps what it knows when a run is in the way, and says so', async () => {
    const page = await openPage()
    const { wrapper } = await show(page, MachineView, '/machine')
    await until(() => wrapper.find('dl').exists())
    page.desk.answers.doctor = () =>
      Promise.resolve({ ok: false, code: 'BUSY', message: 'a run goes on', suggestion: 'wait for its end' })
    await wrapper.get('button').trigger('click')
    await until(() => wrapper.find('[role=alert]').exists())
    expect(wrapper.get('[role=alert]').text()).toBe('error[BUSY]: a run goes on; try: wait for its end')
    expect(wrapper.find('dl').exists()).toBe(true)
  })
})
