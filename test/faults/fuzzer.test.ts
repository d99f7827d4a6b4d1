import { fuzzFaults } from './support/fuzz-faults.ts'

fuzzFaults(10)
