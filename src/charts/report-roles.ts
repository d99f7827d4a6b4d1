import { LIGHT, type ColourRole } from '../base/palette.ts'
import type { ChartRoles } from './roles.ts'

/** Fonts of the system; names in single quotes would end an attribute's value in some readers, so there are none with spaces. */
const FILE_FONTS = 'system-ui, sans-serif'

/** The roles for a file of its own: light colours as values. */
export const FILE_ROLES: ChartRoles = rolesBy(property => LIGHT[property])

/** The roles for a picture inside a page that has them as custom properties. */
export const PAGE_ROLES: ChartRoles = rolesBy(property => `var(${property})`)

function rolesBy(colour: (property: ColourRole) => string): ChartRoles {
  return {
    page: colour('--page'),
    line: colour('--line'),
    line2: colour('--line-2'),
    ink: colour('--ink'),
    ink2: colour('--ink-2'),
    ink3: colour('--ink-3'),
    ok: colour('--ok'),
    look: colour('--look'),
    bad: colour('--bad'),
    run: colour('--run'),
    s1: colour('--s1'),
    model: colour('--model'),
    modelInk: colour('--model-ink'),
    wait: colour('--wait'),
    blocked: colour('--blocked'),
    w1: colour('--w1'),
    w2: colour('--w2'),
    w3: colour('--w3'),
    w4: colour('--w4'),
    w5: colour('--w5'),
    w6: colour('--w6'),
    w7: colour('--w7'),
    w8: colour('--w8'),
    sans: FILE_FONTS,
  }
}
