import type { ExpandedUnit } from '../../devicetree/expansion/units/expandedUnit.ts';
import { stretchesOf } from '../../devicetree/expansion/units/outputText.ts';
import { placeInText } from '../../text/origin.ts';
import type { Span } from '../../text/sourceFile.ts';

/** The text after preprocessing without empty lines, one character a byte, as `cpp -P` writes it but for its spacing of lines. */
export function expandedText(unit: ExpandedUnit, preprocessed: boolean): string {
  const text = stretchesOf(unit, preprocessed)
    .map((stretch) => stretch.text)
    .join('');
  return `${text.replaceAll(/\n(?:[ \t\r]*\n)+/g, '\n').replace(/^[ \t\r]*\n|\n+$/g, '')}\n`;
}

/** C's preprocessing tokens (C17 6.4), for texts of one character a byte: strings, characters, numbers, names, operators. */
const TOKEN =
  /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\.)*'|\.?[0-9](?:[eE][+-]|[A-Za-z0-9_.])*|[A-Za-z_\u0080-\u00ff][A-Za-z0-9_\u0080-\u00ff]*|<<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|##|[^\s]/g;

function placeJson({ file, start }: Span): { file: string; line: number; column: number } {
  return { file: file.path, ...file.lines.lineColumn(start) };
}

/** The tokens of the text after preprocessing, each with the place that a person sees it at, and the macro it is of. */
export function expansionJson(unit: ExpandedUnit, preprocessed: boolean): object[] {
  return stretchesOf(unit, preprocessed).flatMap((stretch) =>
    [...stretch.text.matchAll(TOKEN)].map((match) => {
      const origin = stretch.originAt(match.index);
      const { expansion, argument } = origin;
      return {
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
    }),
  );
}
