import { describe, expect, test } from 'vitest';
import { Fixture, placeOf } from './fixture.ts';

const POOL = 'camera@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x100000>; };';

/** The findings on a board whose /reserved-memory holds these lines, as `line rule`; line 1 is the first of them. */
function found(...lines: string[]): string[] {
  const above = [
    '/dts-v1/;',
    '/ { #address-cells = <1>; #size-cells = <1>; memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };',
    'reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;',
  ];
  const { findings } = new Fixture([...above, ...lines, '}; };', ''].join('\n')).check();
  return findings
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map((finding) => `${placeOf(finding).line - above.length} ${finding.rule}`);
}

describe('what is reported', () => {
  test('without comments', () => expect(found(POOL)).toEqual(['1 cma-misaligned']));

  test.each(['disable-file', 'disable', 'disable-next-line'])('%s for all rules', (word) => {
    expect(found(`/* dtheaps-${word} */`, POOL)).toEqual([]);
    // It does not hide that it hides nothing.
    expect(found(`/* dtheaps-${word} */`)).toEqual(['1 unused-suppression']);
  });

  test('a comment may say that another is allowed to be unused', () => {
    expect(found('/* dtheaps-disable unused-suppression -- generated */', '/* dtheaps-disable zero-size */')).toEqual(
      [],
    );
  });

  test('one comment of two that do the same is enough', () => {
    expect(found('// dtheaps-disable cma-misaligned', `${POOL} // dtheaps-disable-line cma-misaligned`)).toEqual([
      '1 unused-suppression',
    ]);
  });
});
