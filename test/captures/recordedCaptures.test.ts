import process from 'node:process';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type Analysis, analyse } from '../../server/src/analysis.ts';
import { decodeCapture } from '../../server/src/simulation/capture/decodeCapture.ts';
import { compareWithTarget } from '../../server/src/workspace/targetComparison.ts';
import { BOOT_DISAGREEMENTS } from '../boots/knownDisagreements.ts';
import { type BootRecord, profileOf, readRecords } from '../boots/record.ts';
import { RecordedTrees } from '../boots/recordedTrees.ts';
import { ANY_LINES, type Encode, LOG_LINES, SAVED, type Wrap } from './captureEnvelopes.ts';
import { AREA_LISTINGS, HEAP_LISTINGS, shownAreas, targetLines } from './recordedTarget.ts';

/** How often a record is compared, each time in another envelope: once in `npm test`, in many under `npm run test:all`. */
const ROUNDS = process.env.DTHEAPS_ALL === '1' ? 24 : 1;

/** Whether a record's boot is what is predicted, and reached the point where people copy things. */
function isPredicted(record: BootRecord): boolean {
  return record.expect.booted && record.undefined === undefined && !BOOT_DISAGREEMENTS.has(record.id);
}

const records = readRecords().filter(isPredicted);

interface Envelope {
  readonly log: [string, Wrap];
  readonly any: [string, Wrap];
  readonly saved: [string, Encode];
  readonly heaps: [string, Parameters<typeof targetLines>[2]];
  readonly areas: [string, Parameters<typeof targetLines>[3]];
}

const NOTHING: [string, Wrap] = ['nothing', (line) => line];

/** The envelope with a number: a member of each list, scattered so that sooner or later every two of them meet. */
function envelope(number: number): Envelope {
  const pick = <Value>(list: ReadonlyMap<string, Value>, salt: number): [string, Value] => {
    const entries = [...list];
    const scattered = Math.imul(number + salt, 2_654_435_761) >>> 10;
    return entries[scattered % entries.length] ?? (entries[0] as [string, Value]);
  };
  return {
    log: pick(LOG_LINES, 1),
    // Every other time only what the command itself prints around a line.
    any: number % 2 === 0 ? NOTHING : pick(ANY_LINES, 1000),
    saved: pick(SAVED, 2000),
    heaps: pick(HEAP_LISTINGS, 3000),
    areas: pick(AREA_LISTINGS, 4000),
  };
}

/** The text of a record's capture, as it comes out of a file. */
function captureOf(record: BootRecord, { boot }: Analysis, { log, any, saved, heaps, areas }: Envelope): string {
  let logged = 0;
  const lines = targetLines(record, boot.memory, heaps[1], areas[1]).map(({ text, isLog }) =>
    isLog ? log[1](text, logged++) : text,
  );
  const bytes = saved[1](lines.map((line, index) => any[1](line, index)));
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  return decodeCapture(plain.toString('latin1'));
}

const named = ({ log, any, saved, heaps, areas }: Envelope): string =>
  [log, any, saved, heaps, areas].map(([name]) => name).join(', ');

it('captures of recorded boots differ in nothing from the prediction, in whatever envelope', async () => {
  const trees = await RecordedTrees.create();
  const failures: string[] = [];
  const compared = { heaps: 0, areas: 0, log: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, record] of records.entries()) {
      const around = envelope(index + round * 9973);
      const analysis: Analysis = analyse(trees.readBoard(record.dts), profileOf(record));
      const found = await compareWithTarget(
        analysis,
        captureOf(record, analysis, around),
        'capture',
        async () => analysis,
      );
      const counts = found?.comparison.compared ?? { heaps: 0, areas: 0, log: 0 };
      const missed = [
        ...(found?.comparison.differences ?? []).map((each) => JSON.stringify({ ...each })),
        ...(counts.heaps === record.expect.heaps?.length ? [] : [`${counts.heaps} heaps`]),
        ...(counts.areas === shownAreas(record).length ? [] : [`${counts.areas} areas`]),
        ...(counts.log === record.expect.log.length ? [] : [`${counts.log} of ${record.expect.log.length} messages`]),
      ];
      if (missed.length > 0) failures.push(`${record.id} (${named(around)}): ${missed.slice(0, 3).join('; ')}`);
      for (const member of ['heaps', 'areas', 'log'] as const) compared[member] += counts[member];
    }
  }
  console.log(`${records.length} recorded boots, ${ROUNDS} envelopes each: ${JSON.stringify(compared)} compared`);
  expect(failures.length > 20 ? [...failures.slice(0, 20), `… ${failures.length} in all`] : failures).toEqual([]);
});
