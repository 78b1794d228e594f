import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dtheaps-includes-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

async function run(command: string, ...args: readonly string[]) {
  const { status, out, error } = await dtheaps([
    command,
    ...args.map((each) => (each.startsWith('-') ? each : join(folder, each))),
  ]);
  return { status, out: out.replaceAll(`${folder}/`, ''), error: error.replaceAll(`${folder}/`, '') };
}

/** A root node, a pool that is too small, and a label and a macro that are the board's. */
const SOC = `/ {
	#address-cells = <1>;
	#size-cells = <1>;
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		frames: frames@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x100000>; };
	};
};
&uart0 { status = "okay"; };
`;

const BOARD = `/dts-v1/;
/ {
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	uart0: serial {};
	a = <&none>;
};
#include "part.dtsi"
`;

describe('an include that is named', () => {
  test('is seen through the boards beside it that include it, and only what stands in it is reported', async () => {
    write({ 'soc.dtsi': SOC, 'part.dtsi': '#include "soc.dtsi"\n', 'a.dts': BOARD, 'b.dts': '/dts-v1/;\n/ {};\n' });
    const { status, out, error } = await run('check', 'soc.dtsi');
    expect(error).toBe('dtheaps: note: soc.dtsi: seen through what includes it: a.dts\n');
    expect(out).toMatch(/^soc\.dtsi:8:89: error cma-misaligned/);
    expect(out).toContain('1 error in 1 board.');
    expect(out).not.toMatch(/reference-not-found|syntax-error/);
    expect(status).toBe(1);
  });

  test('has its fixes tried on those boards', async () => {
    write({ 'soc.dtsi': SOC, 'part.dtsi': '#include "soc.dtsi"\n', 'a.dts': BOARD.replace('a = <&none>;', '') });
    const { out } = await run('check', '--diff', 'soc.dtsi');
    expect(out).toContain(
      '+\t\tframes: frames@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x200000>; };',
    );
  });

  test('of no board is looked at by itself: what holds on any board is reported, and a note says so', async () => {
    write({ 'soc.dtsi': SOC, 'other.dts': '/dts-v1/;\n/ {};\n' });
    const { out, error } = await run('check', 'soc.dtsi');
    expect(error).toMatch(/^dtheaps: note: soc\.dtsi: checked without a board, only for what holds on any/);
    expect(out).toMatch(/^soc\.dtsi:8:89: error cma-misaligned/);
    expect(out).toContain('1 error in 1 board.');
  });

  test.each([
    ['a node without a root', 'reserved-memory {\n\t#address-cells = <1>;\n};\n'],
    ['properties without a node', 'reusable;\nreg = <0x50000000 0x100000>;\n'],
  ])('that is %s is no flood of errors', async (_, text) => {
    write({ 'snippet.dtsi': text });
    const { status, out, error } = await run('check', 'snippet.dtsi');
    expect(error).toContain('snippet.dtsi: checked without a board');
    expect(out).toBe('Nothing found in 1 board.\n');
    expect(status).toBe(0);
  });

  test('is no board to boot, and one is named', async () => {
    write({ 'soc.dtsi': SOC, 'part.dtsi': '#include "soc.dtsi"\n', 'a.dts': BOARD });
    expect(await run('boot', 'soc.dtsi')).toMatchObject({
      status: 2,
      error: 'dtheaps: soc.dtsi: this is an include: name a board that includes it, such as a.dts\n',
    });
  });

  test('is seen through a board though a tree begins in it, and can be booted by itself', async () => {
    const soc = `/dts-v1/;\n${SOC.replace('&uart0 { status = "okay"; };', '/ { phy = <&phy>; };')}`;
    write({ 'soc.dtsi': soc, 'a.dts': '#include "soc.dtsi"\n/ { phy: phy { }; };\n' });
    const { out, error } = await run('check', 'soc.dtsi');
    expect(error).toBe('dtheaps: note: soc.dtsi: seen through what includes it: a.dts\n');
    expect(out).toMatch(/^soc\.dtsi:9:89: error cma-misaligned/);
    expect(out).toContain('1 error in 1 board.');
    write({ 'b.dtsi': '/dts-v1/;\n/ { };\n', 'b.dts': '#include "b.dtsi"\n' });
    expect((await run('tree', 'b.dtsi')).status).toBe(0);
  });

  test('is a board where a tree begins in it, or in what it includes', async () => {
    write({ 'whole.dtsi': '/dts-v1/;\n/ { a = <&none>; };\n', 'outer.dtsi': '#include "whole.dtsi"\n/ { };\n' });
    for (const name of ['whole.dtsi', 'outer.dtsi']) {
      const { out, error } = await run('check', name);
      expect(out).toContain('whole.dtsi:2:10: error phandle-references');
      expect(error).toBe('');
    }
  });
});

test('no warning rests on cells that an include may state which cannot be read', async () => {
  const nodes = '/ { bus { #address-cells = <1>; #size-cells = <1>; ranges; }; uart@100 { reg = <0x100 0x10>; }; };\n';
  write({ 'whole.dts': `/dts-v1/;\n${nodes}`, 'part.dts': `/dts-v1/;\n/include/ "skeleton.dtsi"\n${nodes}` });
  const whole = await run('check', 'whole.dts');
  expect(whole.out).toContain('ranges-format');
  const part = await run('check', 'part.dts', '--format=json');
  const { diagnostics } = JSON.parse(part.out) as { diagnostics: { rule: string }[] };
  expect(diagnostics.map(({ rule }) => rule)).toEqual(['include-not-found', 'memory-not-judged']);
});
