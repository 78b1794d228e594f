import { type Command, Option } from 'commander';
import type { Severity } from '../rules/finding.ts';
import { EXIT, type ExitStatus } from './failure.ts';
import { wholeNumberOption } from './input/wholeNumberOption.ts';
import { type Diagnostic, reaches } from './output/diagnostic.ts';

/** What is too much for a call that checks boards. */
export interface FailOptions {
  readonly failLevel: Severity | 'never';
  readonly maxWarnings?: number;
}

export const addFailOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--fail-level <level>', 'end with status 1 from this severity on')
        .choices(['error', 'warning', 'information', 'hint', 'never'])
        .default('error'),
    )
    .option('--max-warnings <count>', 'end with status 1 on more warnings than this', wholeNumberOption(0));

/** The status after checking boards: what is found, and what is wrong with boards that cannot be used at all. */
export function statusOf(
  found: readonly Pick<Diagnostic, 'rule' | 'severity'>[],
  unusable: readonly string[],
  { failLevel, maxWarnings }: FailOptions,
): ExitStatus {
  if (unusable.length > 0) return EXIT.unusable;
  const warnings = found.filter(({ severity }) => severity === 'warning').length;
  const tooMany = maxWarnings !== undefined && warnings > maxWarnings;
  return tooMany || found.some((diagnostic) => reaches(diagnostic, failLevel)) ? EXIT.found : EXIT.clean;
}
