import { describe, expect, test } from 'vitest';
import { boardSource } from '../boardSource.ts';
import { Fixture } from './fixture.ts';

/** A carve-out at the top of RAM whose size ends the boot of Linux 7.3, and two pools that are refused in any case. */
const board = (kernel: string): string => `// profile: {"kernel": "${kernel}", "architecture": "arm64"}
${boardSource({ regions: ['scratch { no-map; size = <0x1234>; };', 'bounce@6c000000 { compatible = "restricted-dma-pool"; no-map; reg = <0x6c000000 0x400000>; };', 'frames@68000000 { compatible = "shared-dma-pool"; reusable; no-map; reg = <0x68000000 0x400000>; };', 'odd@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x1ff000>; };'] })}`;

/** What is found about the pools: severity, rule and the second sentence, which says what the kernel does. */
function poolFindings(kernel: string): string[] {
  const { findings } = new Fixture(board(kernel)).check();
  return findings
    .filter(({ rule }) => /restricted-pool|reusable-no-map|cma-misaligned/.test(rule))
    .map(
      ({ severity, rule, message }) =>
        `${severity} ${rule}: ${/(?:^|\. |\n)(Linux [^:,.\n]*(?:\.\d[^:,.\n]*)*)/.exec(message)?.[1]}`,
    )
    .sort();
}

describe('what is wrong in any case, on a board that does not boot for another region', () => {
  test('is an error that claims nothing of what the boot never reached', () => {
    expect(poolFindings('7.3')).toEqual([
      'error cma-misaligned: Linux 7.3 does not boot',
      'error restricted-pool-misuse: Linux 7.3 does not boot',
      'error reusable-no-map-conflict: Linux 7.3 does not boot',
    ]);
  });

  test('is certain where it is not known whether the board boots', () => {
    expect(poolFindings('7.0')).toEqual([
      'error cma-misaligned: Linux 7.0 with 4 KiB pages refuses the pool and gives its memory back to the system',
      'error restricted-pool-misuse: Linux 7.0 refuses it and gives its memory back',
      'error reusable-no-map-conflict: Linux 7.0 refuses it',
    ]);
  });
});

test('a restricted pool on a kernel before there were such is a warning in whole sentences', () => {
  const finding = new Fixture(board('5.10')).check().findings.find(({ rule }) => rule === 'restricted-pool-misuse');
  expect(finding?.severity).toBe('warning');
  expect(finding?.message.replaceAll('\n', ' ')).toBe(
    'No driver takes the restricted pool "bounce@6c000000". Linux 5.10 has no restricted pools, which came with Linux ' +
      '5.15. Its memory is set aside for nothing, and its devices reach all memory directly.',
  );
});
