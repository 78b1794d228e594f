import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { EditedBoardFiles, spanText } from '../../../../test/editedBoard.ts';
import { testParser } from '../../../../test/parser.ts';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import type { DevicetreeParser } from '../../devicetree/syntax/parser.ts';
import { nodeAtPath } from '../../devicetree/tree/deviceTree.ts';
import type { SourceFile } from '../../text/sourceFile.ts';
import { declarationsAt, definitionAt, typeDefinitionAt } from './definition.ts';
import { includeLinks } from './includes.ts';
import { nameOccurrences } from './occurrences.ts';
import { referencesAt } from './references.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const FILES = {
  'board.dts': `/dts-v1/;
#include "soc.dtsi"
/ {
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		POOL(dsp, 48000000)
		frames: video@50000000 {
			compatible = "shared-dma-pool";
			reg = <0x50000000 SIZE>;
			reusable;
		};
	};
	aliases {
		camera0 = "/soc/isp@1000";
	};
	chosen {
		stdout-path = "camera0:115200";
	};
	ghost: gone { };
};
/* &frames is in a comment, "&frames" in a string. */
&isp {
	status = "okay";
	memory-region = <&frames>, <&dsp>;
	memory-region-names = "video", "dsp";
};
&{/soc/isp@1000} {
	status = "disabled";
};
#if 0
&isp { memory-region = <&frames>; };
#endif
/delete-node/ &ghost;
`,
  'soc.dtsi': `#include "sizes.h"
#define REGION(label) &label
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	soc: soc {
		isp: camera: isp@1000 {
			status = "okay";
		};
		dsp@2000 { memory-region = <REGION(frames)>; link = &isp; };
	};
};
`,
  'sizes.h': `#define SIZE 0x1000000
#define POOL(name, at) name: name@at { reg = <0x##at 0x1000>; no-map; };
`,
};

const board = () => new EditedBoardFiles(parser, FILES);

type LookUp = typeof definitionAt;

function targets(lookUp: LookUp, path: string, marked: string): string[] {
  const { sources, document, offset } = board().place(path, marked);
  expect(offset).toBeGreaterThanOrEqual(0);
  return lookUp(sources, document, offset)?.targets.map(({ name }) => spanText(name)) ?? [];
}

describe('the definition', () => {
  it.each([
    ['a label', '&fra|mes>, <', ['board.dts:9 frames']],
    ['one in another file', '&is|p {\n\tstatus', ['soc.dtsi:8 isp']],
    ['one that the preprocessor leaves out', '&is|p { memory', ['soc.dtsi:8 isp']],
    ['the end of a label', '&frames|>, <', ['board.dts:9 frames']],
    ['a label that a macro makes', '<&d|sp>', ['board.dts:8 POOL(dsp, 48000000)']],
    ['a part of a path', '&{/so|c/isp@1000}', ['soc.dtsi:7 soc']],
    ['the last part of a path', '&{/soc/is|p@1000}', ['soc.dtsi:8 isp@1000']],
    ['a path in a string', '"/soc/isp|@1000"', ['soc.dtsi:8 isp@1000']],
    ['an alias', '"came|ra0:115200"', ['soc.dtsi:8 isp@1000']],
    ['a name of a region', '"vid|eo", "dsp"', ['board.dts:9 video@50000000']],
    ['a name of another', '"video", "ds|p"', ['board.dts:8 POOL(dsp, 48000000)']],
    ['a macro', 'SI|ZE>', ['sizes.h:1 SIZE']],
    ['a macro that makes a node', 'POO|L(dsp', ['sizes.h:2 POOL']],
    ['an argument that is no name', 'POOL(dsp, 480|0', []],
    ['a property that is set again', 'stat|us = "disabled"', ['soc.dtsi:9 status']],
    ['an include', '"soc|.dtsi"', ['soc.dtsi:1 ']],
    ['a node by its name', 'vid|eo@5', ['board.dts:9 video@50000000']],
    ['a comment', '/* &fra|mes', []],
    ['a string that means nothing', '"&fra|mes"', []],
    ['a number', '0x500|00000', []],
    ['between words', 'reg |= <0x5', []],
  ])('of %s', (_, marked, expected) => expect(targets(definitionAt, 'board.dts', marked)).toEqual(expected));

  it('selects a name within the whole statement', () => {
    const { sources, document, offset } = board().place('board.dts', '&fra|mes>, <');
    const [target] = definitionAt(sources, document, offset)?.targets ?? [];
    expect(target && spanText(target.whole)).toMatch(/^board\.dts:9 frames: video@50000000 \{.*\};$/);
  });

  it('is found from an include', () => {
    expect(targets(definitionAt, 'soc.dtsi', 'REGION(fra|mes)>')).toEqual(['board.dts:9 frames']);
    expect(targets(definitionAt, 'soc.dtsi', '<REG|ION(frames)>')).toEqual(['soc.dtsi:2 REGION']);
    expect(targets(definitionAt, 'soc.dtsi', 'link = &is|p')).toEqual(['soc.dtsi:8 isp']);
  });

  it('is found in a document without a board', () => {
    const { sources, document, offset } = board().place('board.dts', '&fra|mes>, <');
    const found = definitionAt({ ...sources, analyses: [] }, document, offset);
    expect(found?.targets.map(({ name }) => spanText(name))).toEqual(['board.dts:9 frames']);
  });
});

