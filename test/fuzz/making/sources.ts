import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordings } from '../../recorded/recordings.ts';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

/** Longer texts are left to other suites: an input is to take about a millisecond. */
const MOST_BYTES = 4096;

const kept = new Map<string, readonly string[]>();

/** The texts below a folder whose names end in one of `endings`, as bytes; read once. */
export function textsBelow(folder: string, endings: readonly string[]): readonly string[] {
  const key = `${folder} ${endings}`;
  let texts = kept.get(key);
  if (texts === undefined) {
    texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => endings.some((ending) => name.endsWith(ending)))
      .sort()
      .map((name) => readFileSync(join(folder, name), 'latin1'))
      .filter((text) => text.length > 0 && text.length <= MOST_BYTES);
    kept.set(key, texts);
  }
  return texts;
}

/** A small board with a statement of every form: an edit at any place of it is an edit of one of them. */
const EVERY_FORM = `/dts-v1/;
/memreserve/ 0x1000 (1 << 12);
/ {
  #size-cells = <2>;
  a = "b", "c";
  l: n@1 { d = <1 0x2f>, <&l &n2>; e; };
  n2: k: m { f = [00 ff]; g = /bits/ 8 <1 2>; h = &l, <(2 * 3)>; i = <1>, <2>; };
  /delete-node/ o;
  p { /delete-property/ q; };
};
&l { r = "s", <1>; };
/delete-node/ &n2;
`;

/** The project's own boards: the samples, and a board for each fault that a rule finds. */
export const boardTexts = (): readonly string[] => [
  EVERY_FORM,
  ...textsBelow(join(PROJECT, 'samples'), ['.dts']),
  ...textsBelow(join(PROJECT, 'test/fixtures'), ['.dts']),
];

/** Overlays among them. */
export const overlayTexts = (): readonly string[] => [
  ...textsBelow(join(PROJECT, 'samples'), ['.dtso']),
  ...textsBelow(join(PROJECT, 'test/fixtures'), ['.dtso', '.overlay']),
];

/** What the boards of the samples include, by name. */
export const sampleHeaders = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['heron.dtsi', 'memory-sizes.h'].map((name) => [name, readFileSync(join(PROJECT, 'samples', name), 'latin1')]),
  );

/** Texts with every form that dtc and cpp know, good and broken (`test/conformance`). */
export const conformanceTexts = (part: 'dts' | 'cpp' | 'dtb', endings: readonly string[]): readonly string[] =>
  textsBelow(join(recordings('conformance'), 'conformance', part), endings);

/** A folder of the project. */
export const projectFolder = (path: string): string => join(PROJECT, path);
