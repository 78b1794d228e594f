import { beforeAll, describe, expect, it } from 'vitest';
import { boardSource } from '../../../../test/boardSource.ts';
import { sample, TypedBoard } from '../../../../test/completion.ts';
import { testParser } from '../../../../test/parser.ts';
import { DocumentTree } from '../../devicetree/document/documentTree.ts';
import type { DevicetreeParser } from '../../devicetree/syntax/parser.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { complete } from './completion.ts';
import { matches, plainText, snippetText } from './suggestion.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const board = (regions: string, rest = '', head = ''): string =>
  boardSource({
    head: [head],
    cells: 2,
    regions: [
      'taken: taken@70000000 { no-map; reg = <0x0 0x70000000 0x0 0x1000000>; };',
      'frames: frames@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x0 0x60000000 0x0 0x1000000>; };',
      regions,
    ],
    rest: [
      'clock: clock-controller { #clock-cells = <2>; };',
      'uart: serial@1000 { compatible = "example,uart"; reg = <0x0 0x1000 0x0 0x1000>; clocks = <&clock 1 2>; current-speed = <9600>; dma-coherent; };',
      rest,
    ],
  });

const typed = (regions: string, rest?: string, head?: string): TypedBoard =>
  new TypedBoard(parser, board(regions, rest, head));

describe('properties of a region', () => {
  it('come with what is required first, and without what makes no sense', () => {
    const { labels, suggestions } = typed('a { | };');
    expect(labels.slice(0, 2)).toEqual(['reg', 'size']);
    expect(labels.indexOf('compatible')).toBeLessThan(labels.indexOf('status'));
    expect(labels).not.toContain('linux,cma-default');
    expect(labels).not.toContain('record-size');
    expect(suggestions[0]?.documentation?.()).toContain('Where the region lies');
    expect(suggestions[0]?.documentation?.()).toContain('of_reserved_mem.c __reserved_mem_reserve_reg');
  });

  it('depend on what the node says already', () => {
    const cma = typed(
      'a { compatible = "shared-dma-pool"; reusable; reg = <0x0 0x50000000 0x0 0x1000000>; | };',
    ).labels;
    expect(cma).toContain('linux,cma-default');
    for (const name of ['reg', 'size', 'no-map', 'alloc-ranges', 'compatible', 'linux,dma-default'])
      expect(cma).not.toContain(name);
    const dynamic = typed('a { compatible = "shared-dma-pool"; size = <0x0 0x1000000>; | };').labels;
    expect(dynamic).toEqual(
      expect.arrayContaining(['alignment', 'alloc-ranges', 'reusable', 'no-map', 'linux,dma-default']),
    );
    expect(typed('a { compatible = "ramoops"; | };').labels).toContain('record-size');
    expect(typed('a { compatible = ""; reus| };').labels).toEqual(['reusable']);
  });

  it('are offered while a node has no brace yet, whatever the node around it sets below', () => {
    const text = '/dts-v1/;\n/ {\n\treserved-memory {\n\t\tcam {\n\t\t\tcomp|\n\tcompatible = "a";\n\tother { };\n};\n';
    expect(new TypedBoard(parser, text).labels).toContain('compatible');
    const own = text.replace('comp|', 'comp|\n\t\t\tcompatible = "b";');
    expect(new TypedBoard(parser, own).labels).not.toContain('compatible');
  });

  it('that make a pool the default one are offered while it may still become of their kind', () => {
    const defaults = (flags: string): string[] =>
      typed(`a { compatible = "shared-dma-pool"; ${flags} | };`).labels.filter((label) => /default/.test(label));
    expect(defaults('').sort()).toEqual(['linux,cma-default', 'linux,dma-default']);
    expect(defaults('reusable;')).toEqual(['linux,cma-default']);
    expect(defaults('no-map;')).toEqual(['linux,dma-default']);
  });

  it('of any node are offered again where its SoC sets them, the name of the board among them', () => {
    const files = { 'soc.dtsi': '/ { compatible = "acme,soc"; model = "An SoC"; };\n&wdt { timeout-sec = <3>; };\n' };
    const start = '/dts-v1/;\n/ { wdt: watchdog { }; };\n#include "soc.dtsi"\n';
    const typedAfter = (text: string): string[] =>
      new TypedBoard(parser, `${start}${text}`, files).suggestions
        .filter(({ detail }) => detail?.startsWith('set in ') === true)
        .map(({ label, detail }) => `${label}: ${detail}`);
    expect(typedAfter('/ { com| };')).toEqual(['compatible: set in soc.dtsi']);
    expect(typedAfter('/ { mod| };')).toEqual(['model: set in soc.dtsi']);
    expect(typedAfter('&wdt { time| };')).toEqual(['timeout-sec: set in soc.dtsi']);
    expect(typedAfter('&wdt { timeout-sec = <4>; time| };')).toEqual([]);
  });

  it('are offered again where another file sets them, after the others', () => {
    const extended = new TypedBoard(parser, `${board('')}&frames { | };`);
    expect(extended.labels).toContain('reg');
    expect(extended.find('reg')?.detail).toBe('set in board.dts');
    expect(extended.labels.indexOf('status')).toBeLessThan(extended.labels.indexOf('reg'));
  });

  it('are not the word that is being typed, which the tree has, too', () => {
    expect(typed('', 'soc { foo@| };').labels).not.toContain('foo@');
    expect(typed('', 'soc { unheard| };').labels).not.toContain('unheard');
  });

  it('are written with their value, or alone where one follows', () => {
    expect(typed('a { no| };').taken('no-map')).toContain('a { no-map; };');
    expect(typed('a { comp| };').taken('compatible')).toContain('a { compatible = "shared-dma-pool"; };');
    expect(typed('a { al|ign = <1>; };').taken('alignment')).toContain('a { alignment = <1>; };');
    expect(typed('a { no| ; };').taken('no-map')).toContain('a { no-map ; };');
    expect(typed('a { re| };').find('reg')?.insertion).toEqual([
      'reg = ',
      '<',
      { stop: 1, text: '0x0 0x7c000000' },
      ' ',
      { stop: 2, text: '0x0 0x1000000' },
      '>',
      ';',
    ]);
  });

  it('mark what something else has taken the place of', () => {
    expect(typed('a { compatible = "ramoops"; un| };').find('unbuffered')?.isDeprecated).toBe(true);
  });
});

