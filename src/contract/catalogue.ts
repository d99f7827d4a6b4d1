import * as z from 'zod'
import { chartKindSchema, gradeSchema, paramValuesSchema, trialStateSchema } from './words.ts'

/** `interleave.catalogue/1`: everything a shell needs to draw forms, chips, tables and lessons without knowing an experiment. */

const parameterSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('count'),
    name: z.string(),
    unit: z.string().nullable(),
    help: z.string(),
    min: z.number(),
    max: z.number(),
    default: z.number(),
    common: z.boolean(),
  }),
  z.object({
    kind: z.literal('seconds'),
    name: z.string(),
    unit: z.literal('s'),
    help: z.string(),
    min: z.number(),
    max: z.number(),
    default: z.number(),
    common: z.boolean(),
  }),
  z.object({
    kind: z.literal('choice'),
    name: z.string(),
    unit: z.null(),
    help: z.string(),
    choices: z.array(z.object({ name: z.string(), help: z.string() })),
    default: z.string(),
    common: z.boolean(),
  }),
])
export type Parameter = z.infer<typeof parameterSchema>

/** What can be searched of an experiment: its model has sizes of its own. */
export interface ModelEntry {
  readonly experiment: string
  readonly variants: readonly string[]
  readonly parameters: readonly Parameter[]
  /** Variants whose kernels cannot be run in rounds on real threads, beside the model, and why. */
  readonly noRounds: Readonly<Record<string, string>>
}

const sourceSchema = z.object({
  file: z.string(),
  firstLine: z.number(),
  code: z.string(),
  /** Lines of the file that do the work: the bodies of the innermost loops. */
  hotLines: z.array(z.number()),
  /** Steps at which a worker may have to wait, as `context.at` numbers them, each with its line of the file. */
  steps: z.record(z.string(), z.object({ line: z.number(), code: z.string() })).default({}),
})

const variantSchema = z.object({
  variant: z.string(),
  title: z.string(),
  doc: z.string(),
  /** The code that runs, with the lines it has in its file; null where it is not generated. */
  source: sourceSchema.nullable(),
})

const outcomeSchema = z.object({
  name: z.string(),
  description: z.string(),
  /** The trial state that makes this outcome; null for outcomes told by what was observed. */
  state: trialStateSchema.nullable(),
  /** Whether memory models allow it, by their names; empty where that is no question. */
  allowedBy: z.record(z.string(), z.boolean()).default({}),
  grades: z.record(z.string(), gradeSchema),
})

export const lessonSchema = z.object({
  saw: z.string(),
  why: z.string(),
  likely: z.string(),
  fix: z.string(),
  cost: z.string(),
  sources: z.string(),
})
export type Lesson = z.infer<typeof lessonSchema>

/** What `npm run generate` takes out of an experiment's folder, because the engine itself reads no files. */
export interface ExperimentTexts {
  readonly lesson: Lesson
  /** By variant. */
  readonly sources: Readonly<Record<string, z.infer<typeof sourceSchema>>>
}

const presetSchema = z.object({
  preset: z.string(),
  label: z.string(),
  params: paramValuesSchema,
  variants: z.array(z.string()).nullable(),
})

export const experimentSchema = z.object({
  id: z.string(),
  title: z.string(),
  topic: z.string(),
  question: z.string(),
  /** Real threads act out the mechanism of another system: every figure of it is a model's, and says so. */
  simulated: z.boolean().default(false),
  /** There is a model of it, whose every interleaving can be searched. */
  explorable: z.boolean().default(false),
  parameters: z.array(parameterSchema),
  variants: z.array(variantSchema),
  presets: z.array(presetSchema),
  outcomes: z.array(outcomeSchema),
  measures: z.array(z.object({ name: z.string(), unit: z.string(), help: z.string() })),
  charts: z.array(chartKindSchema),
  lesson: lessonSchema.nullable(),
})
export type ExperimentEntry = z.infer<typeof experimentSchema>

export const catalogueSchema = z.object({
  schema: z.literal('interleave.catalogue/1'),
  experiments: z.array(experimentSchema),
})
export type Catalogue = z.infer<typeof catalogueSchema>
