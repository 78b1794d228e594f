import type { Analysis } from '../../analysis.ts';
import { DIFFERENCE_NAMES, type ExplainedDifference } from '../../simulation/capture/compareCapture.ts';
import type { CaptureComparison } from '../../simulation/capture/explainCapture.ts';
import { textOfMessage } from '../../text/bytesAndText.ts';
import type { SourceFile, Span } from '../../text/sourceFile.ts';
import { comparedText } from '../comparedText.ts';
import { placeText } from '../placeText.ts';
import { writeHead } from './bootDocument.ts';
import { type SourcedText, SourcedTextWriter } from './sourcedText.ts';

/**
 * The prediction against what a target printed: the differences by their cause, each leading to the line of the capture.
 * `analysis` is the board booted as the target says that it was.
 */
export function targetDocument(
  analysis: Analysis,
  comparison: CaptureComparison,
  boardName: string,
  capture: SourceFile,
): SourcedText {
  const { differences, notes } = comparison;
  const writer = new SourcedTextWriter();
  writeHead(writer, analysis, boardName);
  writer.line('');
  const { counts, verdict } = comparedText(comparison);
  writer.line(verdict === '' ? `${counts}.` : `${counts}: ${verdict}`);
  if (differences.length > 0) writer.section('# Differences (- predicted, + on the target)');
  for (const cause of new Set(differences.map((difference) => difference.cause))) {
    for (const difference of differences) {
      if (difference.cause === cause) writeDifference(writer, difference, capture);
    }
    if (cause !== undefined) writer.line(`    because ${textOfMessage(cause)}`);
  }
  if (notes.length > 0) writer.section('# Notes');
  for (const { message, line } of notes) writeAt(writer, textOfMessage(message), placeOf(capture, line));
  return writer.text;
}

function writeDifference(writer: SourcedTextWriter, difference: ExplainedDifference, capture: SourceFile): void {
  const { kind, predicted, captured, line } = difference;
  if (predicted !== undefined) writer.line(`- ${DIFFERENCE_NAMES[kind]}: ${textOfMessage(predicted)}`);
  if (captured !== undefined) {
    writeAt(writer, `+ ${DIFFERENCE_NAMES[kind]}: ${textOfMessage(captured)}`, placeOf(capture, line));
  }
}

function writeAt(writer: SourcedTextWriter, text: string, span: Span | undefined): void {
  const flat = text.replaceAll('\n', ' ');
  if (span === undefined) writer.line(flat);
  else {
    const place = placeText(span);
    const start = flat.length + 2;
    writer.line(`${flat}  ${place}`, [{ start, end: start + place.length, span }], span);
  }
}

/** A line of the capture, counted from 1. */
function placeOf(capture: SourceFile, line: number | undefined): Span | undefined {
  if (line === undefined) return undefined;
  const start = capture.lines.offsetAt({ line: line - 1, character: 0 });
  return { file: capture, start, end: start };
}
