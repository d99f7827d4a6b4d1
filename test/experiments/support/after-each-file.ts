import { afterAll } from 'vitest'
import { closeLabs } from './trials.ts'

afterAll(closeLabs)
