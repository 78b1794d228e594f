/** The commands, in the order of the help. The launcher, which loads nothing else of a command, reads them too. */
export const COMMAND_NAMES = [
  'check',
  'merge',
  'heaps',
  'boot',
  'map',
  'simulate',
  'size',
  'whatif',
  'compile',
  'expand',
  'format',
  'tree',
  'compare',
  'report',
  'explain',
  'rules',
  'lsp',
] as const;

/** The hidden commands by which the program starts itself as a worker. */
export const CHECK_WORKER_COMMAND = 'check-worker';
export const COMPILE_WORKER_COMMAND = 'compile-worker';

const WORKERS: readonly string[] = [CHECK_WORKER_COMMAND, COMPILE_WORKER_COMMAND];

const ALL: readonly string[] = [...COMMAND_NAMES, ...WORKERS];

/** Whether an argument is the name of a command, hidden or not. */
export const isCommandName = (name: string | undefined): name is string => name !== undefined && ALL.includes(name);

/** Whether an argument is the command of a process that shares out the boards of a call with others. */
export const isWorkerCommand = (name: string | undefined): boolean => name !== undefined && WORKERS.includes(name);

/** Whether an argument is the command that checks boards, or its worker. */
export const isCheckCommand = (name: string | undefined): boolean => name === 'check' || name === CHECK_WORKER_COMMAND;

/** Whether an argument is a command that reads nobody's files, or no command: the help, or the version, is shown. */
export const isTextCommand = (name: string | undefined): boolean =>
  name === 'explain' || name === 'rules' || !isCommandName(name);

/** Whether a process that an argument is the command of reads boards for seconds, or for hours. */
export const isLastingCommand = (name: string | undefined): boolean => name === 'lsp' || isWorkerCommand(name);
