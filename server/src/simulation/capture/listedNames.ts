import { looksLikeHeap, mayBeHeap } from './heapName.ts';

/** `ls -l`, with the inode of `-i` and the blocks of `-s` before it. */
const LONG_FORMAT = /^(?:\d+\s+){0,2}[-cdl?][rwxsStT?-]{9}/;
/** What `tree` draws in front of a name, and what it says of it with `-p`. */
const TREE_LINES = /^(?:[|`+\u2500-\u257f-]+\s+)+(?:\[[^\]]*\]\s+)?/;
/** A sign of a list. */
const BULLET = /^[-*•]\s+/;
/** What `lsd` and `eza` draw in front of a name, from fonts with icons. */
const ICON = /[\ue000-\uf8ff]\s+/g;
/** What `ls -Z` prints before a name. */
const SECURITY_CONTEXT = /^[^\s:]+:[^\s:]+:[^\s:]+:\S+\s+(?=\S+$)/;
/** `.` and `..` */
const FOLDER_ITSELF = /^\.\.?$/;

/** Whether a line is one of a long listing, for a device or a link. */
export function isLongListing(text: string): boolean {
  return LONG_FORMAT.test(text);
}

/**
 * The names that a line of a listing shows, without what `ls`, `tree` and others write around them; none where the line
 * is no line of a listing. Where `isCertain`, each word has to look like the name of a heap.
 */
export function namesOn(text: string, isCertain: boolean): readonly string[] {
  const isLong = LONG_FORMAT.test(text);
  const words = isLong
    ? [lastWord(text)]
    : text.replaceAll(ICON, '').replace(TREE_LINES, '').replace(BULLET, '').replace(SECURITY_CONTEXT, '').split(/\s+/);
  const names = words.map(plainName).filter((word) => word !== '' && !/^\d+$/.test(word));
  const heaps = names.filter((name) => !FOLDER_ITSELF.test(name));
  const areNames = heaps.every(isCertain ? looksLikeHeap : mayBeHeap);
  if (!areNames || names.length === 0) return [];
  // Names on a line stand in columns; words with one blank between them are a sentence, unless they look like names.
  const isSentence = !isLong && heaps.length > 1 && !/\s{2}|\t|, /.test(text);
  return isSentence && 2 * heaps.filter(looksLikeHeap).length < heaps.length ? [] : names;
}

/** Whether a name is that of the folder itself or the one above. */
export function isFolderItself(name: string): boolean {
  return FOLDER_ITSELF.test(name);
}

function lastWord(text: string): string {
  return (text.split(' -> ')[0] ?? '').trim().split(/\s+/).at(-1) ?? '';
}

function plainName(word: string): string {
  return (
    word
      .replace(/^\.\//, '')
      .replace(/^.*\/dma_heap\//, '')
      .replace(/,$/, '')
      .replace(/^(['"])(.*)\1$/, '$2')
      // ls -F, cat -A
      .replace(/[@*/$]$/, '')
  );
}
