import { expect, test } from 'vitest';
import { behavioursOf } from './behaviours.ts';
import { isBefore, readKernelVersion } from './kernelVersion.ts';
import {
  COMPARED_RELEASES,
  modelledVersion,
  NEWEST_RELEASE,
  OLDEST_RELEASE,
  RELEASES,
  unmodelledNote,
} from './releases.ts';

const read = (text: string) => readKernelVersion(text) ?? { major: 0, minor: 0, patch: 0 };
const behavioursAs = (text: string) => behavioursOf(modelledVersion(read(text)));

test('releases are offered newest first, and some of them compared, oldest first', () => {
  const versions = RELEASES.map(({ version }) => read(version));
  for (const [at, version] of versions.entries()) {
    const next = versions[at + 1];
    if (next !== undefined) expect(isBefore(next, version)).toBe(true);
  }
  expect(versions.map(({ patch }) => patch)).toEqual(RELEASES.map(() => Number.POSITIVE_INFINITY));
  expect(COMPARED_RELEASES).toContain(NEWEST_RELEASE);
  expect(COMPARED_RELEASES.map((version) => RELEASES.findIndex((each) => each.version === version))).toEqual(
    RELEASES.flatMap(({ compared }, at) => (compared ? [at] : [])).reverse(),
  );
});

test.each(['5.10', '5.10.0', '5.10.1', '6.12.117', '6.19-rc4', '6.7', '7.3', '7.3.4', '7.3.999'])(
  'Linux %s is modelled as itself',
  (version) => {
    expect(unmodelledNote(version)).toBeUndefined();
    expect(modelledVersion(read(version))).toEqual(read(version));
  },
);

test.each([
  ['4.19', OLDEST_RELEASE],
  ['5.4.200', OLDEST_RELEASE],
  ['5.9.16', OLDEST_RELEASE],
  ['7.4', NEWEST_RELEASE],
  ['7.4-rc1', NEWEST_RELEASE],
  ['9.9', NEWEST_RELEASE],
])('Linux %s is shown as Linux %s, and said to be', (version, other) => {
  expect(behavioursAs(version)).toEqual(behavioursOf(read(other)));
  expect(unmodelledNote(version)).toBe(
    `Linux ${version} is not modelled: what Linux ${other} does is shown (modelled are ${OLDEST_RELEASE} to ${NEWEST_RELEASE})`,
  );
});

test('what is no version is not noted: the boot says so', () => expect(unmodelledNote('latest')).toBeUndefined());
