import { serveHost } from '../../../src/host/serve-host.ts'
import { openFaultyLab } from './faulty-lab.ts'

/** Entry of a forked engine host whose lab knows the faulty experiment. */
serveHost(openFaultyLab())
