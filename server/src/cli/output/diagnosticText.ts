import type { Severity } from '../../rules/finding.ts';
import { appendAll } from '../../text/appendAll.ts';
import { codeFrame, placeText } from './codeFrame.ts';
import { counted } from './counted.ts';
import { type Diagnostic, fileOf } from './diagnostic.ts';
import { printable, printablePath } from './printable.ts';
import type { Style } from './style.ts';
import { wrap } from './table.ts';

type Mark = (text: string) => string;

function markOf(severity: Severity, style: Style): Mark {
  if (severity === 'error') return style.red;
  return severity === 'warning' ? style.yellow : style.cyan;
}

function indented(text: string, indent: string, columns: number): string[] {
  return text
    .split('\n')
    .flatMap((line) => wrap(line, Math.max(40, columns - indent.length)).map((part) => indent + part));
}

/** One diagnostic for a person: place, message, the line itself, what the kernel prints, the other party, the fix. */
export function diagnosticText(diagnostic: Diagnostic, style: Style, columns: number, kernels: boolean): string {
  const mark = markOf(diagnostic.severity, style);
  const place = diagnostic.span === undefined ? printablePath(fileOf(diagnostic)) : placeText(diagnostic.span);
  const on = kernels && diagnostic.kernels.length > 0 ? style.dim(` (Linux ${diagnostic.kernels.join(', ')})`) : '';
  const lines = [`${style.bold(place)}: ${mark(diagnostic.severity)} ${style.bold(diagnostic.rule)}${on}`];
  appendAll(lines, indented(printable(diagnostic.message), '  ', columns));
  if (diagnostic.span !== undefined) {
    for (const line of codeFrame(diagnostic.span, mark, style)) lines.push(`    ${line}`);
  }
  if (diagnostic.kernelLog !== undefined) {
    for (const line of diagnostic.kernelLog.split('\n')) lines.push(`  kernel log: ${style.cyan(printable(line))}`);
  }
  for (const { span, message } of diagnostic.related) lines.push(`  ${placeText(span)}: ${printable(message)}`);
  for (const { title } of diagnostic.fixes) lines.push(`  fix: ${printable(title)}`);
  return lines.join('\n');
}

const COUNTED: readonly { readonly severity: Severity; readonly one: string; readonly many: string }[] = [
  { severity: 'error', one: 'error', many: 'errors' },
  { severity: 'warning', one: 'warning', many: 'warnings' },
  { severity: 'information', one: 'note', many: 'notes' },
  { severity: 'hint', one: 'hint', many: 'hints' },
];

/** `2 errors, 1 warning in 3 files`; says so where nothing was found. */
export function countsText(diagnostics: readonly Diagnostic[], boards: number, style: Style): string {
  const inBoards = counted(boards, 'board', 'boards');
  const parts = COUNTED.flatMap(({ severity, one, many }) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return count === 0 ? [] : [markOf(severity, style)(counted(count, one, many))];
  });
  return parts.length === 0 ? style.green(`Nothing found in ${inBoards}.`) : `${parts.join(', ')} in ${inBoards}.`;
}
