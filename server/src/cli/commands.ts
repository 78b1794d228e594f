import type { CommandTable, LoadCommand } from './command.ts';
import { CHECK_WORKER_COMMAND, type COMMAND_NAMES, COMPILE_WORKER_COMMAND } from './commandNames.ts';

const check: LoadCommand = async () => (await import('./check.ts')).mountCheck;
const compile: LoadCommand = async () => (await import('./compile/compile.ts')).mountCompile;

const BY_NAME: Readonly<Record<(typeof COMMAND_NAMES)[number], LoadCommand>> = {
  check,
  merge: async () => (await import('./merge/merge.ts')).mountMerge,
  heaps: async () => (await import('./heaps.ts')).mountHeaps,
  boot: async () => (await import('./boot.ts')).mountBoot,
  map: async () => (await import('./map.ts')).mountMap,
  simulate: async () => (await import('./simulate.ts')).mountSimulate,
  size: async () => (await import('./size.ts')).mountSize,
  whatif: async () => (await import('./whatif.ts')).mountWhatIf,
  compile,
  expand: async () => (await import('./expand.ts')).mountExpand,
  format: async () => (await import('./format.ts')).mountFormat,
  tree: async () => (await import('./tree.ts')).mountTree,
  compare: async () => (await import('./compare.ts')).mountCompare,
  report: async () => (await import('./report.ts')).mountReport,
  explain: async () => (await import('./explain.ts')).mountExplain,
  rules: async () => (await import('./explain.ts')).mountRules,
  lsp: async () => (await import('./lsp.ts')).mountLsp,
};

/** Every command, hidden ones too. */
export const COMMANDS: CommandTable = new Map([
  ...Object.entries(BY_NAME),
  [CHECK_WORKER_COMMAND, check],
  [COMPILE_WORKER_COMMAND, compile],
]);
