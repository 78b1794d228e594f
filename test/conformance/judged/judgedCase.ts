import { createHash } from 'node:crypto';

/** A small set of files that gcc and dtc are asked about. */
export interface JudgedCase {
  /** Which part of the language it is about. */
  readonly kind: string;
  /** Unique within its kind. */
  readonly name: string;
  /** The files' bytes, one character a byte; the board is `a.dts`. */
  readonly files: Readonly<Record<string, string>>;
  /** False: dtc reads the file alone. */
  readonly preprocess: boolean;
  /** gcc's `-D`, and its `-U` where there is no value. */
  readonly defines?: readonly { readonly name: string; readonly value: string | undefined }[];
}

/** The board of a case, the folder that `-I` and `-i` name, and what time it is, which is when its files were last changed (seconds since 1970). */
export const BOARD = 'a.dts';
export const INCLUDE_ROOT = 'inc';
export const MODIFIED = 1_000_000_000;

/** What one tool made of its input. */
export interface ToolAnswer {
  readonly refused: boolean;
  /** `FILE:LINE` of its first error, where it names one. */
  readonly firstError: string | undefined;
}

/** What the tools, or we, make of a case. */
export interface Answer {
  /** gcc's answer; absent where dtc reads the file alone. `words`: the output, split at white space. */
  readonly gcc: (ToolAnswer & { readonly words: string }) | undefined;
  /** dtc's answer; absent where gcc refuses the case. `blob` and `symbols` (with `-@`) in base64. */
  readonly dtc: (ToolAnswer & { readonly blob: string | undefined; readonly symbols: string | undefined }) | undefined;
}

/**
 * How one answer differs from the tools', in one line that begins with the kind of difference; `undefined` where it does
 * not. Words are not compared where gcc refuses the text, or dtc will include more.
 */
export function differenceOf(one: JudgedCase, tools: Answer, ours: Answer): string | undefined {
  if (tools.gcc !== undefined && ours.gcc !== undefined) {
    const found = refusal('gcc', tools.gcc, ours.gcc);
    if (found !== undefined) return found;
    const isWhole = !Object.values(one.files).some((text) => text.includes('/include/'));
    if (isWhole && !tools.gcc.refused && tools.gcc.words !== ours.gcc.words)
      return textDifference(tools.gcc.words, ours.gcc.words);
  }
  if (tools.dtc === undefined || ours.dtc === undefined) return undefined;
  const found = refusal('dtc', tools.dtc, ours.dtc);
  if (found !== undefined) return found;
  if (tools.dtc.refused) return undefined;
  if (tools.dtc.blob !== ours.dtc.blob) return 'blob: other bytes';
  return tools.dtc.symbols === ours.dtc.symbols ? undefined : 'symbols: other bytes with -@';
}

function refusal(tool: string, theirs: ToolAnswer, ours: ToolAnswer): string | undefined {
  if (theirs.refused !== ours.refused) {
    return ours.refused
      ? `refused: ${tool} accepts it; ours at ${ours.firstError}`
      : `accepted: ${tool} refuses it at ${theirs.firstError}`;
  }
  if (theirs.firstError === undefined || theirs.firstError.endsWith(':0')) return undefined;
  if (theirs.firstError === ours.firstError) return undefined;
  return `place: ${tool} fails at ${theirs.firstError}, ours at ${ours.firstError}`;
}

function textDifference(theirs: string, ours: string): string {
  let at = 0;
  while (at < theirs.length && theirs.charAt(at) === ours.charAt(at)) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 20), at + 40));
  return `text: gcc has ${around(theirs)}, ours ${around(ours)}`;
}

/** Cases of one kind: each a board's text, or its files. */
export function cases(
  kind: string,
  texts: Readonly<Record<string, string | Readonly<Record<string, string>>>>,
  preprocess = true,
): readonly JudgedCase[] {
  return Object.entries(texts).map(([name, text]) => ({
    kind,
    name,
    files: typeof text === 'string' ? { [BOARD]: text } : text,
    preprocess,
  }));
}

/** A board whose root holds a body; `before` stands in front of it all. */
export function tree(body: string, before = ''): string {
  return `${before}/dts-v1/;\n/ {\n${body}\n};\n`;
}

/** Longer texts are recorded as a digest. */
const LONGEST = 200;

/** An answer in the form in which it is recorded. */
export function recordable({ gcc, dtc }: Answer): Answer {
  return {
    gcc: gcc === undefined ? undefined : { ...gcc, words: gcc.refused ? '' : digested(gcc.words) },
    dtc: dtc === undefined ? undefined : { ...dtc, blob: digested(dtc.blob), symbols: digested(dtc.symbols) },
  };
}

function digested<Text extends string | undefined>(text: Text): Text | string {
  if (text === undefined || text.length <= LONGEST) return text;
  return createHash('sha256').update(text, 'latin1').digest('hex');
}
