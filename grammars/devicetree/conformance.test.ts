import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordings } from '../../test/recorded/recordings.ts';
import { firstFault, parse } from './testParser.ts';

describe('the conformance cases of dtc', () => {
  /**
   * Dtc's verdict, and why a parse of the one text cannot give it:
   * what dtc refuses by rules that this grammar leaves to its reader, and what it accepts across files.
   */
  const LEFT_TO_THE_READER = new Set([
    'del-node-ref-inside', // &label as the target of /delete-node/ belongs to the top level
    'hdr-late', // /dts-v1/ comes first
    'hdr-v0', // /dts-v1/ is required
    'incl-prop-state', // an included file leaves dtc's lexer in another state
    'lex-linecomment-eof', // a // comment ends with a line end
    'plug-labeled-ref-first', // a labelled reference comes after the first node
    'incl-unclosed-node', // an included file opens a node that this text closes
    'lex-nul-comment', // a NUL byte in a comment: the preprocessor takes comments out
  ]);

  it('parse without an error where dtc accepts, and show one where it finds a syntax error', () => {
    const shared = recordings('conformance');
    const { cases } = JSON.parse(readFileSync(join(shared, 'conformance/index.json'), 'utf8'));
    const wrong: string[] = [];
    for (const { name, json } of cases) {
      if (!json.startsWith('dts/') || LEFT_TO_THE_READER.has(name)) continue;
      const { runs } = JSON.parse(readFileSync(join(shared, 'conformance', json), 'utf8'));
      const fault = firstFault(parse(readFileSync(join(shared, 'conformance/dts', `${name}.dts`), 'latin1')));
      const error = runs.plain.first_error;
      if (runs.plain.exit === 0 || runs.plain.exit === 2) {
        if (fault) wrong.push(`${name}: ${fault.type} in line ${fault.startPosition.row + 1}`);
      } else if (error?.message === 'syntax error') {
        const inThisFile = error.file === `${name}.dts`;
        if (!fault || (inThisFile && fault.startPosition.row + 1 > error.line))
          wrong.push(`${name}: no error by line ${error.line}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
