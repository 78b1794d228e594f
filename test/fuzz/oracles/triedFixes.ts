import { type Analysis, analyse } from '../../../server/src/analysis.ts';
import { comparableFindingsOf } from '../../../server/src/rules/findings.ts';
import type { ChangedFiles } from '../../../server/src/workspace/fixes/changedFiles.ts';
import { stateBefore } from '../../../server/src/workspace/fixes/fixProof.ts';
import { FixProver } from '../../../server/src/workspace/fixes/fixProver.ts';
import { need } from '../harness/target.ts';
import type { checkedBoard } from './boardAnswers.ts';

/** What has to hold for the fixes of every board. */
export const TRIAL_ORACLE = 'nothing fails while a fix is tried';

/** At most the fixes of this many findings are tried: each is another board. */
const MOST_TRIED = 4;

/** Tries fixes of what was found on a board, of which `read` is what it is with other `files`. */
export function needSoundTrials(
  { analysis, found }: ReturnType<typeof checkedBoard>,
  files: ChangedFiles,
  read: () => Analysis['board'],
): void {
  const boards = {
    reading: () => ['board.dts'],
    isReadByOne: () => true,
    read: (_: string, rules?: ReadonlySet<string>) => {
      const tried = analyse(read(), analysis.profile);
      return [{ analysis: tried, found: comparableFindingsOf(tried, {}, rules) }];
    },
  };
  const prover = new FixProver(files, boards, new Map([['board.dts', [stateBefore({ analysis, found })]]]));
  const ofReading = found.problems.map(({ id, span, fixes = [] }) => ({ rule: id, span, nodePath: undefined, fixes }));
  const fixable = [...ofReading, ...found.findings].filter(({ fixes }) => fixes.length > 0).slice(0, MOST_TRIED);
  for (const fault of fixable) prover.proven(fault, fault.fixes);
  prover.together(
    fixable.flatMap((fault) => fault.fixes.filter(({ preferred }) => preferred).map((fix) => ({ fault, fix }))),
  );
  need(TRIAL_ORACLE, prover.failures.length === 0, () => prover.failures.map(({ failure }) => failure.message).join());
}
