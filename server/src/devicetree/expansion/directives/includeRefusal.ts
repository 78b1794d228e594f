import { EXPANSION_LIMITS } from '../../../text/limits.ts';
import type { IncludeStyle } from '../files/includeSearch.ts';
import type { FileScope, Included } from './fileScope.ts';

/** What a person does about a file that is not found, on the command line, in a project and in an editor. */
export const INCLUDE_ADVICE =
  'Name the folder that holds it with -I, in "includeRoots" of .dtheaps.json, or in the setting devicetreeHeaps.includePaths.';

/** What is wrong with an `/include/` that is being typed. */
export const NAME_NOT_CLOSED = {
  id: 'include-name-open',
  message: '`"` is missing: the name of the file is not closed on its line',
} as const;

/** What is wrong with an include, or with a question for a file, and the id it is reported under. */
export interface IncludeRefusal {
  readonly id: string;
  readonly message: string;
}

/**
 * Why a file that is missing here is no answer to who asks for it: it may not be read, is no longer looked for, or there is
 * no folder to look in, which gcc refuses (libcpp `search_path_head`).
 */
export function unansweredSearch(scope: FileScope, style: IncludeStyle, name: string): IncludeRefusal | undefined {
  if (scope.isSearchSpent) {
    const most = `the includes of this board were looked for at ${EXPANSION_LIMITS.pathsLookedAt} paths, the most that are tried`;
    const message = `${name} is not looked for: ${most}\nName fewer include folders, or have what is not found.`;
    return { id: 'expansion-too-large', message };
  }
  const refusal = scope.refusalOf(style, name);
  if (refusal !== undefined) return { id: 'file-not-allowed', message: refusal };
  if (scope.foldersTried(style, name).length > 0) return undefined;
  return { id: 'include-not-found', message: `no include path in which to search for ${name}\n${INCLUDE_ADVICE}` };
}

/** Why a file was not included, and what can be done; `undefined` where nothing is wrong. */
export function includeRefusal(
  scope: FileScope,
  style: IncludeStyle,
  name: string,
  included: Included,
): IncludeRefusal | undefined {
  if (included === 'missing') {
    const refusal = unansweredSearch(scope, style, name);
    if (refusal !== undefined) return refusal;
    const folders = foldersText(scope.foldersTried(style, name));
    const message = `${name}: No such file or directory\nLooked in ${folders}.\n${INCLUDE_ADVICE}`;
    return { id: 'include-not-found', message };
  }
  if (included === 'too-deep') {
    const depth = scope.place.level + 1;
    const message = `#include nested depth ${depth} exceeds maximum of ${EXPANSION_LIMITS.includeDepth}: does a file include itself?`;
    return { id: 'include-depth', message };
  }
  if (included === 'too-much' && scope.wasTooDeep) {
    const most = `more than ${EXPANSION_LIMITS.includesPastDepth} files`;
    const message = `the board includes ${most} after one that was nested too deeply; this one is left out`;
    return { id: 'expansion-too-large', message };
  }
  if (included === 'too-much') {
    const most = `${EXPANSION_LIMITS.includes} files or ${EXPANSION_LIMITS.bytes >> 20} MiB, or long files again and again`;
    return { id: 'expansion-too-large', message: `the board includes more than ${most}; this one is left out` };
  }
  return undefined;
}

/** At most this many folders are named: U-Boot's build searches more than seventy. */
const MOST_NAMED = 8;

function foldersText(folders: readonly string[]): string {
  // One more takes no more room than the words that there is one more.
  const named = folders.length <= MOST_NAMED + 1 ? folders : folders.slice(0, MOST_NAMED);
  const texts = named.map((folder) => `\`${folder}\``).join(', ');
  return named.length === folders.length ? texts : `${texts} and ${folders.length - named.length} other folders`;
}
