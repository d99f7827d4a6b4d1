import type { Catalogue, ExperimentEntry, ExperimentTexts } from '../../contract/catalogue.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import { describeParam, type MachineSize } from '../experiments/kit/params.ts'
import { models } from '../explore/models.ts'

/** The catalogue as shells see it, with defaults worked out for this machine. */
export function buildCatalogue(
  experiments: readonly Experiment[],
  texts: Readonly<Record<string, ExperimentTexts | undefined>>,
  machine: MachineSize,
): Catalogue {
  return {
    schema: 'interleave.catalogue/1',
    experiments: experiments.map(experiment => describe(experiment, texts[experiment.id], machine)),
  }
}

function describe(experiment: Experiment, texts: ExperimentTexts | undefined, machine: MachineSize): ExperimentEntry {
  const { id, title, topic, question, simulated, variants } = experiment
  const graded = variants.map(({ variant }) => ({ variant, outcomes: experiment.outcomes(variant) }))
  return {
    id,
    title,
    topic,
    question,
    simulated,
    explorable: models.has(id),
    parameters: Object.entries(experiment.params).map(([name, spec]) => describeParam(name, spec, machine)),
    variants: variants.map(({ variant, title: variantTitle, doc }) => ({
      variant,
      title: variantTitle,
      doc,
      source: texts?.sources[variant] ?? null,
    })),
    presets: experiment.presets.map(({ preset, label, params, variants: only }) => ({
      preset,
      label,
      params: Object.fromEntries(
        Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
      variants: only === null ? null : [...only],
    })),
    outcomes: (graded[0]?.outcomes ?? []).map(({ name, description, state, allowedBy = {} }, row) => ({
      name,
      description,
      state,
      allowedBy: { ...allowedBy },
      grades: Object.fromEntries(graded.map(({ variant, outcomes }) => [variant, outcomes[row]?.grade ?? 'forbidden'])),
    })),
    measures: experiment.measures.map(({ name, unit, help }) => ({ name, unit, help })),
    charts: [...experiment.charts],
    lesson: texts?.lesson ?? null,
  }
}
