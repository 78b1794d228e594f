import { beforeAll, describe, expect, it } from 'vitest';
import type { DevicetreeParser } from '../../server/src/devicetree/syntax/parser.ts';
import { findingsOf } from '../../server/src/rules/findings.ts';
import { KeptReader, sample, TypedBoard } from '../completion.ts';
import { testParser } from '../parser.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const files = { 'heron.dtsi': sample('heron.dtsi'), 'memory-sizes.h': sample('memory-sizes.h') };
const CAMERA_POOL = '		/* Frames of both cameras;';

/** The sample board, with a text where a region of it can begin. */
const withRegion = (text: string): string => sample('camera-board.dts').replace(CAMERA_POOL, `\t\t${text}\n\n$&`);

const TITLES = ['CMA pool', 'Coherent pool', 'Restricted pool', 'Carve-out', 'ramoops', 'Remote processor'];

describe.each(TITLES)('the snippet %s', (title) => {
  it('makes regions that the kernel takes, in free memory', () => {
    const before = new TypedBoard(parser, withRegion('|'), files);
    const taken = before.taken(title) ?? '';
    const after = new TypedBoard(parser, taken, files);
    const added = after.analysis.memory.regions.length - before.analysis.memory.regions.length;
    expect(added).toBe(title === 'Remote processor' ? 4 : 1);
    const grave = findingsOf(after.analysis).findings.filter(
      ({ severity }) => severity === 'error' || severity === 'warning',
    );
    // A pool is for the devices that are yet to be written.
    expect(grave.map(({ rule }) => rule).filter((rule) => rule !== 'pool-without-consumer')).toEqual([]);
    expect(after.analysis.boot.regions.filter(({ state }) => state === 'failed' || state === 'released')).toEqual([]);
  });

  it('is helped at each key where it is typed by hand', () => {
    const at = new TypedBoard(parser, withRegion('|'), files);
    const taken = at.taken(title) ?? '';
    const length = taken.length - at.document.file.text.length;
    const typed = taken.slice(at.offset, at.offset + length);
    const kept = new KeptReader(parser, files);
    const silent: string[] = [];
    for (let keys = 1; keys <= length; keys++) {
      const half = new TypedBoard(parser, withRegion(`${typed.slice(0, keys)}|`), files, kept);
      // After a whole value, a name or a brace there is nothing to choose; inside of words and values there is.
      if (half.completion() === undefined) silent.push(typed.charAt(keys - 1));
    }
    expect([...new Set(silent)].filter((key) => !/[\s"=;>{}]/.test(key))).toEqual([]);
  });
});

it('there is none for the default area where the board has one', () => {
  const at = new TypedBoard(parser, withRegion('|'), files);
  expect(at.labels).not.toContain('Default CMA area');
});
