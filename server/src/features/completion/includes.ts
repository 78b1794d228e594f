import { joinPath } from '../../devicetree/expansion/files/includeSearch.ts';
import { bytesOfText, hasLoneSurrogate, textOfBytes } from '../../text/bytesAndText.ts';
import { fileNameOf } from '../../text/fileName.ts';
import type { Asked } from './asked.ts';
import { Rank, type Suggestion } from './suggestion.ts';

/** Where a board's includes are looked for, and what stands there. */
export interface IncludePlaces {
  /** The folder of the including file. */
  readonly folder: string;
  /** gcc's `-I`, in their order. */
  readonly roots: readonly string[];
  /** dtc's `-i`. */
  readonly dtcRoots: readonly string[];
  /** The names in a folder, folders with a `/` after them; empty where nothing may be read. */
  list(folder: string): readonly string[];
  /** Whether some file is known to include the file at a path. */
  isIncluded(path: string): boolean;
}

/** What device trees include. */
const INCLUDABLE = /\.(?:dtsi?|dtso|h|overlay|inc)$/;

/** What is built by itself: few trees include one, which are those of variants of a board. */
const BUILT = /\.(?:dts|dtso|overlay)$/;

/** Whether a name can be written in an include, is of a kind that is included, and goes on from what is typed. */
function isIncludable(name: string, begun: string): boolean {
  if (!name.endsWith('/') && !INCLUDABLE.test(name)) return false;
  if (hasLoneSurrogate(name) || /["<>\n\\]/.test(name)) return false;
  return bytesOfText(name).toLowerCase().includes(begun) && !(name.startsWith('.') && begun === '');
}

/**
 * The files and folders that an include may go on with, one folder at a time: those beside the file and then those of
 * the include roots, as gcc finds them; for `<…>` those of the roots alone. Boards and overlays come after folders, those
 * first that some file includes already.
 */
export function includeSuggestions(
  { place, offset }: Asked,
  { folder, roots, dtcRoots, list, isIncluded }: IncludePlaces,
): readonly Suggestion[] {
  const { word, style } = place;
  const typed = word.file.text.slice(word.start, offset);
  const slash = typed.lastIndexOf('/') + 1;
  const inside = textOfBytes(typed.slice(0, slash));
  const begun = typed.slice(slash).toLowerCase();
  const own = fileNameOf(word.file.path);
  const items = new Map<string, Suggestion>();
  const places = inside.startsWith('/')
    ? ['']
    : style === 'angle'
      ? roots
      : [folder, ...(style === 'dtc' ? dtcRoots : roots)];
  for (const [index, root] of places.entries()) {
    const at = joinPath(root, inside);
    for (const name of list(at.replace(/(?<=.)\/$/, ''))) {
      const isItself = index === 0 && inside === '' && name === own;
      if (items.has(name) || isItself || !isIncludable(name, begun)) continue;
      items.set(name, {
        label: bytesOfText(name),
        kind: name.endsWith('/') ? 'folder' : 'file',
        detail: bytesOfText(fileNameOf(root)),
        insertion: [bytesOfText(name)],
        rank: rankOf(name, () => isIncluded(joinPath(at, name))),
        span: { ...word, start: word.start + slash },
      });
    }
  }
  return [...items.values()];
}

function rankOf(name: string, isIncluded: () => boolean): number {
  if (name.endsWith('/')) return Rank.known;
  if (!BUILT.test(name)) return Rank.fitting;
  return isIncluded() ? Rank.setElsewhere : Rank.old;
}