describe('the declarations', () => {
  it('are all places that open a node or set a property', () => {
    expect(targets(declarationsAt, 'board.dts', '&is|p {\n\tstatus')).toEqual([
      'soc.dtsi:8 isp@1000',
      'board.dts:24 &isp',
      'board.dts:29 &{/soc/isp@1000}',
    ]);
    expect(targets(declarationsAt, 'board.dts', 'stat|us = "disabled"')).toEqual([
      'soc.dtsi:9 status',
      'board.dts:25 status',
      'board.dts:30 status',
    ]);
  });
});

describe('the type', () => {
  it('of an entry of memory-region is the region', () => {
    expect(targets(typeDefinitionAt, 'board.dts', '&fra|mes>, <')).toEqual(['board.dts:9 video@50000000']);
  });
  it('of a compatible is none', () => {
    expect(targets(typeDefinitionAt, 'board.dts', '"shared-|dma-pool"')).toEqual([]);
  });
});

function places(path: string, marked: string, within?: string): string[] {
  const { sources, document, offset } = board().place(path, marked);
  expect(offset).toBeGreaterThanOrEqual(0);
  const found = referencesAt(sources, document, offset, within)?.places ?? [];
  return found.map(({ span, role }) => `${spanText(span)}${role === 'reference' ? '' : ` (${role})`}`);
}

describe('the references', () => {
  const REGION = ['board.dts:26 frames', 'board.dts:33 frames', 'soc.dtsi:11 REGION(frames)'];

  it('of a region are its users in all files, macros and what #if leaves out included', () => {
    const byLabel = places('board.dts', 'fra|mes: video');
    expect(byLabel).toEqual(['board.dts:9 frames (definition)', ...REGION]);
    expect(places('board.dts', 'frames: vide|o@')).toEqual(['board.dts:9 video@50000000 (definition)', ...REGION]);
    expect(places('board.dts', '&fra|mes>, <')).toEqual(byLabel);
    expect(places('board.dts', '"vid|eo", ')).toEqual(['board.dts:9 video@50000000 (definition)', ...REGION]);
  });

  it('of a node are those of each of its labels, its paths, and the places that open it', () => {
    expect(places('board.dts', '&is|p {\n\tstatus')).toEqual([
      'board.dts:16 isp@1000',
      'board.dts:24 isp (change)',
      'board.dts:29 isp@1000',
      'board.dts:33 isp (change)',
      'soc.dtsi:8 isp (definition)',
      'soc.dtsi:8 camera (definition)',
      'soc.dtsi:11 isp',
    ]);
  });

  it('of a region that a macro makes begin where the macro is used', () => {
    expect(places('board.dts', '<&d|sp>')).toEqual([
      'board.dts:8 POOL(dsp, 48000000) (definition)',
      'board.dts:26 dsp',
    ]);
  });

  it('of a label of something that is deleted', () => {
    expect(places('board.dts', '&gho|st;')).toEqual(['board.dts:21 ghost (definition)', 'board.dts:35 ghost (change)']);
  });

  it('of a property are where the node has it', () => {
    expect(places('board.dts', 'stat|us = "okay"')).toEqual([
      'soc.dtsi:9 status (definition)',
      'board.dts:25 status (change)',
      'board.dts:30 status (change)',
    ]);
  });

  it('of a macro and of a file', () => {
    expect(places('board.dts', 'SI|ZE>')).toEqual(['board.dts:11 SIZE', 'sizes.h:1 SIZE (definition)']);
    expect(places('board.dts', '"soc|.dtsi"')).toEqual(['board.dts:2 #include "soc.dtsi"']);
  });

  it('within one file are its own', () => {
    expect(places('board.dts', 'fra|mes: video', 'soc.dtsi')).toEqual(['soc.dtsi:11 REGION(frames)']);
  });

  it('in an overlay are those of the board, too', () => {
    const overlay = '/dts-v1/;\n/plugin/;\n#define POOL_OF &frames\n&isp { memory-region = <&frames POOL_OF>; };\n';
    const edited = new EditedBoardFiles(parser, { ...FILES, 'o.dtso': overlay }, ['o.dtso']);
    const { sources, document, offset } = edited.place('o.dtso', '<&fra|mes');
    const found = referencesAt(sources, document, offset)?.places.map(({ span }) => spanText(span));
    expect(found).toContain('board.dts:9 frames');
    expect(found).toContain('o.dtso:3 frames');
    expect(found).toContain('o.dtso:4 frames');
    const macro = edited.place('o.dtso', 'POOL|_OF>');
    expect(
      definitionAt(macro.sources, macro.document, macro.offset)?.targets.map(({ name }) => spanText(name)),
    ).toEqual(['o.dtso:3 POOL_OF']);
  });
});

