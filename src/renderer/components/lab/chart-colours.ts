import type { ChartRoles } from '../../../charts/roles.ts'
import { ROLE_PROPERTIES } from '../../../charts/roles.ts'

/** The colours that the present theme gives to `element`. */
export function rolesOf(element: Element): ChartRoles {
  const style = getComputedStyle(element)
  const role = (name: keyof ChartRoles): string => style.getPropertyValue(ROLE_PROPERTIES[name]).trim()
  return {
    page: role('page'),
    line: role('line'),
    line2: role('line2'),
    ink: role('ink'),
    ink2: role('ink2'),
    ink3: role('ink3'),
    ok: role('ok'),
    look: role('look'),
    bad: role('bad'),
    run: role('run'),
    s1: role('s1'),
    model: role('model'),
    modelInk: role('modelInk'),
    wait: role('wait'),
    blocked: role('blocked'),
    w1: role('w1'),
    w2: role('w2'),
    w3: role('w3'),
    w4: role('w4'),
    w5: role('w5'),
    w6: role('w6'),
    w7: role('w7'),
    w8: role('w8'),
    sans: role('sans'),
  }
}

/** Device pixels per pixel of the page; charts are drawn at them, not scaled up. */
export function densityOf(element: Element): number {
  const zoom = Number(getComputedStyle(element).getPropertyValue('--zoom'))
  return window.devicePixelRatio * (zoom > 0 ? zoom : 1)
}
