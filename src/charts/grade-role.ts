import type { Grade } from '../contract/words.ts'
import type { ChartRoles } from './roles.ts'

/** The colour of a grade's marks. */
export function gradeColour(grade: Grade, roles: ChartRoles): string {
  switch (grade) {
    case 'acceptable':
      return roles.ok
    case 'interesting':
      return roles.look
    case 'forbidden':
      return roles.bad
  }
}
