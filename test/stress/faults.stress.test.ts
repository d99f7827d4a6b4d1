import { fuzzFaults } from '../faults/support/fuzz-faults.ts'

fuzzFaults(500)
