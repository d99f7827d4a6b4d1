import type { Texts } from '../run/build-catalogue.ts'

export const texts: Readonly<Record<string, Texts | undefined>> = {}
