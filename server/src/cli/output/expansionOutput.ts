import type { ExpandedUnit } from '../../devicetree/expansion/units/expandedUnit.ts';
import { stretchesOf } from '../../devicetree/expansion/units/outputText.ts';
import { JsonList } from '../../text/json/jsonList.ts';
import { placeInText } from '../../text/origin.ts';
import type { Span } from '../../text/sourceFile.ts';

const NOT_EMPTY = /[^ \t\r]/;

/** The text after preprocessing without empty lines, one character a byte, as `cpp -P` writes it but for its spacing of lines. */
export function expandedText(unit: ExpandedUnit, preprocessed: boolean): string {
  const text = stretchesOf(unit, preprocessed)
    .map((stretch) => stretch.text)
    .join('');
  const lines: string[] = [];
  // A regular expression that takes a million empty lines at once runs out of stack.
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? undefined : end);
    if (end < 0 || NOT_EMPTY.test(line)) lines.push(line);
    start += line.length + 1;
  }
  return `${lines.join('\n')}\n`;
}

/** C's preprocessing tokens (C17 6.4), for texts of one character a byte: strings, characters, numbers, names, operators. */
const TOKEN =
  /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\.)*'|\.?[0-9](?:[eE][+-]|[A-Za-z0-9_.])*|[A-Za-z_\u0080-\u00ff][A-Za-z0-9_\u0080-\u00ff]*|<<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|##|[^\s]/g;

function placeJson({ file, start }: Span): { file: string; line: number; column: number } {
  return { file: file.path, ...file.lines.lineColumn(start) };
}

/** The tokens of the text after preprocessing, each with the place that a person sees it at, and the macro it is of. */
export function expansionJson(unit: ExpandedUnit, preprocessed: boolean): JsonList<object> {
  return new JsonList(() => tokensOf(unit, preprocessed));
}

function* tokensOf(unit: ExpandedUnit, preprocessed: boolean): Generator<object> {
  for (const stretch of stretchesOf(unit, preprocessed)) {
    for (const match of stretch.text.matchAll(TOKEN)) {
      const origin = stretch.originAt(match.index);
      const { expansion, argument } = origin;
      yield {
        text: Buffer.from(match[0], 'latin1').toString('utf8'),
        ...placeJson(placeInText(origin)),
        ...(expansion === undefined
          ? {}
          : {
              macro: expansion.macro,
              argument: argument ?? null,
              definition: expansion.definition === undefined ? null : placeJson(expansion.definition),
              spelling: placeJson(origin.spelling),
            }),
      };
    }
  }
}
