import { Command } from 'commander'
import type { ExperimentEntry, Parameter } from '../../contract/catalogue.ts'
import { badged } from '../../contract/simulated-in-words.ts'
import type { Shell } from '../run-cli.ts'

/** `interleave list`: the catalogue. */
export function listCommand({ terminal, openLab }: Shell): Command {
  return new Command('list')
    .description('the experiments: variants, parameters with ranges and defaults, presets')
    .option('--json', 'print the catalogue as one JSON document')
    .action(async ({ json }: { json?: true }) => {
      const lab = openLab()
      try {
        const catalogue = await lab.catalogue()
        terminal.print(
          json === true ? JSON.stringify(catalogue, null, 2) : catalogue.experiments.map(describe).join('\n\n'),
        )
      } finally {
        await lab.close()
      }
    })

  function describe({ id, topic, simulated, question, variants, parameters, presets }: ExperimentEntry): string {
    const own = parameters.filter(parameter => !parameter.common)
    const common = parameters.filter(parameter => parameter.common)
    return [
      `${terminal.style('bold', id)}  ${terminal.style('dim', badged(topic, { simulated }))}`,
      `  ${question}`,
      '',
      ...rows(
        'variants',
        variants.map(({ variant, doc }) => [variant, doc]),
      ),
      ...rows(
        'parameters',
        [...own, ...common].map(parameter => [parameter.name, rangeOf(parameter)]),
      ),
      ...rows(
        'presets',
        presets.map(({ preset, label }) => [preset, label]),
      ),
    ].join('\n')
  }

  function rows(title: string, entries: readonly (readonly [string, string])[]): string[] {
    const width = Math.max(...entries.map(([name]) => name.length), 0)
    return entries.map(([name, text], index) => {
      const heading = terminal.style('dim', (index === 0 ? title : '').padEnd(12))
      return `  ${heading}${name.padEnd(width)}  ${text}`
    })
  }
}

function rangeOf(parameter: Parameter): string {
  const range =
    parameter.kind === 'choice'
      ? parameter.choices.map(({ name }) => name).join(' | ')
      : `${String(parameter.min)} to ${String(parameter.max)}${parameter.unit === null ? '' : ` ${parameter.unit}`}`
  return `${range}; default ${String(parameter.default)}: ${parameter.help}`
}
