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
}

/** At most this many names are listed at once. */
const MAXIMUM_NAMES = 500;

/** What device trees include. */
const INCLUDED = /\.(?:dtsi?|dtso|h|overlay|inc)$/;

/** Whether a name can be written in an include, is of a kind that is included, and goes on from what is typed. */
function isIncluded(name: string, begun: string): boolean {
  if (!name.endsWith('/') && !INCLUDED.test(name)) return false;
  if (hasLoneSurrogate(name) || /["<>\n\\]/.test(name)) return false;
  return bytesOfText(name).toLowerCase().includes(begun) && !(name.startsWith('.') && begun === '');
}

/**
 * The files and folders that an include may go on with, one folder at a time: those beside the file and then those of
 * the include roots, as gcc finds them; for `<…>` those of the roots alone. `isCut` where there are more.
 */
export function includeSuggestions(
  { place, offset }: Asked,
  { folder, roots, dtcRoots, list }: IncludePlaces,
): { readonly items: readonly Suggestion[]; readonly isCut: boolean } {
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
      if (items.has(name) || isItself || !isIncluded(name, begun)) continue;
      const isFolder = name.endsWith('/');
      if (items.size === MAXIMUM_NAMES) return { items: [...items.values()], isCut: true };
      items.set(name, {
        label: bytesOfText(name),
        kind: isFolder ? 'folder' : 'file',
        detail: bytesOfText(fileNameOf(root)),
        insertion: [bytesOfText(name)],
        rank: isFolder ? Rank.known : Rank.fitting,
        span: { ...word, start: word.start + slash },
      });
    }
  }
  return { items: [...items.values()], isCut: false };
}
