import { beforeAll, describe, expect, it } from 'vitest';
import { boardRequest } from '../../../test/boardRequest.ts';
import { MemoryReader } from '../../../test/memoryReader.ts';
import { testParser } from '../../../test/parser.ts';
import { BoardReader } from '../devicetree/board.ts';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import { readAlone } from './overlayAlone.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

/** What is said of an include that no board is known for, with the line of each problem. */
function said(text: string): string[] {
  const reader = new BoardReader(new MemoryReader({ 'camera.dtsi': text, 'known.h': '' }), parser);
  const { problems } = readAlone(reader, boardRequest('camera.dtsi'), 'include');
  expect(problems.at(-1)?.id).toBe('include-board-unknown');
  return problems.slice(0, -1).map(({ message, span }) => {
    const [first] = message.split('\n', 1);
    return `${span?.file.path}:${span?.file.lines.lineColumn(span.start).line} ${first}`;
  });
}

const VALID = `#include "known.h"
/ {
	reserved-memory {
		#address-cells = <2>;
		pool: pool@70000000 {
			reg = <0x0 0x70000000 0x0 POOL_SIZE>;
			REUSABLE
		};
	};
};

&i2c1 {
	label = "left";
	memory-region = <&pool>, <&of_the_board>;
};
`;

describe('of an include without a board', () => {
  it('nothing is said that macros, labels or nodes of a board may make right', () => {
    expect(said(VALID)).toEqual([]);
    expect(said('prop = <1>;\nnode { flag; };\n')).toEqual([]);
    expect(said('NODE(a) { };\n};\n')).toEqual([]);
  });

  it.each([
    ['a semicolon', VALID.replace('"left";', '"left"'), '13 Syntax error: `;` is missing before `memory-region`'],
    [
      'a quote',
      VALID.replace('left"', 'left'),
      '13 Syntax error: `"` is missing: the string is not closed on its line',
    ],
    ['a bracket', VALID.replace('<2>', '<2'), '4 Syntax error: `>` is missing before `;`'],
    [
      'a brace',
      VALID.replace('\t\t\tREUSABLE\n', '').slice(0, -3),
      '13 Syntax error: `};` is missing before the end of the text',
    ],
    ['the end of a comment', `${VALID}/* left`, '16 unterminated comment'],
    ['an include', `#include "gone.h"\n${VALID}`, '1 gone.h: No such file or directory'],
  ])('%s is reported that is missing whatever the board has', (_, text, expected) => {
    expect(said(text)).toEqual([`camera.dtsi:${expected}`]);
  });
});

it('the stand-in of an overlay has the path that it goes to, as deep as a blob may be', () => {
  const overlay = `/dts-v1/;\n/plugin/;\n/ { f { target-path = "/soc/${'a/'.repeat(100_000)}"; __overlay__ {}; }; };\n`;
  const reader = new BoardReader(new MemoryReader({ 'a.dtso': overlay }), parser);
  const { standIn } = readAlone(reader, boardRequest('a.dtso'), 'plugin');
  const text = standIn?.file.text ?? '';
  expect(text).toContain('soc {  a {  a {');
  expect(text.split('a {')).toHaveLength(4096);
  expect(text.split('{')).toHaveLength(text.split('}').length);
});
