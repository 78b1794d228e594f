import { beforeAll, describe, expect, it } from 'vitest';
import type { DevicetreeParser } from '../../server/src/devicetree/syntax/parser.ts';
import { findingsOf } from '../../server/src/rules/findings.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { MemoryFiles } from '../memoryFiles.ts';
import { testParser } from '../parser.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

/** A board as it is typed: one reader for all its states, as in an editor. */
class TypedBoard {
  readonly #files = new MemoryFiles({});
  readonly #workspace = new Workspace(this.#files, parser);

  /** What rules find in a state of the text, `rule node` each. */
  findings(text: string): Set<string> {
    this.#files.write('a.dts', text);
    const { findings } = findingsOf(this.#workspace.analyse(this.#workspace.open('a.dts')));
    return new Set(findings.map(({ rule, nodePath }) => `${rule} ${nodePath}`));
  }
}

const BOARD = `/dts-v1/;
/ {
	compatible = "plover,heron";
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	/*ROOT*/
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		/*FIRST*/
		cam: camera@60000000 {
			compatible = "shared-dma-pool";
			reusable;
			reg = <0x60000000 0x180000>;
		};
		/*MIDDLE*/
		video: video@30000000 {
			compatible = "shared-dma-pool";
			reusable;
			reg = <0x30000000 0x200000>;
		};
		log@61000000 { no-mep; reg = <0x61000000 0x1000>; };
		/*LAST*/
	};
	/*AFTER*/
	isp { memory-region = <&cam>; };
};

&cam {
	status = "okay";
};
/*END*/
`;

/** Where, while a statement is typed at a place, a finding goes that stays in the end, or one comes that does not. */
function typed(place: string, statement: string, node?: string): string[] {
  const [before = '', after = ''] = BOARD.split(`/*${place}*/`);
  const board = new TypedBoard();
  const first = board.findings(before + after);
  const last = board.findings(before + statement + after);
  const standing = [...first].filter((finding) => last.has(finding) && (node === undefined || !finding.endsWith(node)));
  expect(standing.length, 'findings that stay').toBeGreaterThan(1);
  const faults: string[] = [];
  for (let end = 1; end < statement.length; end++) {
    const now = board.findings(before + statement.slice(0, end) + after);
    const state = JSON.stringify(statement.slice(0, end).slice(-40));
    for (const finding of standing) if (!now.has(finding)) faults.push(`${state} loses ${finding}`);
    for (const finding of now) {
      if (!first.has(finding) && !last.has(finding)) faults.push(`${state} invents ${finding}`);
    }
  }
  return faults;
}

const POOL = `radio: radio@62000000 {
			compatible = "shared-dma-pool";
			reusable;
			reg = <0x62000000 0x200000>;
		};`;
const MISALIGNED = POOL.replace('0x200000', '0x1c0000');
const CARVE_OUT = 'dsp@63000000 {\n\t\t\tno-map;\n\t\t\treg = <0x63000000 (0x1000 * 16)>;\n\t\t};';
const ONE_LINE = 'dsp@63000000 { no-map; reg = <0x63000000 0x10000>; };';

describe('while a statement is typed character by character, no finding goes that stays, and none comes that goes', () => {
  for (const place of ['FIRST', 'MIDDLE', 'LAST']) {
    it.each([
      ['a pool', POOL],
      ['a pool with a fault', MISALIGNED],
      ['a carve-out', CARVE_OUT],
      ['a carve-out on one line', ONE_LINE],
    ])(`${place}: %s`, (_, statement) => expect(typed(place, statement)).toEqual([]));
  }

  it.each([
    ['ROOT', 'chosen {\n\t\tbootargs = "console=ttyS0";\n\t};'],
    ['AFTER', 'dsp {\n\t\tcompatible = "plover,dsp";\n\t\tclocks = <&{/isp} 1>, <&cam 2>;\n\t};'],
    ['END', '/ {\n\tleds {\n\t\tcolor = <1>;\n\t};\n};'],
  ])('%s: %s', (place, statement) => expect(typed(place, statement)).toEqual([]));

  it('of the node itself nothing is said meanwhile, and nothing is made up', () => {
    expect(typed('END', '&video {\n\tlinux,cma-default;\n};', ' /reserved-memory/video@30000000')).toEqual([]);
  });
});
