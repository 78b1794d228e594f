import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { readBareListing } from '../../../server/src/simulation/capture/bareListing.ts';
import type { CaptureNote } from '../../../server/src/simulation/capture/capture.ts';
import { captureLines } from '../../../server/src/simulation/capture/captureLines.ts';
import { commandOn } from '../../../server/src/simulation/capture/command.ts';
import { explainCapture } from '../../../server/src/simulation/capture/explainCapture.ts';
import { readCapture } from '../../../server/src/simulation/capture/readCapture.ts';
import { unpackedCapture } from '../../../server/src/simulation/capture/unpackCapture.ts';
import { INPUT_LIMITS } from '../../../server/src/text/limits.ts';
import { readTargetTree } from '../../../server/src/workspace/targetTree.ts';
import { bootedBoard } from '../../allocation/bootedBoard.ts';
import type { InputEdges } from '../edges.ts';

/** A capture with the first bytes of a blob that states a size, in hexadecimal, and the log after it. */
function blobOf(stated: number, bytes: number): string {
  const header = `d00dfeed${stated.toString(16).padStart(8, '0')}`;
  return `${header}${'00'.repeat(bytes - 8)}\n[    0.000000] Linux version 6.12.1 (x@y) #1 SMP\n`;
}

/** What people paste from a target. */
export const captureEdges = {
  async unpackedCaptureBytes() {
    const { unpackedCaptureBytes } = INPUT_LIMITS;
    const whole = gzipSync(Buffer.alloc(unpackedCaptureBytes + 1), { level: 1 });
    expect(await unpackedCapture(whole.toString('latin1'))).toEqual({
      why: `gzip: it unpacks to more than ${unpackedCaptureBytes >> 20} MiB`,
    });
    // As many bytes would take as much memory; what is well below shows that only more is refused.
    const small = gzipSync(Buffer.alloc(1 << 20, 'x'));
    expect(await unpackedCapture(small.toString('latin1'))).toEqual({ bytes: 'x'.repeat(1 << 20) });
    expect(await unpackedCapture(small.toString('latin1'), 1 << 20)).toHaveProperty('bytes');
    expect(await unpackedCapture(small.toString('latin1'), (1 << 20) - 1)).toHaveProperty('why');
  },
  captureLines() {
    const most = INPUT_LIMITS.captureLines;
    const text = (lines: number): string => `${'\n'.repeat(lines - 1)}x`;
    expect(captureLines(text(most)).at(-1)).toMatchObject({ number: most, text: 'x' });
    const { notes, kernel } = readCapture(`Linux version 6.12.1 (x@y) #1 SMP\n${text(most)}`);
    expect(kernel).toBe('6.12.1');
    expect(notes).toEqual([
      { message: `the capture has more than ${most} lines: the others are not read`, line: most },
    ]);
  },
  captureLineCharacters() {
    const most = INPUT_LIMITS.captureLineCharacters;
    const read = (length: number) => {
      const notes: CaptureNote[] = [];
      return {
        length: captureLines('-'.repeat(length), notes)[0]?.text.length,
        notes: notes.map(({ message }) => message),
      };
    };
    expect(read(most)).toEqual({ length: most, notes: [] });
    const message = `the line has more than ${most} characters: the others are not read`;
    expect(read(most + 1)).toEqual({ length: most, notes: [message] });
  },
  dumpLineCharacters() {
    const most = INPUT_LIMITS.dumpLineCharacters;
    const read = (length: number) => {
      const notes: CaptureNote[] = [];
      const [line] = captureLines('f'.repeat(length), notes);
      return {
        length: (line?.text.length ?? 0) + (line?.rest?.length ?? 0),
        notes: notes.map(({ message }) => message),
      };
    };
    expect(read(most)).toEqual({ length: most, notes: [] });
    const message = `the line has more than ${most} characters: the others are not read`;
    expect(read(most + 1)).toEqual({ length: most, notes: [message] });
  },
  typedCommandCharacters() {
    const { typedCommandCharacters } = INPUT_LIMITS;
    const line = (length: number): string => `root@board:~# cat ${'a'.repeat(length - 18)}`;
    expect(commandOn(line(typedCommandCharacters))).toBeDefined();
    expect(commandOn(line(typedCommandCharacters + 1))).toBeUndefined();
  },
  listedHeaps() {
    const { listedHeaps } = INPUT_LIMITS;
    const listing = (count: number) =>
      readCapture(`# ls /dev/dma_heap\n${Array.from({ length: count }, (_, index) => `h${index}\n`).join('')}`);
    expect(listing(listedHeaps).heaps?.items).toHaveLength(listedHeaps);
    expect(listing(listedHeaps).notes).toEqual([]);
    // A text that is nothing but names: the last line is empty.
    const bare = (lines: number) => readBareListing('system\n'.repeat(lines - 1), new Set());
    expect(bare(2 * listedHeaps)).toBeDefined();
    expect(bare(2 * listedHeaps + 1)).toBeUndefined();
    const past = listing(listedHeaps + 2);
    expect(past.heaps?.items).toHaveLength(listedHeaps);
    expect(past.notes.map(({ message }) => message)).toEqual([
      `more than ${listedHeaps} heaps are listed: the others are not read`,
    ]);
  },
  dumpBytes() {
    const { dumpBytes } = INPUT_LIMITS;
    const most = readCapture(blobOf(dumpBytes, dumpBytes));
    expect(most.blob?.bytes).toHaveLength(dumpBytes);
    expect(most.blob?.isCut).toBe(false);
    const past = readCapture(blobOf(dumpBytes + 4, dumpBytes + 4));
    expect(past.blob?.bytes).toHaveLength(dumpBytes);
    expect(past.kernel).toBe('6.12.1');
    expect(readTargetTree(past).notes).toEqual([
      expect.objectContaining({ message: expect.stringContaining(`no kernel takes more than ${dumpBytes >> 20} MiB`) }),
    ]);
  },
  explainingLooks() {
    const outcome = bootedBoard();
    const explained = (areas: number) => {
      const files = Array.from({ length: areas }, (_, index) => `/sys/kernel/debug/cma/area${index}/count:1\n`).join(
        '',
      );
      const capture = readCapture(files);
      const prediction = { outcome, model: undefined, withProfile: () => outcome, targetTree: undefined };
      const { differences, notes } = explainCapture(capture, prediction);
      return { all: differences.length, withCause: differences.filter(({ cause }) => cause).length, notes };
    };
    // Each area that only the target has is a difference, which is held against all areas, regions and predicted messages.
    const own = outcome.regions.length + outcome.log.length + 1;
    const predictedOnly = explained(1).all - 1;
    let most = Math.floor(Math.sqrt(INPUT_LIMITS.explainingLooks));
    while ((most + predictedOnly) * (most + own) > INPUT_LIMITS.explainingLooks) most--;
    const last = explained(most);
    expect(last.notes.map(({ message }) => message)).not.toContainEqual(expect.stringContaining('alone are held'));
    const past = explained(most + 1);
    expect(past.withCause).toBe(Math.floor(INPUT_LIMITS.explainingLooks / (most + 1 + own)));
    expect(past.withCause).toBeLessThan(past.all);
    expect(past.notes).toContainEqual({
      message: `of ${past.all} differences the first ${past.withCause} alone are held against the regions, to find what explains them`,
      line: undefined,
    });
  },
} satisfies Partial<InputEdges>;
