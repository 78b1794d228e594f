import { type Command, Option } from 'commander';
import { optimiseLate, optimiseLatest } from '../disk/optimisation.ts';
import { RULES } from '../rules/registry.ts';
import { folderOf } from '../workspace/path.ts';
import { BoardChecks, type CheckingOptions } from './boardChecks.ts';
import type { CheckedBoards } from './checkBoards.ts';
import { CheckProcesses, serveChecks } from './checkProcesses.ts';
import type { CommandContext } from './command.ts';
import { CHECK_WORKER_COMMAND } from './commandNames.ts';
import { addFailOptions, type FailOptions, statusOf } from './failLevel.ts';
import { EXIT, UnusableError } from './failure.ts';
import { fixBoards } from './fixBoards.ts';
import { readBaseline, writeBaseline } from './input/baseline.ts';
import { BoardLoader } from './input/boardLoader.ts';
import { addBoardOptions, append, readKernels } from './input/boardOptions.ts';
import { type BoardPaths, boardPaths } from './input/boardPaths.ts';
import { type Project, projectOf } from './input/project.ts';
import { boardsOfShard, readShard } from './input/shard.ts';
import { counted } from './output/counted.ts';
import { type Diagnostic, isNoBoardNote, isNote, noteLines } from './output/diagnostic.ts';
import { diagnosticsJson, githubText } from './output/diagnosticJson.ts';
import { countsText, diagnosticText } from './output/diagnosticText.ts';
import { sarifPieces } from './output/sarif.ts';
import { unifiedDiff } from './output/unifiedDiff.ts';
import { unreadText } from './output/unreadText.ts';
import { jobsFor, readJobs } from './processes/workers.ts';
import { SourceChanges } from './sourceChanges.ts';
import { sayFault, sayNote, type Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

interface CheckOptions extends CheckingOptions, FailOptions {
  readonly quiet?: boolean;
  readonly fix?: boolean;
  readonly diff?: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly allowWrite?: readonly string[];
}

/** At most this many includes that are not found are named in the result of a part of the boards. */
const MOST_INCLUDES_OF_A_PART = 50;

/** `dtheaps check PATH…`: what is wrong. */
export function mountCheck(program: Command, context: CommandContext): void {
  const command = program
    .command('check [path...]')
    .description(
      'what is wrong, in files, folders and globs; - is standard input; without a path the boards of .dtheaps.json',
    );
  addBoardOptions(command, ['text', 'json', 'sarif', 'github']).option(
    '--kernels <list>',
    'check for several kernels, such as 6.12,7.3',
    readKernels,
  );
  addFailOptions(command)
    .option('-j, --jobs <number>', 'processes for many boards (default: as many as pay, at most one a core)', readJobs)
    .addOption(
      new Option('--shard <part>', 'check one part of the boards alone, such as 2/5, for several machines')
        .argParser(readShard)
        .conflicts(['fix', 'diff', 'writeBaseline']),
    )
    .option('--quiet', 'show errors alone')
    .option('--fix', 'apply the fixes that are certain')
    .option(
      '--allow-write <dir>',
      'let --fix change files here too, outside of the project; repeatable',
      append(String),
    )
    .option('--diff', 'show what --fix would change, and change nothing, also beside --fix')
    .option('--baseline <file>', 'leave out what stands in this file')
    .option('--write-baseline <file>', 'write what is found now into this file')
    .action(async (named: string[], options: CheckOptions) => {
      const processes = new CheckProcesses();
      try {
        // A folder may turn out to hold many.
        if (named.length === 1) optimiseLatest();
        // They make ready while it is found out which boards there are and what may be read.
        if (!named.includes('-')) processes.start(jobsFor(named.length, options.jobs));
        await checkNamed(named, processes, options, context);
      } finally {
        processes.end();
      }
    });
  program.command(CHECK_WORKER_COMMAND, { hidden: true }).action(serveChecks);
}

async function checkNamed(
  named: readonly string[],
  processes: CheckProcesses,
  options: CheckOptions,
  context: CommandContext,
): Promise<void> {
  const about = named.map((name) => (name === '-' ? options.stdinFilename : name));
  const project = projectOf(options, about.length > 0 ? about : ['.'], [options.baseline ?? []].flat());
  const loader = await BoardLoader.create(options, project);
  // To go through a large folder takes a while before the first board is read.
  context.terminal.progress('looking for device trees …');
  const boards = named.length > 0 ? boardPaths(named, loader.files) : configuredBoards(loader);
  const { paths } = boards;
  context.terminal.progress('');
  for (const note of boards.notes) sayNote(context.terminal, note);
  const stdin = paths.indexOf('-');
  if (stdin >= 0) {
    loader.supply({ path: options.stdinFilename, text: await context.terminal.input() });
    paths[stdin] = options.stdinFilename;
  } else processes.start(jobsFor(paths.length, options.jobs));
  const applied = loader.appliedAmong(paths);
  const left = paths.filter((path) => !applied.has(path));
  const part = options.shard === undefined ? left : boardsOfShard(left, options.shard);
  const checks = new BoardChecks({ ...boards, paths: part }, loader, project, options, context.terminal, processes);
  if (part.length > 1) optimiseLate();
  await runCheck(part, checks, loader, project, options, context);
}

/** The boards that the `.dtheaps.json` here, or above, names. */
function configuredBoards(loader: BoardLoader): BoardPaths {
  const { file, boards } = loader.configurationOf('.');
  if (file === undefined || boards.length === 0) {
    throw new UnusableError('check: name files or folders, or have a .dtheaps.json whose "boards" does');
  }
  const folder = folderOf(file.path);
  return boardPaths(
    boards.map((pattern) => (folder === '.' ? pattern : `${folder}/${pattern}`)),
    loader.files,
  );
}

async function runCheck(
  paths: readonly string[],
  checks: BoardChecks,
  loader: BoardLoader,
  project: Project,
  options: CheckOptions,
  { terminal, finish }: CommandContext,
): Promise<void> {
  // Of a board whose own cannot be used that is said with it, and other boards are checked all the same.
  const configuration = loader.firstConfiguration(paths);
  for (const note of loader.absentNotes(configuration)) sayNote(terminal, note);
  let checked = await checks.round();
  const [first] = checked.unusable;
  const isNothingRead = checked.unusable.length === paths.length && checks.faults.length === 0;
  if (first !== undefined && isNothingRead) throw new UnusableError(first);
  if (options.diff === true) {
    const changes = new SourceChanges(loader.files, project);
    const { files } = checks.prover(checked).applied(checked.diagnostics, (file) => changes.mayChange(file));
    for (const file of files) terminal.outBytes(unifiedDiff(file));
    changes.sayNotes(terminal);
  } else if (options.fix === true) {
    checked = await fixBoards(checked, checks, loader.files, project, terminal);
  }
  let found = checked.diagnostics;
  for (const line of noteLines(found)) sayNote(terminal, line);
  // What is wrong with a configuration bears on many boards.
  const unusable = [...new Set([...checks.faults, ...checked.unusable])];
  const sayUnusable = (): void => {
    for (const line of unusable) sayFault(terminal, line);
  };
  if (options.writeBaseline !== undefined) {
    if (unusable.length > 0) {
      sayUnusable();
      sayFault(
        terminal,
        `${options.writeBaseline}: not written, as what is found on these boards would be missing in it`,
      );
      return finish(EXIT.unusable);
    }
    loader.files.protect(paths);
    const note = writeBaseline(loader.files, options.writeBaseline, found);
    if (note !== undefined) sayNote(terminal, note);
    terminal.error(`${options.writeBaseline}: ${counted(found.length, 'finding', 'findings')} written.`);
    return;
  }
  const baseline = options.baseline ?? configuration.baseline;
  if (baseline !== undefined) found = readBaseline(loader.files, baseline).remaining(found);
  const shown = options.quiet === true ? found.filter(({ severity }) => severity === 'error') : found;
  // Annotations show no fixes, so that none has to be tried.
  const isOffering = options.diff !== true && options.format !== 'github';
  const offered = isOffering ? await checks.offered(checked, shown) : shown;
  const { failures } = checks;
  if (options.diff !== true) print([...offered, ...failures], checked, unusable, options, terminal);
  else for (const { message } of failures) sayFault(terminal, message);
  sayUnusable();
  finish(statusOf([...found, ...failures], unusable, options));
}

function print(
  found: readonly Diagnostic[],
  { filesOf, unread, unusable: unusableBoards }: CheckedBoards,
  unusable: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
): void {
  const { style, columns } = terminal;
  const boards = filesOf.size - unusableBoards.length - found.filter(isNoBoardNote).length;
  const shard = options.shard === undefined ? undefined : { ...options.shard, unusable };
  if (options.format === 'json') {
    // A part names more includes, as the most wanted ones of all may be others.
    const causes = shard === undefined ? unread() : unread(MOST_INCLUDES_OF_A_PART);
    terminal.outPieces(diagnosticsJson(found, boards, causes, shard));
  } else if (options.format === 'sarif') terminal.outPieces(sarifPieces(found, RULES, VERSION, shard));
  else if (options.format === 'github') {
    if (found.length > 0) terminal.out(githubText(found));
  } else {
    // Notes stand beside the results already.
    const findings = found.filter((diagnostic) => !isNote(diagnostic));
    for (const diagnostic of findings) {
      terminal.out(`${diagnosticText(diagnostic, style, columns, options.kernels !== undefined)}\n`);
    }
    const causes = unread();
    if (boards > 1 || causes.boards > 0) for (const line of unreadText(causes)) terminal.out(line);
    terminal.out(countsText(findings, boards, style));
  }
}
