import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-label-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const base = put(
  'base.dts',
  '/dts-v1/;\n/ { #address-cells = <1>; #size-cells = <1>;\nmemory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };\n};\n',
);
const overlay = put('isp.dtso', '/dts-v1/;\n/plugin/;\n\n&isp { status = "okay"; };\n');

test.each(['check', 'heaps'])(
  '%s names the line of a label that a source without labels does not have',
  async (command) => {
    const { out, error } = await dtheaps([command, overlay, '--base', base]);
    const text = `${out}${error}`.replaceAll(/\s+/g, ' ');
    expect(text).toContain('isp.dtso:4:1');
    expect(text).toContain('The overlay refers to the label “isp”, which the base tree does not have.');
    expect(text).not.toContain('__symbols__');
  },
);

test('check says of a blob without symbols how to compile it', async () => {
  const blob = join(folder, 'base.dtb');
  await dtheaps(['compile', base, '-o', blob]);
  const { out } = await dtheaps(['check', overlay, '--base', blob]);
  expect(out.replaceAll(/\s+/g, ' ')).toContain('the base tree has no __symbols__: compile it with -@.');
});

test('a half byte is where bytes of two hex digits each are expected', async () => {
  const { out } = await dtheaps(['check', put('bytes.dts', '/dts-v1/;\n/ { a = [de ad be ef 0]; };\n')]);
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    'bytes.dts:2:22: error syntax-error Syntax error: found `0` where label, `]`, bytes of two hex digits each or include directive was expected',
  );
});

test('of nodes that a brace too many puts outside of the root the first is named', async () => {
  const nodes = (...names: string[]): string => names.map((name) => `${name} { };\n`).join('');
  const text = `/dts-v1/;\n/ {\na { }; };\n${nodes('b', 'c', 'd')}};\n&{/a} { };\n${nodes('e', 'f')}`;
  const { out } = await dtheaps(['check', put('braces.dts', text), '--format', 'json']);
  const { diagnostics } = JSON.parse(out) as { diagnostics: { message: string; range: { start: { line: number } } }[] };
  expect(diagnostics.map(({ message, range }) => `${range.start.line + 1}: ${message}`)).toEqual([
    '4: The node "b" stands outside of the root node; a `};` before it may be one too many',
    '7: Syntax error: `};` cannot stand here',
    '9: The node "e" stands outside of the root node; a `};` before it may be one too many',
  ]);
});