describe('properties of other nodes', () => {
  it('of /reserved-memory repeat the root’s cells', () => {
    const missing = board('').replace(
      /reserved-memory \{\n\t\t#address-cells[\s\S]*?ranges;/,
      'reserved-memory {\n\t\t|',
    );
    const at = new TypedBoard(parser, missing);
    expect(at.labels.slice(0, 3).sort()).toEqual(['#address-cells', '#size-cells', 'ranges']);
    expect(at.taken('#address-cells')).toContain('#address-cells = <2>;');
    expect(at.taken('ranges')).toContain('ranges;');
  });

  it('are those of any node, where no node of the tree has them yet', () => {
    expect(typed('', 'isp@2000 { st| };').taken('status')).toContain('status = "okay";');
    const all = typed('', 'isp@2000 { | };').labels;
    expect(all).toEqual(expect.arrayContaining(['compatible', 'reg', 'interrupts', 'interrupt-parent']));
    expect(all.indexOf('memory-region')).toBeLessThan(all.indexOf('compatible'));
    expect(typed('a { | };').labels).not.toContain('interrupts');
  });

  it('of devices are those about memory, and those that such nodes have', () => {
    const at = typed('', 'serial@2000 { compatible = "example,uart"; | };');
    expect(at.labels[0]).toBe('memory-region');
    expect(at.labels).toEqual(
      expect.arrayContaining(['memory-region-names', 'dma-coherent', 'clocks', 'current-speed']),
    );
    expect(at.labels).not.toContain('#clock-cells');
    expect(at.taken('clocks')).toContain('clocks = <&>;');
    expect(typed('', 'x { #cl| };').labels).toContain('#clock-cells');
  });
});

describe('values', () => {
  it('of compatible are those of the bindings, with their meaning', () => {
    const at = typed('a { compatible = "sh|"; };');
    expect(at.labels[0]).toBe('shared-dma-pool');
    expect(at.find('shared-dma-pool')?.documentation?.()).toContain('CMA area with reusable');
    expect(at.taken('shared-dma-pool')).toContain('compatible = "shared-dma-pool"; };');
  });

  it('come with quotes and a semicolon where neither stands there', () => {
    expect(typed('', 'x { status = |\n\t};').taken('"okay"')).toContain('status = "okay";\n');
    expect(typed('', 'x { status = |;\n\t};').taken('"okay"')).toContain('status = "okay";\n');
  });

  it('of memory-region-names are what the regions are called, or a text to be filled in', () => {
    const names = (value: string) =>
      typed('', `x { memory-region = <&taken>, <&frames>; memory-region-names = ${value}\n\t};`);
    expect(names('"ta|ken"').labels).toEqual(['taken']);
    expect(names('"a", |').labels).toEqual(['"frames"']);
    expect(typed('', 'x { memory-region-names = |\n\t};').taken('""')).toContain('memory-region-names = "";');
  });

  it('of bootargs are the forms of the parameters', () => {
    const at = typed('', 'chosen { bootargs = "console=ttyS0 cm|a quiet"; };');
    expect(at.labels.slice(0, 2)).toEqual(['cma=0', 'cma=64M']);
    expect(at.taken('cma=64M')).toContain('"console=ttyS0 cma=64M quiet"');
    const form = at.find('cma=64M@0x80000000');
    expect(form?.insertion).toEqual(['cma=', { stop: 1, text: '64M' }, '@', { stop: 2, text: '0x80000000' }]);
  });

  it('of other strings are what the tree has', () => {
    expect(typed('', 'x { compatible = "ex|"; };').labels).toEqual(['example,uart']);
  });
});

describe('cells', () => {
  it('of reg are free, aligned places of the size asked for', () => {
    const at = typed('a { compatible = "shared-dma-pool"; reusable; reg = <256M|>; };');
    expect(at.labels).toEqual(['256 MiB at 0x50000000']);
    expect(at.find('256 MiB at 0x50000000')?.filter).toBe('256M');
    expect(at.taken('256 MiB at 0x50000000')).toContain('reg = <0x0 0x50000000 0x0 0x10000000>; };');
    expect(typed('a { reg = <2G|>; };').labels).toEqual([]);
  });

  it('of reg go on from what is typed, and are rounded to what the kernel takes', () => {
    const at = typed('a { compatible = "shared-dma-pool"; reusable; reg = <0x0 |>; };');
    expect(at.labels[0]).toBe('64 MiB at 0x79000000');
    expect(at.taken(at.labels[0] ?? '')).toContain('reg = <0x0 0x79000000 0x0 0x4000000>; };');
    const odd = typed('a { compatible = "shared-dma-pool"; reusable; reg = <3M|>; };');
    expect(odd.labels[0]).toMatch(/^4 MiB at /);
  });

  it('of reg are first at the address in the node’s name, where that is free', () => {
    const first = (region: string): string[] => typed(`${region}\n\t\t};`).labels.slice(0, 2);
    const own = ['16 MiB at 0x48000000', '1 MiB at 0x48000000'];
    expect(first('isp@48000000 { no-map; reg = |')).toEqual(own);
    expect(first('isp@48000000 { no-map; reg = <|>;')).toEqual(own);
    expect(first('isp@48000000 { no-map; reg = <0x0 0x48|>;')).toEqual(own);
    expect(first('isp@48000000 { no-map; reg = <2M|>;')[0]).toBe('2 MiB at 0x48000000');
    const written = typed('isp@48000000 { no-map; reg = <|>; };').taken('16 MiB at 0x48000000');
    expect(written).toContain('isp@48000000 { no-map; reg = <0x0 0x48000000 0x0 0x1000000>; };');
    for (const held of ['isp@70000000 { no-map;', 'isp@48000800 { no-map;', 'isp@0 { no-map;', 'isp { no-map;'])
      expect(first(`${held} reg = |`)[0], held).toBe('16 MiB at 0x7c000000');
    const property = typed('isp@48000000 { no-map; re| };').taken('reg');
    expect(property).toContain('reg = <0x0 0x48000000 0x0 0x1000000>;');
  });

  it('of reg after its address are the sizes that fit there', () => {
    const at = typed('a { no-map; reg = <0x0 0x6f000000 |>; };');
    expect(at.labels).toContain('16 MiB');
    expect(at.labels).not.toContain('32 MiB');
    expect(at.taken('16 MiB')).toContain('<0x0 0x6f000000 0x0 0x1000000>');
  });

  it('of size, alignment and alloc-ranges have the root’s cells', () => {
    expect(typed('a { size = <32M|>; };').taken('32 MiB')).toContain('size = <0x0 0x2000000>;');
    expect(typed('a { compatible = "shared-dma-pool"; reusable; alignment = <|>; };').labels[0]).toBe('2 MiB');
    expect(typed('a { alloc-ranges = |\n\t\t};').taken('1 GiB from 0x40000000')).toContain(
      'alloc-ranges = <0x0 0x40000000 0x0 0x40000000>;',
    );
  });

  it('of memory-region are labels, regions with their size and state first', () => {
    const at = typed('', 'x { memory-region = <&|>; };');
    expect(at.labels.slice(0, 2)).toEqual(['&frames', '&taken']);
    expect(at.find('&frames')?.detail).toBe('16 MiB · 0x60000000 · cma');
    expect(at.find('&frames')?.documentation?.()).toContain('/reserved-memory/frames@60000000');
    expect(at.taken('&frames')).toContain('memory-region = <&frames>;');
    expect(typed('', 'x { memory-region = |\n\t};').taken('&taken')).toContain('memory-region = <&taken>;');
  });

  it('of memory-region are then other memory, and other labels once their beginning is typed', () => {
    const rest =
      'sram: sram@2000 { compatible = "mmio-sram"; reg = <0x0 0x2000 0x0 0x1000>; };\n' +
      'quirk: buffer@3000 { }; y { memory-region = <&quirk>; };\n';
    const at = (text: string): TypedBoard => typed('', `${rest}x { memory-region = ${text}\n\t};`);
    for (const text of ['<&|>;', '<|>;', '|', '<&frames>, <&|>;']) {
      const { labels } = at(text);
      expect(labels, text).toEqual(['&frames', '&taken', '&quirk', '&sram']);
    }
    expect(at('<&|>;').completion()?.isCut).toBe(true);
    expect(at('<&u|>;').labels).toEqual(['&uart', '&quirk']);
    expect(at('<&u|>;').completion()?.isCut).toBe(false);
    // Letters in their order do for memory alone.
    expect(at('<&art|>;').labels).toEqual([]);
    expect(at('<&rm|>;').labels).toEqual(['&frames', '&sram']);
    expect(typed('', 'x { interrupt-parent = <&|>; };').labels).toContain('&uart');
  });

  it('of references with arguments are the nodes that can be meant, and then arguments', () => {
    expect(typed('', 'x { clocks = <|>; };').labels[0]).toBe('&clock');
    const macros = typed('', 'x { clocks = <&clock |>; };', '#define CLK_BUS 7\n#define CLK_CORE 0x10000').suggestions;
    expect(macros.map(({ label, detail }) => [label, detail])).toEqual([
      ['CLK_BUS', '7'],
      ['CLK_CORE', '0x10000 · 65536 · 64 KiB'],
    ]);
  });

  it('are the macros of a board in cells of properties that nobody here knows, whichever cell it is', () => {
    const head = '#define PIN_MUX 3\n#define PIN_DRIVE 0x10000';
    for (const cells of ['PIN_|', '1 PIN_|', '\n\t\tPIN_|', '(1 + PIN_|']) {
      const { labels } = typed('', `x { vendor,pins = <${cells}>; };`, head);
      expect(labels, cells).toEqual(['PIN_DRIVE', 'PIN_MUX']);
    }
    expect(typed('', 'x { vendor,pins = PIN_M|; };', head).find('PIN_MUX')?.insertion).toEqual(['<', 'PIN_MUX', '>']);
  });

  it('count the cells of macros', () => {
    const head = '#define PAIR(v) ((v) >> 32) ((v) & 0xffffffff)';
    const at = typed('a { reg = <PAIR(0x6f000000) |>; };', '', head);
    expect(at.labels).toContain('16 MiB');
    expect(at.find('PAIR(v)')?.insertion).toEqual(['PAIR(', { stop: 1, text: 'v' }, ')']);
  });
});

describe('statements', () => {
  it('outside of nodes are references with a body, and keywords', () => {
    const at = new TypedBoard(parser, `${board('')}&fr|`);
    expect(at.labels).toContain('&frames');
    expect(at.taken('&frames')).toMatch(/&frames \{\n\};$/);
    expect(new TypedBoard(parser, `${board('')}&uart|`).taken('&uart')).toMatch(/&uart \{\n\};$/);
    expect(new TypedBoard(parser, `${board('')}/del|`).taken('/delete-node/')).toMatch(/\/delete-node\/ ;$/);
    expect(new TypedBoard(parser, '/dts|').labels).toEqual(['/dts-v1/']);
  });

  it('in a node are the nodes that the tree has there', () => {
    const at = new TypedBoard(parser, `${board('')}/ { se| };`);
    expect(at.taken('serial@1000')).toContain('serial@1000 {\n};');
  });

  it('of the root are the nodes that a board needs', () => {
    const at = new TypedBoard(parser, '/dts-v1/;\n/ { #address-cells = <1>; #size-cells = <1>; re| };');
    expect(at.taken('reserved-memory')).toContain(
      'reserved-memory {\n\t#address-cells = <1>;\n\t#size-cells = <1>;\n\tranges;',
    );
  });

  it('that delete name what is there', () => {
    expect(new TypedBoard(parser, `${board('')}&uart { /delete-property/ |`).labels).toEqual([
      'clocks',
      'compatible',
      'current-speed',
      'dma-coherent',
      'reg',
    ]);
    expect(new TypedBoard(parser, `${board('')}/ { /delete-node/ s|`).labels).toContain('serial@1000');
    expect(new TypedBoard(parser, `${board('')}/delete-node/ &u|`).taken('&uart')).toMatch(/\/delete-node\/ &uart;$/);
  });

  it('that delete are offered where there is something to delete', () => {
    const labels = (statement: string) => new TypedBoard(parser, `${board('')}${statement}`).labels;
    expect(labels('&uart { /del|')).toEqual(['/delete-property/']);
    expect(labels('/ { reserved-memory { /del|')).toEqual(['/delete-node/', '/delete-property/']);
  });

  it('paths go on node by node', () => {
    const at = new TypedBoard(parser, `${board('')}&{/reserved-memory/|`);
    expect(at.labels).toEqual(['/reserved-memory/frames@60000000', '/reserved-memory/taken@70000000']);
    expect(at.taken('/reserved-memory/frames@60000000')).toContain('&{/reserved-memory/frames@60000000} {');
  });
});

describe('includes', () => {
  const folders: Record<string, readonly string[]> = {
    '/b': ['board.dts', 'a.dts', 'base.dts', 'cam.dtso', 'soc.dtsi', 'sub/', 'notes.txt', '.git/'],
    '/b/sub': ['more.dtsi'],
    '/include': ['dt-bindings/', 'soc.dtsi'],
    '/include/dt-bindings': ['clock.h'],
  };
  const labels = (marked: string): string[] => {
    const file = new SourceFile('/b/board.dts', marked.replace('|', ''));
    const includes = {
      folder: '/b',
      roots: ['/include'],
      dtcRoots: [],
      list: (folder: string) => folders[folder] ?? [],
      isIncluded: (path: string) => path === '/b/base.dts',
    };
    const found = complete(DocumentTree.read(file, parser), marked.indexOf('|'), { analysis: undefined, includes });
    return found?.suggestions.map(({ label }) => label) ?? [];
  };

  it('are listed folder by folder, where gcc looks for them', () => {
    const boards = ['base.dts', 'a.dts', 'cam.dtso'];
    expect(labels('#include "|"')).toEqual(['soc.dtsi', 'dt-bindings/', 'sub/', ...boards]);
    expect(labels('#include "sub/|"')).toEqual(['more.dtsi']);
    expect(labels('#include <|>')).toEqual(['soc.dtsi', 'dt-bindings/']);
    expect(labels('#include <dt-bindings/cl|>')).toEqual(['clock.h']);
    expect(labels('/include/ "s|"')).toEqual(['soc.dtsi', 'sub/', ...boards]);
  });

  it('are not crowded out by the boards beside them', () => {
    const boards = Array.from({ length: 1000 }, (_, index) => `a${index}.dts`);
    folders['/b'] = [...boards, 'soc.dtsi'];
    expect(labels('#include "|"')[0]).toBe('soc.dtsi');
  });
});

describe('a document without a board', () => {
  const labels = (marked: string): string[] => {
    const file = new SourceFile('/b/part.dtsi', marked.replace('|', ''));
    const includes = { folder: '/b', roots: [], dtcRoots: [], list: () => [], isIncluded: () => false };
    const found = complete(DocumentTree.read(file, parser), marked.indexOf('|'), { analysis: undefined, includes });
    return found?.suggestions.map(({ label }) => label) ?? [];
  };

  it('is helped by what its own text says', () => {
    expect(labels('/ { reserved-memory { a { | }; }; };').slice(0, 2)).toEqual(['reg', 'size']);
    expect(labels('&reserved_memory { a { compatible = "ramoops"; record-| }; };')).toEqual(['record-size']);
    expect(labels('&reserved_memory { cma| };')).toContain('CMA pool');
    expect(labels('&isp { memory-r| };')).toEqual(['memory-region', 'memory-region-names']);
    const own = '&reserved_memory { cam: a { }; };\n&isp { x: b { memory-region = <&| }; y: c { }; };';
    expect(labels(own)).toEqual(['&cam']);
    expect(labels(own.replace('&|', '&y|'))).toEqual(['&y']);
  });
});

describe('nothing', () => {
  it.each(['// |', '/* shared| */', '#define X r|', '/ { model = "a|"; };'])('is said in %s', (marked) => {
    expect(new TypedBoard(parser, `/dts-v1/;\n${marked}\n`).labels).toEqual([]);
  });
});

it('what is typed is found as a part, or by its characters in their order', () => {
  expect(matches('mr', 'memory-region')).toBe(true);
  expect(matches('egi', 'memory-region')).toBe(true);
  expect(matches('rec', '#address-cells')).toBe(false);
  expect(matches('', 'x')).toBe(true);
});

it('an insertion is written as a snippet, or as plain text', () => {
  const insertion = ['a$ = <', { stop: 1, text: '}' }, '>', { stop: 0, text: '' }];
  expect(snippetText(insertion)).toBe(['a\\$ = <$', '{1:\\}}>$0'].join(''));
  expect(plainText(insertion)).toBe('a$ = <}>');
});

it('plain text has no line of white space, and none at the end of a line', () => {
  const cursor = { stop: 0, text: '' };
  expect(plainText(['a {\n\tb;\n\n\t', cursor, '\n};'])).toBe('a {\n\tb;\n};');
  expect(plainText(['a {};\n\nb {};', cursor])).toBe('a {};\n\nb {};');
  expect(plainText(['#ifdef ', { stop: 1, text: '' }, '\n', cursor, '\n#endif'])).toBe('#ifdef\n\n#endif');
  expect(plainText(['#define ', cursor])).toBe('#define ');
});

it('each stop in a real board is answered, whole and cut off', () => {
  const files = { 'heron.dtsi': sample('heron.dtsi'), 'memory-sizes.h': sample('memory-sizes.h') };
  const text = sample('camera-board.dts');
  const whole = new TypedBoard(parser, text, files);
  for (let offset = 0; offset <= text.length; offset++) whole.completion(offset);
  expect(whole.completion(text.indexOf('reusable;'))?.suggestions.length).toBeGreaterThan(0);
});
