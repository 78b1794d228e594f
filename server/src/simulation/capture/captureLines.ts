import { isBootMessage } from '../../kernel/outcome/matchLog.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import { isMadeOfDigits } from './byteDump.ts';
import type { CaptureNote } from './capture.ts';
import { type CaptureLine, captureLine } from './captureLine.ts';
import { isPromptedCommand, isReadingCommand } from './command.ts';
import { areOfConsole, hasRecords, recordMessages } from './journalRecords.ts';
import { isLandmark } from './logLandmarks.ts';
import { plainLine } from './plainLine.ts';
import { type NumberedLine, withoutUniformMarks } from './uniformMarks.ts';
import { withoutWraps } from './wrappedLines.ts';

/** What may end lines of a capture that do not end in LF alone. An expression that seeks the LF after each CR takes the square of a run of CR. */
const CARRIAGE_RETURNS = /\r+\n?/g;

/** The text of a capture with the same lines, each of which ends in LF: a line ends in LF, CR LF, CR CR LF or a lone CR. */
export function captureText(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replaceAll(CARRIAGE_RETURNS, (run) => (run.endsWith('\n') ? '\n' : '\n'.repeat(run.length)));
}

/** The lines of a capture; `notes` gets what of it is not read. */
export function captureLines(text: string, notes: CaptureNote[] = []): CaptureLine[] {
  const written = linesWithin(text, notes);
  const lines = written.map(plainly);
  const isOfRecords = hasRecords(lines);
  if (isOfRecords && !areOfConsole(lines)) return lines.flatMap(recordLines);
  const ofConsole = isOfRecords ? written.flatMap(recordedLines).map(plainly) : lines;
  const marked = withoutUniformMarks(ofConsole, isKnown, isCertain);
  return withoutWraps(marked.map((line) => ({ line: captureLine(line), raw: line.text.trimEnd() })));
}

function plainly(line: NumberedLine): NumberedLine {
  const plain = plainLine(line.text);
  return plain === line.text ? line : { ...line, text: plain };
}

/** The lines within the limits of a capture, as they stand in it. */
function linesWithin(text: string, notes: CaptureNote[]): NumberedLine[] {
  const { captureLines: most, captureLineCharacters: longest, dumpLineCharacters } = INPUT_LIMITS;
  const lines = captureText(text).split('\n', most + 1);
  if (lines.length > most) {
    lines.pop();
    notes.push({ message: `the capture has more than ${most} lines: the others are not read`, line: most });
  }
  return lines.map((line, index) => {
    const number = index + 1;
    if (line.length <= longest) return { number, text: line };
    const rest = line.slice(longest, dumpLineCharacters).trimEnd();
    const isOfDump = isMadeOfDigits(rest);
    const read = isOfDump ? dumpLineCharacters : longest;
    if (line.length > read)
      notes.push({ message: `the line has more than ${read} characters: the others are not read`, line: number });
    return { number, text: line.slice(0, longest), ...(isOfDump ? { rest } : {}) };
  });
}

/** What the records on a line say; a line of such a text that has none says nothing. */
const recordedLines = ({ number, text }: NumberedLine): NumberedLine[] =>
  recordMessages(text).map((message) => ({ number, text: message }));

/** The same of records each of which is a message of a log. */
const recordLines = (line: NumberedLine): CaptureLine[] =>
  recordedLines(line).map((message) => ({ ...captureLine(message), isLog: true }));

/** Whether a line is of a kernel's log, or a command that reads what a capture holds. */
function isKnown(text: string): boolean {
  const line = captureLine({ number: 0, text });
  return isCertainLine(line) || isReadingCommand(line.text);
}

const isCertain = (text: string): boolean => isCertainLine(captureLine({ number: 0, text }));

/** Whether a line is of a kernel's log, or such a command after a prompt: nothing that stands in prose. */
function isCertainLine({ isLog, message, text }: CaptureLine): boolean {
  return isLog || isBootMessage(message) || isLandmark(message) || isPromptedCommand(text);
}
