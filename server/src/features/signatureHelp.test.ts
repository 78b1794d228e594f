import { beforeAll, describe, expect, it } from 'vitest';
import { sample, TypedBoard } from '../../../test/completion.ts';
import { testParser } from '../../../test/parser.ts';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import { signatureAt } from './signatureHelp.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const board = (region: string, device: string): string => `/dts-v1/;
#define PAIR(v) ((v) >> 32) ((v) & 0xffffffff)
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	interrupt-parent = <&gic>;
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		frames: frames@60000000 { reg = <0x0 0x60000000 0x0 0x1000000>; };
		a { ${region} };
	};
	gic: interrupt-controller { compatible = "arm,gic-v3"; interrupt-controller; #interrupt-cells = <3>; };
	gpio: gpio { #gpio-cells = <2>; };
	clock: clock { #clock-cells = <1>; };
	bus { #address-cells = <1>; #size-cells = <1>; dev: device { ${device} }; };
};
`;

/** The label with the cell at the place in brackets, and the first line of what is said about it. */
function signature(region: string, device = ''): string[] | undefined {
  const at = new TypedBoard(parser, board(region, device));
  const found = signatureAt(at.document, at.offset, at.analysis);
  const parameter = found?.parameters[found.active];
  if (found === undefined || parameter === undefined) return undefined;
  const { label, documentation } = found;
  const marked = `${label.slice(0, parameter.start)}[${label.slice(parameter.start, parameter.end)}]${label.slice(parameter.end)}`;
  return [marked, documentation.split('\n')[0] ?? ''];
}

describe('which cell of what is typed', () => {
  it.each([
    ['reg = <|', 'reg = <[address-high] address-low size-high size-low>, …', 1],
    ['reg = <0x0 0x5|', 'reg = <address-high [address-low] size-high size-low>, …', 1],
    ['reg = <0x0 0x50000000 |>;', 'reg = <address-high address-low [size-high] size-low>, …', 1],
    ['reg = <PAIR(0x50000000) |>;', 'reg = <address-high address-low [size-high] size-low>, …', 1],
    ['reg = <PAIR(0x5|', 'reg = <[address-high] address-low size-high size-low>, …', 1],
    ['reg = <0 1 0 1>, <0 |>;', 'reg = <address-high [address-low] size-high size-low>, …', 2],
    ['reg = <0 1 0 1 |>;', 'reg = <[address-high] address-low size-high size-low>, …', 2],
    ['alloc-ranges = <0 1 0 |>;', 'alloc-ranges = <address-high address-low size-high [size-low]>, …', 1],
  ])('of a region: %s', (typed, label, entry) => {
    expect(signature(typed)).toEqual([label, `Entry ${entry}, cells by the root's #address-cells and #size-cells.`]);
  });

  it('of a region that is placed by the kernel', () => {
    expect(signature('size = <0x0 |>;')?.[0]).toBe('size = <size-high [size-low]>');
    expect(signature('size = <0x0 0x1000 |>;')).toBeUndefined();
    expect(signature('compatible = "ramoops"; record-size = <|>;')?.[0]).toBe('record-size = <[number]>');
    expect(signature('iommu-addresses = <&dev |>;')).toEqual([
      'iommu-addresses = <&node [bus-address] size>, …',
      'Entry 1, cells by #address-cells and #size-cells around device.',
    ]);
  });

  it.each([
    [
      'reg = <0x1000 |>;',
      'reg = <address [size]>, …',
      "Entry 1, cells by the parent's #address-cells and #size-cells.",
    ],
    ['memory-region = <&frames>, <|>;', 'memory-region = <[&node]>, …', 'Entry 2.'],
    ['memory-region = <&frames &|>;', 'memory-region = <[&node]>, …', 'Entry 2.'],
    ['required-opps = <&clock>, <|>;', 'required-opps = <[&node]>, …', 'Entry 2.'],
    ['clocks = <&clock |>;', 'clocks = <&node [argument]>, …', 'Entry 1, cells by #clock-cells of clock.'],
    ['clocks = <&clock 1 &clock |>;', 'clocks = <&node [argument]>, …', 'Entry 2, cells by #clock-cells of clock.'],
    ['reset-gpios = <&gpio 4 |>;', 'reset-gpios = <&node pin [flags]>, …', 'Entry 1, cells by #gpio-cells of gpio.'],
    [
      'interrupts = <0 |>;',
      'interrupts = <type [number] flags>, …',
      'Entry 1, cells by #interrupt-cells of interrupt-controller.',
    ],
  ])('of a device: %s', (typed, label, about) => {
    expect(signature('', typed)).toEqual([label, about]);
  });

  it('of translations', () => {
    const typed = '#address-cells = <1>; #size-cells = <1>; dma-ranges = <0x0 |>;';
    expect(signature('', typed)?.[0]).toBe('dma-ranges = <bus-address [address] size>, …');
  });

  it.each(['compatible = "|";', 'reg = |', 'x = <|>;', 'reg = <0 1>|', 'no-map|'])('nothing in %s', (typed) => {
    expect(signature('', typed)).toBeUndefined();
  });

  it('says what the property means', () => {
    const at = new TypedBoard(parser, board('size = <|>;', ''));
    expect(signatureAt(at.document, at.offset, at.analysis)?.documentation).toContain(
      'a region that the kernel places itself',
    );
  });

  it('is answered everywhere in a real board', () => {
    const at = new TypedBoard(parser, sample('dsp-board.dts'), {
      'heron.dtsi': sample('heron.dtsi'),
      'memory-sizes.h': sample('memory-sizes.h'),
    });
    const { text } = at.document.file;
    const labels = new Set<string | undefined>();
    for (let offset = 0; offset <= text.length; offset++)
      labels.add(signatureAt(at.document, offset, at.analysis)?.label);
    expect(labels).toContain('reg = <address-high address-low size-high size-low>, …');
    expect(labels).toContain('memory-region = <&node>, …');
  });
});
