import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyOverlays } from '../../server/src/devicetree/blob/applyOverlay.ts';
import { recordings } from '../recorded/recordings.ts';
import { caseNames, type RecordedBytes, recordedBytes, report, sourceFile } from './recorded.ts';

interface OverlayCase {
  readonly base: string;
  readonly overlays: readonly string[];
  readonly command: readonly string[];
  readonly exit: number;
  readonly dtb: RecordedBytes;
  /** What fdtoverlay 1.7.0 did, where it is not what 1.6.1 did. */
  readonly fdtoverlay170?: { readonly exit: number; readonly dtb: RecordedBytes };
}

/** Cases in which no tree and overlays are given that could be applied: the command line's business. */
const CALLS_WITHOUT_INPUT = new Map([
  ['missing-file', 'the overlay file does not exist'],
  ['no-overlays', 'no overlay is named'],
]);

/** Cases in which fdtoverlay 1.7.0, the kernel's own, is followed and not 1.6.1. */
const CHANGED_IN_1_7 = new Map([
  ['phandle-on-target', 'since 1.7 a phandle of the base is not replaced, so references to it in the base stay right'],
  ['phandle-overwrite', 'since 1.7 a phandle of the base is not replaced, so references to it in the base stay right'],
]);

function difference(folder: string, name: string): string | undefined {
  const recorded: OverlayCase = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const wanted = CHANGED_IN_1_7.has(name) && recorded.fdtoverlay170 ? recorded.fdtoverlay170 : recorded;
  const overlays = recorded.overlays.map((overlay) => sourceFile(folder, overlay));
  const { tree, refused, problems } = applyOverlays(sourceFile(folder, recorded.base), overlays);
  if (refused && problems.length === 0) return 'refused without a reason';
  if (refused !== (wanted.exit !== 0)) return refused ? `refused: ${problems[0]?.message}` : 'accepted';
  const blob = recordedBytes(wanted.dtb);
  return blob === undefined || (tree !== undefined && blob.equals(tree.blob)) ? undefined : 'another blob';
}

describe('overlays, as fdtoverlay applies them', () => {
  test('the conformance cases', () => {
    const folder = join(recordings('conformance'), 'conformance', 'overlay');
    const names = caseNames(folder).filter((name) => !CALLS_WITHOUT_INPUT.has(name));
    const differences = names.flatMap((name) => {
      const found = difference(folder, name);
      return found === undefined ? [] : [`${name}: ${found}`];
    });
    report('Overlays', names.length, differences);
    for (const [name, reason] of CALLS_WITHOUT_INPUT) console.log(`  ${name} is not asked: ${reason}`);
    for (const [name, reason] of CHANGED_IN_1_7) console.log(`  ${name} as 1.7.0 has it: ${reason}`);
    expect(names.length).toBeGreaterThan(0);
    expect(differences).toEqual([]);
  });
});
