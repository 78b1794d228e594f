import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const read = (path: string): object => JSON.parse(readFileSync(path, 'utf8'));
const require = createRequire(import.meta.url);

/** The schema of SARIF 2.1.0 (OASIS, as the Schema Store has it), which Microsoft's matchers for Jest bring along. */
const ajv = new Ajv({ schemaId: 'auto', allErrors: true });
ajv.addMetaSchema(read(require.resolve('ajv/lib/refs/json-schema-draft-04.json')));
const validate = ajv.compile(read(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')));

interface Sarif {
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly rules: readonly { readonly id: string; readonly helpUri?: string }[] };
    };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
  }[];
}

async function sarifOf(...paths: string[]): Promise<Sarif> {
  const { out, error } = await dtheaps(['check', '--format', 'sarif', '--jobs', '1', ...paths]);
  expect(error).toBe('');
  const value: Sarif = JSON.parse(out);
  expect(validate(value), ajv.errorsText(validate.errors)).toBe(true);
  return value;
}

describe('check --format sarif', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dtheaps-sarif-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const put = (name: string, text: string | Buffer): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('is valid for every finding of the fixtures, with what is related and what mends it', async () => {
    const fixtures = fileURLToPath(new URL('../fixtures/rules', import.meta.url));
    const boards = readdirSync(fixtures).flatMap((rule) =>
      readdirSync(join(fixtures, rule)).map((name) => join(fixtures, rule, name)),
    );
    const { runs } = await sarifOf(...boards);
    const rules = runs[0]?.tool.driver.rules ?? [];
    const results = runs[0]?.results ?? [];
    expect(results.length).toBeGreaterThan(100);
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex]?.id).toBe(ruleId);
    expect(rules.find(({ id }) => id === 'cma-misaligned')?.helpUri).toMatch(/cma-misaligned\.md$/);
  });

  it('is held to a schema that says no', () => {
    expect(validate({ version: '2.1.0' })).toBe(false);
    expect(validate({ version: '2.1.0', runs: [{ tool: { driver: {} } }] })).toBe(false);
  });

  it('is valid where nothing is found, where a board is refused, and where it is not UTF-8', async () => {
    await sarifOf(put('sound.dts', '/dts-v1/;\n/ { };\n'));
    await sarifOf(put('refused.dts', '/dts-v1/;\n/ { a = <; };\n'));
    await sarifOf(put('latin.dts', Buffer.from('/dts-v1/;\n/ { é = <; };\n', 'latin1')));
  });

  it('has fingerprints that survive changes around a finding, and differ between equal ones', async () => {
    const pool = (at: string): string =>
      `pool-${at}@${at} { compatible = "shared-dma-pool"; reusable;\nreg = <0x${at} 0x100000>; };\n`;
    const board = (before: string, ...pools: string[]): string =>
      `/dts-v1/;\n${before}/ { #address-cells = <1>; #size-cells = <1>;\nmemory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };\nreserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;\n${pools.map(pool).join('')}}; };\n`;
    const prints = async (text: string): Promise<string[]> => {
      const { runs } = await sarifOf(put('board.dts', text));
      const results = runs[0]?.results ?? [];
      return results
        .filter(({ ruleId }) => ruleId === 'cma-misaligned')
        .map(({ partialFingerprints }) => partialFingerprints['dtheaps/v1'] ?? '');
    };
    const first = await prints(board('', '50000000', '60000000'));
    expect(new Set(first).size).toBe(2);
    expect(await prints(board('/* Two lines\n more. */\n', '50000000', '60000000'))).toEqual(first);
    expect(await prints(board('', '60000000'))).toEqual(first.slice(1));
  });
});
