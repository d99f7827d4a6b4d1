import type { ModelEntry } from '../../contract/catalogue.ts'
import { rounded } from '../experiments/index.ts'
import { describeParam, type MachineSize } from '../experiments/kit/params.ts'
import { models } from '../explore/models.ts'

/** All models that can be searched; they are loaded for it, so nobody asks at the start. */
export async function describeModels(size: MachineSize): Promise<readonly ModelEntry[]> {
  return Promise.all(
    [...models].map(async ([experiment, load]) => {
      const { params, variants } = await load()
      const rounds = await rounded.get(experiment)?.()
      return {
        experiment,
        variants: [...variants.keys()],
        noRounds: rounds?.notes.none ?? {},
        parameters: Object.entries(params).map(([name, spec]) => describeParam(name, spec, size)),
      }
    }),
  )
}
