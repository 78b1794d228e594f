import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-input-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

const TEXT = `/dts-v1/;
#include "soc.dtsi"
/ {
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
		cam@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x1000000>; };
	};
};
`;
mkdirSync(folder, { recursive: true });
writeFileSync(at('soc.dtsi'), '/ { #address-cells = <1>; #size-cells = <1>; };\n');
writeFileSync(at('board.dts'), TEXT);

const TYPED = ['--stdin-filename', at('typed.dts')];
const named = (text: string): string => text.replaceAll(at('typed.dts'), at('board.dts')).replaceAll('typed', 'board');

it.each([['boot'], ['heaps'], ['map'], ['tree'], ['expand'], ['report'], ['whatif', 'cmdline: cma=32M']])(
  '%s - reads the board from standard input, with the includes beside the file that it is taken for',
  async (command, ...rest) => {
    const file = await dtheaps([command ?? '', at('board.dts'), ...rest]);
    const input = await dtheaps([command ?? '', '-', ...rest, ...TYPED], TEXT);
    expect(input.error).toBe(file.error);
    expect(named(input.out)).toBe(file.out);
  },
);

it('compile - writes the blob of the board on standard input, beside others', async () => {
  const { status } = await dtheaps(
    ['compile', '-', at('board.dts'), '--out-dir', at('out'), '--jobs', '1', ...TYPED],
    TEXT,
  );
  expect(status).toBe(0);
  expect(readFileSync(at('out/typed.dtb'))).toEqual(readFileSync(at('out/board.dtb')));
});

it('is read once', async () => {
  const { status, error } = await dtheaps(['compare', '-', '-', ...TYPED], TEXT);
  expect({ status, error: error.trim() }).toEqual({
    status: 2,
    error: 'dtheaps: - names standard input twice: it can be read once',
  });
});
