import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-double-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A board with a pool at 0x60000000 and one of the same size at another base. */
function board(base: string): string {
  const path = join(folder, `${base}.dts`);
  const pool = (name: string, at: string): string =>
    `${name} { compatible = "shared-dma-pool"; reusable; reg = <0x${at} 0x800000>; };`;
  writeFileSync(
    path,
    '/dts-v1/;\n/ { #address-cells = <1>; #size-cells = <1>;\n' +
      'memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };\n' +
      `reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;\n${pool('one', '60000000')}\n${pool('two', base)}\n}; };\n`,
  );
  return path;
}

const UNDEFINED =
  'their pages are freed to the page allocator twice; what comes of that is undefined, and some boots end there.';

describe.each(['6.1', '6.12', '7.2', '7.3'])('two CMA areas on Linux %s', (kernel) => {
  const run = async (command: string, base: string): Promise<string> => {
    const { out } = await dtheaps([command, board(base), '--kernel', kernel]);
    return out.replaceAll(/\s+/g, ' ');
  };

  test.each(['60000000', '60400000'])('over each other may end the boot: the second at %s', async (base) => {
    expect(await run('check', base)).toContain(`Linux ${kernel} may not boot: both are CMA areas, and ${UNDEFINED}`);
    const range = `0x${base}-0x607fffff`;
    const note = `Linux ${kernel} may not boot: the CMA areas "one" and "two" both hold ${range}: ${UNDEFINED}`;
    for (const command of ['boot', 'heaps']) {
      expect((await run(command, base)).replace('"two" and "one"', '"one" and "two"')).toContain(note);
    }
  });

  test('side by side are silent', async () => {
    for (const command of ['check', 'boot', 'heaps'])
      expect(await run(command, '60800000')).not.toContain('may not boot');
  });
});
