import type {} from '../../src/renderer/env.d.ts'
