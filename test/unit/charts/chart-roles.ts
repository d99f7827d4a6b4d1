import type { ChartRoles } from '../../../src/charts/roles.ts'

/** Each role by its own name, so that a test reads which role a mark has. */
export const ROLES: ChartRoles = {
  page: 'page',
  line: 'line',
  line2: 'line-2',
  ink: 'ink',
  ink2: 'ink-2',
  ink3: 'ink-3',
  ok: 'ok',
  look: 'look',
  bad: 'bad',
  run: 'run',
  s1: 's1',
  model: 'model',
  modelInk: 'model-ink',
  wait: 'wait',
  blocked: 'blocked',
  w1: 'w1',
  w2: 'w2',
  w3: 'w3',
  w4: 'w4',
  w5: 'w5',
  w6: 'w6',
  w7: 'w7',
  w8: 'w8',
  sans: 'sans-serif',
}
