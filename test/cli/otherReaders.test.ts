import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-readers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** A board with 16 MiB, in which no kernel of these has room for its default area. */
const board = (processor: string, compatible = 'plover,heron'): string => `/dts-v1/;
/ {
	compatible = "${compatible}";
	#address-cells = <1>;
	#size-cells = <1>;
	cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; reg = <0>; compatible = "${processor}"; }; };
	memory@0 { device_type = "memory"; reg = <0x0 0x1000000>; };
};
`;

const rulesOf = async (path: string, ...args: string[]): Promise<string[]> => {
  const { out } = await dtheaps(['check', path, '--root', folder, '--format', 'json', ...args]);
  return JSON.parse(out).diagnostics.map(({ rule }: { rule: string }) => rule);
};

it('a board of a kernel that is modelled is judged', async () => {
  expect(await rulesOf(put('a.dts', board('arm,cortex-a53')))).toContain('default-area-not-reserved');
});

it.each([
  ['mips,mips24Kc', undefined],
  ['fsl,e500v2', undefined],
  ['arm,cortex-m33', undefined],
  ['arm,cortex-a53', 'arm,ffa-manifest-1.0'],
])('nothing is said of what no such kernel reads: %s %s', async (processor, compatible) => {
  const path = put('b.dts', board(processor, compatible));
  expect(await rulesOf(path)).toEqual([]);
  // Whoever names an architecture asks for its kernel.
  const profile = put('profile.json', '{ "architecture": "arm64" }');
  expect(await rulesOf(path, '--profile', profile)).toContain('default-area-not-reserved');
});

it('nor of the trees of OP-TEE', async () => {
  put('optee/core/include/dt-bindings/x.h', '');
  expect(await rulesOf(put('optee/core/arch/arm/dts/a.dts', board('arm,cortex-a53')))).toEqual([]);
});
