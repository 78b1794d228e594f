import type { ExpandedUnit } from '../../devicetree/expansion/units/expandedUnit.ts';
import { stretchesOf } from '../../devicetree/expansion/units/outputText.ts';
import { textOfBytes } from '../../text/bytesAndText.ts';
import { type Origin, placeInText } from '../../text/origin.ts';
import type { Span } from '../../text/sourceFile.ts';
import { placeText } from '../placeText.ts';
import { type SourcedText, SourcedTextWriter } from './sourcedText.ts';

/**
 * A file's text after preprocessing, with what it includes, as cpp writes it without empty lines. Where another file
 * goes on, a comment names it; every line leads to where it is written.
 */
export function expansionDocument(unit: ExpandedUnit, preprocessed: boolean): SourcedText {
  const writer = new SourcedTextWriter();
  let text = '';
  let first: Origin | undefined;
  let file: string | undefined;
  const end = (): void => {
    if (first !== undefined) {
      const span = placeInText(first);
      if (span.file.path !== file) writeFile(writer, span);
      file = span.file.path;
      writer.line(textOfBytes(text.trimEnd()), [], span);
    }
    text = '';
    first = undefined;
  };
  for (const stretch of stretchesOf(unit, preprocessed)) {
    let offset = 0;
    for (const [index, part] of stretch.text.split('\n').entries()) {
      if (index > 0) end();
      const blank = /\S/.exec(part)?.index;
      if (blank !== undefined) first ??= stretch.originAt(offset + blank);
      text += part;
      offset += part.length + 1;
    }
  }
  end();
  return writer.text;
}

function writeFile(writer: SourcedTextWriter, span: Span): void {
  const place = placeText(span).replaceAll('*/', '*∕');
  writer.linked(`/* ${place} */`, place, span);
}

/** The unit of a file in a board: the first by which it is included. */
export function unitOf(unit: ExpandedUnit | undefined, path: string): ExpandedUnit | undefined {
  const waiting = unit === undefined ? [] : [unit];
  const seen = new Set<ExpandedUnit>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.file.path === path) return next;
    if (seen.has(next)) continue;
    seen.add(next);
    for (const { unit: included } of [...next.includes].reverse()) waiting.push(included);
  }
  return undefined;
}
