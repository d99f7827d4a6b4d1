import { serveDesk } from '../../../src/host/serve-desk.ts'
import { forkedParent } from '../../../src/node/processes.ts'
import { openFaultyLab } from './faulty-lab.ts'

/** Entry of a forked engine host whose lab knows the faulty experiment. */
const host = serveDesk(
  forkedParent(() => {
    host.end()
  }),
  () => openFaultyLab(),
)
