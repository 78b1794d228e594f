import type { Analysis } from '../../analysis.ts';
import type { Span } from '../../text/sourceFile.ts';
import { placeText } from '../placeText.ts';
import { writeHead, writeLog, writeRegions } from './bootDocument.ts';
import { writeKernels } from './kernelsDocument.ts';
import { type SourcedText, SourcedTextWriter } from './sourcedText.ts';

/** Something that is wrong with a board, as far as a report shows it. */
export interface ReportedFinding {
  readonly id: string;
  readonly severity: string;
  /** As text; its first line says what is wrong. */
  readonly message: string;
  readonly span: Span | undefined;
}

/** More findings stand in the Problems panel. */
const MAXIMUM_FINDINGS = 500;

/** All that is known of a board's memory, on a page: findings, regions, heaps on each kernel, the log. */
export function reportDocument(
  analysis: Analysis,
  kernels: readonly string[],
  boardName: string,
  findings: readonly ReportedFinding[],
): SourcedText {
  const writer = new SourcedTextWriter();
  writeHead(writer, analysis, boardName);
  writer.section('# Findings');
  for (const finding of findings.slice(0, MAXIMUM_FINDINGS)) writeFinding(writer, finding);
  if (findings.length > MAXIMUM_FINDINGS) writer.line(`and ${findings.length - MAXIMUM_FINDINGS} more`);
  if (findings.length === 0) writer.line('none');
  writeRegions(writer, analysis);
  writeKernels(writer, analysis, kernels);
  writeLog(writer, analysis);
  return writer.text;
}

function writeFinding(writer: SourcedTextWriter, { id, severity, message, span }: ReportedFinding): void {
  const [first = '', ...rest] = message.split('\n');
  const place = span === undefined ? '' : placeText(span);
  writer.linked(`${place === '' ? '' : `${place}: `}${severity}: ${first} [${id}]`, place, span);
  for (const line of rest) writer.line(`    ${line}`);
}
