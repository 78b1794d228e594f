import type { Analysis } from '../analysis.ts';
import type { BoardChange } from '../features/whatIf/boardChange.ts';
import { readBoardChange, type SettingReader } from '../features/whatIf/readBoardChange.ts';
import { isKernelVersion, profileSchema } from '../profile/profileJson.ts';
import { readJsonValue } from '../text/json/readJson.ts';

/** What a change can say about the kernel in the words of a profile. */
const SETTINGS: Readonly<Record<string, SettingReader>> = {
  kernel: (kernel) => (isKernelVersion(kernel) ? { kind: 'profile', settings: { kernel } } : undefined),
  patches: (text) => {
    const names = text.split(',').filter((name) => name !== '');
    const { value, complaints } = readJsonValue({ patches: names }, profileSchema(), true);
    const patches = complaints.length === 0 ? value?.patches : undefined;
    return patches === undefined ? undefined : { kind: 'profile', settings: { patches } };
  },
};

/** Changes as people type them, one text each, read for a board; a complaint about the first that is none. */
export function readBoardChanges(
  texts: readonly string[],
  analysis: Analysis,
): { readonly changes: readonly BoardChange[] } | { readonly complaint: string } {
  const changes: BoardChange[] = [];
  for (const text of texts) {
    const answer = readBoardChange(text, analysis, SETTINGS);
    if ('complaint' in answer) return answer;
    changes.push(answer.change);
  }
  return { changes };
}
