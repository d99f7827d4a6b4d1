import { DARK, LIGHT } from '../../base/palette.ts'

function colours(palette: Readonly<Record<string, string>>): string {
  return Object.entries(palette)
    .map(([role, colour]) => `${role}:${colour}`)
    .join(';')
}

/** The look of a report: the lab's own, one column, light or dark as the reader has it, light on paper. */
export const REPORT_STYLE = `
:root{color-scheme:light;${colours(LIGHT)}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${colours(DARK)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif}
body>*{max-width:912px;margin:0 auto;padding:0 26px}
main{padding-bottom:64px}
h1{margin:6px 0 8px;font-size:25px;line-height:1.25;font-weight:650;text-wrap:balance}
h2{margin:44px 0 10px;padding-top:12px;border-top:1px solid var(--line);font-size:18px;line-height:1.3}
h3{margin:22px 0 6px;font-size:15px}
p,ul,dl,pre,table,figure{margin:0 0 12px}
p,li,dd{max-width:76ch}
ul{padding-left:20px}
a{color:var(--accent)}
.badge{display:inline-block;margin:32px 0 14px;padding:2px 8px;background:var(--ink);color:var(--page);font-size:12px;font-weight:650;letter-spacing:.04em}
.verdict{margin:0;font-weight:650}
.passed{color:var(--ok-ink)}.failed{color:var(--bad-ink)}.inconclusive{color:var(--ink-2)}
.note{color:var(--ink-2)}
.line,.caption,.under{color:var(--ink-3);font-size:13px}
nav ol{display:flex;flex-wrap:wrap;gap:2px 16px;margin:18px 0 0;padding:0;list-style:none;font-size:13px}
nav a{display:inline-block;padding:3px 0}
code,pre,.mono{font-family:ui-monospace,'SF Mono',Consolas,'DejaVu Sans Mono',monospace;font-size:13px}
pre{overflow-x:auto;padding:10px 12px;background:var(--sunk);line-height:1.45}
.scroll{overflow-x:auto;margin-bottom:12px}
.scroll table{margin:0}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
table:has(caption){min-width:min(100%,36ch)}
caption{padding:0 0 4px;color:var(--ink-3);text-align:left}
th,td{padding:4px 20px 4px 0;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
th:first-child,td:first-child,.words td,.words th{text-align:left}
thead th{color:var(--ink-3);font-weight:400;vertical-align:bottom}
tbody th{font-weight:600}
td.zero,td .share{color:var(--ink-3)}td .share{display:block}
.acceptable{color:var(--ok-ink)}.interesting{color:var(--look-ink)}.forbidden{color:var(--bad-ink)}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:3px 20px}
dt{max-width:220px;color:var(--ink-3)}
dd{margin:0}
figure{margin:22px 0 28px}
figcaption b{display:block}
svg{display:block;width:100%;height:auto;max-width:860px;margin:8px 0;overflow:visible;font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-variant-numeric:tabular-nums}
details{font-size:13px}
summary{color:var(--accent);cursor:pointer;padding:4px 0}
.replay{display:flex;flex-wrap:wrap;align-items:center;gap:6px 12px;margin:4px 0 8px;font-size:13px}
.replay button{min-width:76px;padding:5px 12px;border:1px solid var(--line-2);border-radius:3px;background:var(--page);color:var(--ink);font:600 13px/1.2 inherit}
.replay input{flex:1 1 200px;accent-color:var(--accent)}
.replay output{min-width:18ch}
#honesty ul{padding:12px 16px 12px 32px;border:1px solid var(--line-2)}
@media (max-width:640px){dl{grid-template-columns:1fr}dd{margin-bottom:6px}}
@media print{
@page{margin:16mm 14mm;@bottom-right{content:counter(page) ' of ' counter(pages);color:${LIGHT['--ink-3']};font:8.5pt system-ui,-apple-system,'Segoe UI',sans-serif}}
body{font-size:10.5pt}
body>*{max-width:none;padding:0}
nav,.replay,summary{display:none}
h2{break-after:avoid;margin-top:24px}h3,figcaption,caption,thead{break-after:avoid}
svg,tr,pre,li,dl,figcaption,thead,table:not(:has(tbody tr:nth-child(9))){break-inside:avoid}
tbody tr:nth-child(2),tbody tr:last-child{break-before:avoid}
#honesty ul{padding:0 0 0 20px;border:0}
pre{white-space:pre-wrap}
.scroll{overflow:visible}
a{color:inherit;text-decoration:none}
}
`.trim()
