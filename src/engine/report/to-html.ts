import { capitalised } from '../../base/text.ts'
import { EMBEDDED_BEGINS, EMBEDDED_ENDS } from '../../contract/embedded-run.ts'
import type { FigureReplay, ReportFigure } from '../../contract/report-figure.ts'
import { SIMULATED, SIMULATED_MEANS } from '../../contract/simulated-in-words.ts'
import type { Verdict } from '../../contract/words.ts'
import { htmlBlock, type HtmlExtent } from './html-blocks.ts'
import { REPORT_STYLE } from './html-style.ts'
import { htmlText, jsonInHtml } from './html-text.ts'
import type { Report, Section } from './report-model.ts'

/** The script that replays figures, and how a policy names texts. */
export interface HtmlParts {
  readonly script: string
  readonly sha256: (text: string) => string
}

/**
 * A report as one HTML file: all of it readable without script, and with it the figures of trials and waits replay.
 *
 * Guarantees: it asks for nothing beyond itself, and its policy forbids to: no network, no script and no style but its
 * own, by their hashes.
 */
export function toHtml(report: Report, { script, sha256 }: HtmlParts): string {
  const within = withinBudget(report)
  const replays = replaysOf(within)
  const scripted = Object.keys(replays).length > 0
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${sha256(REPORT_STYLE)}'`,
    ...(scripted ? [`script-src 'sha256-${sha256(script)}'`] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const { embedded } = report.head
  const scripts = [
    ...(embedded === null ? [] : [`${EMBEDDED_BEGINS}${jsonInHtml(embedded)}${EMBEDDED_ENDS}\n`]),
    ...(scripted
      ? [`<script type="application/json" id="replays">${jsonInHtml(replays)}</script>\n<script>${script}</script>\n`]
      : []),
  ]
  return page(report, policy, bodyOf(within, { mostRows: 100, open: false }), scripts.join(''))
}

/** The same for a printer: no script, and the numbers of figures open. */
export function toPrintedHtml(report: Report, sha256: HtmlParts['sha256']): string {
  const policy = `default-src 'none'; style-src 'sha256-${sha256(REPORT_STYLE)}'`
  return page(report, policy, bodyOf(report, { mostRows: 25, open: true }), '')
}

function page({ head }: Report, policy: string, body: string, scripts: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${htmlText(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${htmlText(`${head.experiment}: ${head.headline}`, 200)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
${body}
${scripts}</body>
</html>
`
}

const MARK: Readonly<Record<Verdict, string>> = { passed: '✓', failed: '✗', inconclusive: '?' }

function bodyOf({ head, sections }: Report, extent: HtmlExtent): string {
  const { verdict, state, headline, note, simulated, recordedAt, about } = head
  const pieces = about.map(piece =>
    'name' in piece ? `<span class="mono">${htmlText(piece.name)}</span>` : htmlText(piece.words),
  )
  const links = sections.map(section => `<li><a href="#${section.id}">${htmlText(section.title)}</a></li>`)
  return `<header>
<p class="badge">${simulated ? `${SIMULATED} · ` : ''}RECORDED ${htmlText(recordedAt.slice(0, 10))}</p>${simulated ? `\n<p class="note">${htmlText(SIMULATED_MEANS)}</p>` : ''}
${verdict === null ? '' : `<p class="verdict ${verdict}">${MARK[verdict]} ${capitalised(verdict)}</p>\n`}<h1>${htmlText(headline)}</h1>
${note === '' ? '' : `<p class="note">${htmlText(note)}</p>`}
<p class="line">${state === null ? '' : `${htmlText(state)}: `}${pieces.join('')}</p>
<nav aria-label="Contents"><ol>${links.join('')}</ol></nav>
</header>
<main>
${sections.map(section => sectionOf(section, extent)).join('\n')}
</main>`
}

function sectionOf({ id, title, blocks }: Section, extent: HtmlExtent): string {
  const inside = blocks.map(block => htmlBlock(block, extent)).join('\n')
  return `<section id="${id}" aria-labelledby="${id}-title">\n<h2 id="${id}-title">${htmlText(title)}</h2>\n${inside}\n</section>`
}

function replaysOf({ sections }: Report): Readonly<Record<string, FigureReplay>> {
  const figures = sections.flatMap(({ blocks }) => blocks.flatMap(one => (one.kind === 'figure' ? [one.figure] : [])))
  return Object.fromEntries(figures.flatMap(({ id, replay }) => (replay === null ? [] : [[id, replay]])))
}

/** The most text of all drawings and replays together: the whole file stays below a megabyte. */
const MOST_DRAWN = 600_000

/** Later figures lose their replay, then their drawing, where the file would get too large; what they show stays in words and numbers. */
function withinBudget({ sections, ...report }: Report): Report {
  let spent = 0
  const spend = (length: number): boolean => {
    if (spent + length > MOST_DRAWN) return false
    spent += length
    return true
  }
  const kept = (figure: ReportFigure): ReportFigure => {
    const isDrawn = spend(figure.inPage.length)
    const isReplayed = isDrawn && spend(JSON.stringify(figure.replay).length * REPLAY_ESCAPES)
    const left = isDrawn ? 'The replay' : 'The drawing'
    return {
      ...figure,
      inPage: isDrawn ? figure.inPage : '',
      replay: isReplayed ? figure.replay : null,
      notes: isReplayed
        ? figure.notes
        : [...figure.notes, `${left} is left out of this file, which it would make too large.`],
    }
  }
  return {
    ...report,
    sections: sections.map(section => ({
      ...section,
      blocks: section.blocks.map(block => (block.kind === 'figure' ? { ...block, figure: kept(block.figure) } : block)),
    })),
  }
}

/** What escaping adds to elements that stand in JSON. */
const REPLAY_ESCAPES = 1.3
