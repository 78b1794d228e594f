import { describe, expect, test } from 'vitest';
import { Fixture } from './fixture.ts';

/** The kernel's line of each finding of a rule by the name of its node, on a board with 2 GiB of RAM and these regions. */
function linesOf(rule: string, regions: string, profile: object = { kernel: '7.3', architecture: 'arm64' }) {
  const text = `// profile: ${JSON.stringify(profile)}
/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x80000000>; };
	reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${regions} };
};
`;
  const found = new Fixture(text).check().findings.filter((finding) => finding.rule === rule);
  return Object.fromEntries(found.map(({ nodePath, kernelLog }) => [nodePath.split('/').at(-1), kernelLog]));
}

const pool = (name: string, rest: string) => `${name} { compatible = "shared-dma-pool"; reusable; ${rest} };`;

describe('a finding shows the line about the same region', () => {
  test('where one name begins as another, and the table is full', () => {
    const names = Array.from({ length: 63 }, (_, at) => `log-1${String(at).padStart(2, '0')}`);
    const regions = [...names, 'log-2', 'log-10', 'log-1'].map((name) => `${name} { size = <0x1000>; };`).join(' ');
    expect(linesOf('too-many-regions', regions)).toEqual({
      'log-10': "OF: reserved mem: too many defined dynamic regions, skip 'log-10'",
      'log-1': "OF: reserved mem: too many defined dynamic regions, skip 'log-1'",
    });
  });

  test('where one name ends as another, and no driver takes either', () => {
    const restricted = (name: string, base: string) =>
      `${name} { compatible = "restricted-dma-pool"; no-map; reg = <${base} 0x400000>; };`;
    const regions = restricted('my-wifi', '0x60000000') + restricted('wifi', '0x70000000');
    expect(linesOf('restricted-pool-misuse', regions)).toEqual({
      'my-wifi': 'OF: reserved mem: node my-wifi compatible matching fail',
      wifi: 'OF: reserved mem: node wifi compatible matching fail',
    });
  });

  test('of two that overlap the line about both, and none for a pair that the kernel does not compare', () => {
    const regions =
      'a@60000000 { reg = <0x60000000 0x400000>; }; ba@60000000 { reg = <0x60100000 0x100000>; };' +
      'c@60000000 { reg = <0x60300000 0x100000>; };';
    const lines = linesOf('region-overlap', regions);
    expect(lines['ba@60000000']).toMatch(
      /^OF: reserved mem: OVERLAP DETECTED!\na@60000000 .* overlaps with ba@60000000 /,
    );
    expect(lines['c@60000000']).toBeUndefined();
  });

  test('where cma= takes the place of one of two default pools', () => {
    const profile = { kernel: '7.3', architecture: 'arm64', commandLine: 'cma=32M' };
    const bypassed = pool('first', 'linux,cma-default; size = <0x1000000>;');
    // Malformed before the kernel looks whether it is the default: no line about cma= is printed for it.
    const malformed = pool('second', 'linux,cma-default; size = <0x0 0x1000000>;');
    expect(linesOf('default-cma-conflict', bypassed + malformed, profile)).toEqual({
      first: 'Skipping dt linux,cma-default node in favor for "cma=" kernel param.',
    });
  });

  test('where cma= has the kernel skip any default node, whatever it asks for', () => {
    const profile = { kernel: '7.0', architecture: 'arm64', commandLine: 'cma=32M' };
    const dsp = 'dsp { compatible = "shared-dma-pool"; no-map; linux,cma-default; size = <0x200000>; };';
    expect(linesOf('default-cma-conflict', dsp, profile)).toEqual({
      dsp: 'OF: reserved mem: Skipping dt linux,cma-default for "cma=" kernel param.',
    });
  });

  test('of a misaligned pool, where the kernel has come to look at its alignment', () => {
    const misaligned = pool('linux,cma', 'linux,cma-default; reg = <0x60000000 0x100000>;');
    const line = 'Reserved memory: incorrect alignment of CMA region';
    expect(linesOf('cma-misaligned', misaligned)).toEqual({ 'linux,cma': line });
    // It goes by cma= first, and no alignment is looked at.
    const bypassed = { kernel: '6.12', architecture: 'arm64', commandLine: 'cma=32M' };
    expect(linesOf('cma-misaligned', misaligned, bypassed)).toEqual({ 'linux,cma': undefined });
  });

  test('where two names are equal when they are cut', () => {
    const long = 'n'.repeat(63);
    const pools = pool(`${long}a`, 'size = <0x1000000>;') + pool(`${long}b`, 'size = <0x1000000>;');
    const lines = linesOf('heap-name-collision', pools);
    expect(Object.values(lines)).toEqual([
      `sysfs: cannot create duplicate filename '/devices/virtual/dma_heap/${long}'`,
    ]);
  });

  test('where no minor number is left for a heap', () => {
    const pools = Array.from({ length: 130 }, (_, at) => {
      const base = (0x5000_0000 + at * 0x20_0000).toString(16);
      return pool(`camera-${at}@${base}`, `reg = <0x${base} 0x200000>;`);
    });
    const profile = { kernel: '7.3', architecture: 'arm64', config: { CONFIG_CMA_AREAS: 200 } };
    const lines = linesOf('heap-name-collision', pools.join('\n'), profile);
    expect(new Set(Object.values(lines))).toEqual(new Set(['dma_heap: Unable to get minor number for heap']));
  });
});

test('a pool is said to have found no slot only where that is why it is refused', () => {
  const pools = Array.from({ length: 8 }, (_, at) => {
    const base = (0x5000_0000 + at * 0x20_0000).toString(16);
    return pool(`camera-${at}@${base}`, `reg = <0x${base} 0x200000>;`);
  });
  const restricted = 'wifi@70000000 { compatible = "restricted-dma-pool"; no-map; reg = <0x70000000 0x400000>; };';
  const profile = { kernel: '7.3', architecture: 'arm64', config: { CONFIG_CMA_AREAS: 8 } };
  const regions = `${pools.join('\n')} ${restricted} ${pool('late@71000000', 'reg = <0x71000000 0x200000>;')}`;
  expect(Object.keys(linesOf('too-many-cma-areas', regions, profile))).toEqual(['late@71000000']);
});