describe('the links', () => {
  it('are on the names of includes, those that no board has read where they are found', () => {
    const edited = new EditedBoardFiles(parser, {
      'a.dts':
        '/dts-v1/;\n#include "b.dtsi"\n/include/ "c.dtsi"\n// #include "d.dtsi"\n#if 0\n# include <e.h>\n#endif\n',
      'b.dtsi': '',
      'c.dtsi': '/ { };',
    });
    const links = includeLinks(
      [edited.analysis],
      edited.document('a.dts').file,
      ({ text, style }) => `${style}:${text}`,
    );
    expect(links.map(({ span, target }) => `${spanText(span)} → ${target}`)).toEqual([
      'a.dts:2 b.dtsi → b.dtsi',
      'a.dts:3 c.dtsi → c.dtsi',
      'a.dts:6 e.h → angle:e.h',
    ]);
  });
});

describe('a board that is typed character by character', () => {
  it('is answered at each stop', () => {
    const text = readFileSync(new URL('../../../../samples/camera-board.dts', import.meta.url), 'latin1');
    const from = text.indexOf('camera_pool:');
    const to = text.indexOf('};', from);
    for (let end = from; end <= to; end++) {
      const edited = new EditedBoardFiles(parser, {
        'a.dts': text.slice(0, end) + text.slice(to),
        'heron.dtsi': '/ { isp0: isp0 { }; isp1: isp1 { }; };',
      });
      const document = edited.document('a.dts');
      for (const lookUp of [definitionAt, declarationsAt, typeDefinitionAt, referencesAt]) {
        expect(() => lookUp(edited.sources, document, end)).not.toThrow();
      }
    }
  });
});

describe('hostile text', () => {
  it('is looked up once for each path, however often the name stands in it', () => {
    const depth = 60;
    const body = `${'a { '.repeat(depth)}${'}; '.repeat(depth)}x = <&{${'/a'.repeat(depth)}}>;`;
    const { sources, analysis } = new EditedBoardFiles(parser, { 'a.dts': `/dts-v1/;\n/ { ${body} };\n` });
    const [file] = analysis.board.files;
    const node = nodeAtPath(analysis.board.tree, '/a/a/a');
    if (file === undefined || node === undefined) throw new Error('the board has neither file nor node');
    let lookUps = 0;
    const documentOf = (asked: SourceFile): DocumentTree => {
      lookUps++;
      return sources.documentOf(asked);
    };
    const found = nameOccurrences(analysis, [file], documentOf, node);
    const inPath = file.text.indexOf('&{/a/a/a') + '&{/a/a/'.length;
    expect(found.map(({ span, role }) => [span.start, role])).toEqual([
      [file.text.indexOf('a { ') + 2 * 'a { '.length, 'definition'],
      [inPath, 'reference'],
    ]);
    expect(lookUps).toBe(depth + 1);
  });
});
