import { escapeMarkup } from './markup.ts';
import type { MemoryPicture } from './memoryPicture.ts';
import { memorySvg } from './memorySvg.ts';
import { MEMORY_COLUMNS, memoryRows } from './memoryTable.ts';

/** A part of a page. Everything in it is plain text. */
export type PageSection =
  | { readonly kind: 'picture'; readonly heading: string; readonly picture: MemoryPicture }
  | {
      readonly kind: 'table';
      readonly heading: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** Stands below the table; in place of it where there are no rows. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'lines'; readonly heading: string; readonly lines: readonly string[] }
  | { readonly kind: 'findings'; readonly heading: string; readonly findings: readonly PageFinding[] };

/** A finding on a page. */
export interface PageFinding {
  readonly severity: string;
  readonly rule: string;
  readonly place: string;
  readonly kernels: string;
  /** The first line says what, the others why and what to do. */
  readonly message: string;
  readonly fixes: readonly string[];
}

/** A page of its own: it needs no other file, runs no script and asks no network. */
export interface Page {
  readonly title: string;
  readonly subtitle: string;
  readonly notes: readonly string[];
  readonly sections: readonly PageSection[];
}

/** The width of pictures on a page, in pixels. */
const PICTURE_WIDTH = 1100;

const STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --faint: #59636e; --ground: #ffffff; --line: #d1d9e0; --soft: #f6f8fa;
  --error: #b3001b; --warning: #8a5300; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --faint: #9da7b1; --ground: #16191d; --line: #3d444d;
  --soft: #1f242a; --error: #ff8d85; --warning: #e3b341; } }
body { margin: 0 auto; max-width: 1140px; padding: 24px 20px 48px; background: var(--ground); color: var(--text);
  font: 14px/1.5 system-ui, sans-serif; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 17px; margin: 32px 0 8px; }
.subtitle, .note, .faint { color: var(--faint); } .wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: var(--faint); }
th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; white-space: nowrap; } td { overflow-wrap: anywhere; } td:first-child, td.short { white-space: nowrap; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px;
  font: 12px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.finding { border-left: 4px solid var(--line); padding: 2px 0 2px 12px; margin: 12px 0; }
.finding.error { border-color: var(--error); } .finding.warning { border-color: var(--warning); }
.finding.error .severity { color: var(--error); } .finding.warning .severity { color: var(--warning); }
.severity { font-weight: 700; } .finding p { margin: 2px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
@media print { body { max-width: none; } h2 { break-after: avoid; } .finding, tr { break-inside: avoid; } }
`;

/** A page as HTML. Everything that comes from outside is escaped, and a policy in the page forbids scripts and the network. */
export function htmlPage({ title, subtitle, notes, sections }: Page): string {
  const said = notes.map((note) => `<p class="note">${escapeMarkup(note)}</p>`).join('\n');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeMarkup(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${escapeMarkup(title)}</h1><p class="subtitle">${escapeMarkup(subtitle)}</p>${said}</header>
<main>
${sections.map(sectionHtml).join('\n')}
</main>
</body>
</html>
`;
}

function sectionHtml(section: PageSection): string {
  return `<section><h2>${escapeMarkup(section.heading)}</h2>\n${contentOf(section)}</section>`;
}

function contentOf(section: PageSection): string {
  switch (section.kind) {
    case 'picture':
      return pictureHtml(section.picture);
    case 'table':
      return `${tableHtml(section.columns, section.rows)}${section.notes.map((note) => `<p class="note">${escapeMarkup(note)}</p>`).join('')}`;
    case 'lines':
      return section.lines.length === 0
        ? '<p class="note">nothing</p>'
        : `<pre>${section.lines.map(escapeMarkup).join('\n')}</pre>`;
    case 'findings':
      return section.findings.length === 0
        ? '<p class="note">nothing found</p>'
        : section.findings.map(findingHtml).join('\n');
  }
}

function pictureHtml(picture: MemoryPicture): string {
  const drawn = memorySvg(picture, { width: PICTURE_WIDTH, standsAlone: true, titled: false });
  const rows = memoryRows(picture).map(({ cells }) => cells);
  return `<div class="wide">${drawn}</div><details><summary>The same as a table</summary>${tableHtml(MEMORY_COLUMNS, rows)}</details>`;
}

function tableHtml(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const head = columns.map((column) => `<th scope="col">${escapeMarkup(column)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map(cellHtml).join('')}</tr>`).join('\n');
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** A range of addresses is read as one word. */
const LONGEST_WORD = 24;

function cellHtml(cell: string): string {
  return `<td${cell.length <= LONGEST_WORD ? ' class="short"' : ''}>${escapeMarkup(cell)}</td>`;
}

function findingHtml({ severity, rule, place, kernels, message, fixes }: PageFinding): string {
  const kind = severity === 'error' || severity === 'warning' ? severity : 'other';
  const on = kernels === '' ? '' : ` <span class="faint">on Linux ${escapeMarkup(kernels)}</span>`;
  const mended = fixes.map((fix) => `<p class="faint">Fix: ${escapeMarkup(fix)}</p>`).join('');
  return `<div class="finding ${kind}"><p><span class="severity">${escapeMarkup(severity)}</span> ${escapeMarkup(rule)} <span class="faint">${escapeMarkup(place)}</span>${on}</p><p>${escapeMarkup(message)}</p>${mended}</div>`;
}
