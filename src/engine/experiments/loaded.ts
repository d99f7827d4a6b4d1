import { registry } from './index.ts'
import { loadAll } from './kit/registry.ts'

/** All registered experiments, in the order of the syllabus, for those who need to know them all. */
export const experiments = await loadAll(registry)
