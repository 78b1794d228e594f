import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Analysis } from '../../server/src/analysis.ts';
import type { DevicetreeParser } from '../../server/src/devicetree/syntax/parser.ts';
import { DiskFileSystem } from '../../server/src/disk/diskFileSystem.ts';
import { findingsOf } from '../../server/src/rules/findings.ts';
import { SourceFile, type Span } from '../../server/src/text/sourceFile.ts';
import { ChangedFiles } from '../../server/src/workspace/fixes/changedFiles.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { testParser } from '../parser.ts';

const SAMPLES = fileURLToPath(new URL('../../samples/', import.meta.url));

/** What is typed: what breaks text, what mends it, and what boots differently. */
const TYPED = [
  '',
  '',
  ';',
  '}',
  '{',
  '0',
  '7',
  'f',
  ' ',
  '\n',
  '/* */',
  'no-map;',
  'reusable;',
  'status = "disabled";',
  '&',
];

function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
}

/** All that a person is shown of a board, with the places where it stands. */
function shown(analysis: Analysis) {
  const { findings, problems } = findingsOf(analysis);
  const place = (span: Span | undefined) => (span === undefined ? '' : `${span.file.path}:${span.start}-${span.end}`);
  return {
    findings: findings.map(({ span, related, fixes, ...rest }) => ({
      ...rest,
      at: place(span),
      related: related.map((other) => `${place(other.span)} ${other.message}`),
      fixes: fixes.map(({ title, edits }) => `${title} ${edits.map((edit) => place(edit.span)).join(' ')}`),
    })),
    problems: problems.map(({ id, message, span }) => `${id} ${place(span)} ${message}`),
    boot: analysis.boot,
    otherBoots: analysis.otherBoots,
    consumers: analysis.memory.consumers.map(({ path, property, phandle }) => `${path} ${property.name} ${phandle}`),
  };
}

describe('a board that is edited', () => {
  let parser: DevicetreeParser;
  beforeAll(async () => {
    parser = await testParser();
  });

  it.each([
    ['camera-board.dts', 3],
    ['dsp-board.dts', 5],
    ['faulty-board.dts', 8],
  ])('comes to the same after each of many edits as one that is read anew: %s', (name, seed) => {
    const random = randomNumbers(seed);
    const disk = new DiskFileSystem();
    const files = new ChangedFiles(disk);
    const kept = new Workspace(files, parser);
    const board = `${SAMPLES}${name}`;
    const originals = [board, `${SAMPLES}heron.dtsi`].map((path) => ({ path, text: disk.read(path)?.text ?? '' }));
    let texts = originals;
    for (let edit = 0; edit < 60; edit++) {
      const edited = random(texts.length);
      texts = texts.map(({ path, text }, index) => {
        if (index !== edited) return { path, text };
        const at = random(text.length);
        const typed = TYPED[random(TYPED.length)] ?? '';
        return { path, text: text.slice(0, at) + typed + text.slice(at + random(3)) };
      });
      const changed = texts.map(({ path, text }) => new SourceFile(path, text));
      files.during(changed, () => {
        const ours = shown(kept.analyse(kept.open(board)));
        const fresh = new Workspace(files, parser);
        expect(ours, `edit ${edit}`).toEqual(shown(fresh.analyse(fresh.open(board))));
      });
      // A text that is broken for long has nothing to say.
      if (edit % 4 === 3) texts = originals;
    }
  });

  it('is booted anew only where the kernel is handed something else', () => {
    const files = new ChangedFiles(new DiskFileSystem());
    const workspace = new Workspace(files, parser);
    const board = `${SAMPLES}camera-board.dts`;
    const text = files.read(board)?.text ?? '';
    const bootOf = (edited: string) =>
      files.during([new SourceFile(board, edited)], () => workspace.analyse(workspace.open(board)).boot);
    const first = bootOf(text);
    expect(bootOf(`// One line more.\n${text}`)).toBe(first);
    const other = bootOf(text.replace(/model = "[^"]*"/, 'model = "Another"'));
    expect(other).not.toBe(first);
    expect(other).toEqual(first);
  });
});
