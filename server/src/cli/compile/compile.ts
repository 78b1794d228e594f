import { mkdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Command } from 'commander';
import { FileIdentities } from '../../disk/fileIdentities.ts';
import { nativePath, realPathOf } from '../../disk/nativePath.ts';
import { statusAt } from '../../disk/statusAt.ts';
import { byteString } from '../../text/sourceFile.ts';
import { isBelow } from '../../workspace/path.ts';
import type { CommandContext } from '../command.ts';
import { COMPILE_WORKER_COMMAND } from '../commandNames.ts';
import { EXIT, UnusableError } from '../failure.ts';
import { callLayers } from '../input/boardLoader.ts';
import { addBoardOptions, type BoardOptions } from '../input/boardOptions.ts';
import { STANDARD_INPUT } from '../input/namedBoard.ts';
import { NamedFiles } from '../input/namedFiles.ts';
import { projectOf } from '../input/project.ts';
import { jsonPieces } from '../output/jsonText.ts';
import { WorkerFault } from '../processes/workerProcess.ts';
import { jobsFor, readJobs, serveTasks, Workers } from '../processes/workers.ts';
import { sayFault, sayNote, type Terminal } from '../terminal.ts';
import { BoardCompiler, type CompileResult, type CompileSettings, type CompileTask } from './boardCompiler.ts';
import { outputNames } from './outputNames.ts';

interface CompileOptions extends BoardOptions {
  readonly output?: string;
  readonly outDir?: string;
  readonly jobs?: number;
  readonly symbols?: boolean;
}

/** `dtheaps compile BOARD -o OUT.dtb` and `dtheaps compile BOARD... --out-dir DIR`: the blobs that dtc would write. */
export function mountCompile(program: Command, context: CommandContext): void {
  addBoardOptions(
    program.command('compile <board...>').description('the DTB, byte for byte as cpp and dtc -b 0 write it'),
    ['text', 'json'],
    { boot: true },
  )
    .option('-o, --output <file>', 'where the blob of one board goes; - is standard output')
    .option('--out-dir <dir>', 'the folder in which the blobs of several boards go')
    .option(
      '-j, --jobs <number>',
      'processes for several boards (default: as many as pay, at most one a core)',
      readJobs,
    )
    .option('-@, --symbols', "generate __symbols__, as dtc's -@")
    .action(async (boards: readonly string[], options: CompileOptions) => {
      if (!(await compileBoards(boards, options, context.terminal))) context.finish(EXIT.unusable);
    });
  program.command(COMPILE_WORKER_COMMAND, { hidden: true }).action(serveAsWorker);
}

/** The worker's side of `--jobs`. */
const serveAsWorker = (): Promise<void> => serveTasks(prepareCompiling);

async function prepareCompiling(settings: CompileSettings): Promise<(task: CompileTask) => CompileResult> {
  const compiler = await BoardCompiler.create(settings);
  return (task) => compiler.compile(task);
}

/** Whether all blobs are written. What is wrong with the other boards is said, a line each. */
async function compileBoards(named: readonly string[], options: CompileOptions, terminal: Terminal): Promise<boolean> {
  const workers = new Workers<CompileSettings, CompileTask, CompileResult>(COMPILE_WORKER_COMMAND);
  try {
    // They make ready while it is found out what they may read.
    workers.start(jobsFor(named.length, options.jobs));
    return await compileWith(workers, named, options, terminal);
  } finally {
    workers.end();
  }
}

/** As `compileBoards`, by processes where there are any, else by this one. */
async function compileWith(
  workers: Workers<CompileSettings, CompileTask, CompileResult>,
  named: readonly string[],
  options: CompileOptions,
  terminal: Terminal,
): Promise<boolean> {
  const boards = named.map((name) => (name === STANDARD_INPUT ? options.stdinFilename : name));
  const { include, define, undefine, overlay, base = [], preprocess } = options;
  const project = projectOf(options, boards);
  // The blob depends on nothing that boots it, and a call that names what cannot be used is refused as by every command.
  callLayers(new NamedFiles(project), options);
  const settings: CompileSettings = {
    include,
    define,
    undefine,
    overlay,
    base,
    preprocess,
    symbols: options.symbols === true,
    project,
    supplied: named.includes(STANDARD_INPUT)
      ? { path: options.stdinFilename, text: await terminal.input() }
      : undefined,
  };
  const tasks = planTasks(boards, options);
  requireInputsKept(boards, options, tasks);
  const [first] = tasks;
  if (first?.output === '-') {
    if (options.format === 'json')
      throw new UnusableError('-o -: the blob goes to standard output, where --format json is printed: name a file');
    if (terminal.isWatched)
      throw new UnusableError('-o -: standard output is a terminal, which shows no blob: redirect it');
    const compiler = await BoardCompiler.create(settings);
    terminal.outBytes(byteString(compiler.blob(first.board)));
    return true;
  }
  const results = workers.count > 0 ? await workers.run(settings, tasks) : tasks.map(await prepareCompiling(settings));
  const faults = results.flatMap((result, index) => faultOf(result, tasks[index]) ?? []);
  for (const result of results) if ('note' in result && result.note !== undefined) sayNote(terminal, result.note);
  for (const fault of faults) sayFault(terminal, fault);
  if (options.format === 'json') terminal.outPieces(jsonPieces(resultsJson(tasks, results), 2));
  if (tasks.length > 1) terminal.error(`${tasks.length - faults.length} of ${tasks.length} boards compiled`);
  return faults.length === 0;
}

/** Why a board has no blob; `undefined` where it has. */
function faultOf(result: CompileResult | WorkerFault | undefined, task: CompileTask | undefined): string | undefined {
  return result instanceof WorkerFault ? `${task?.board}: ${result.message}` : result?.fault;
}

/** What came of each board, in the order of the call. */
function resultsJson(tasks: readonly CompileTask[], results: readonly (CompileResult | WorkerFault)[]): object {
  const boards = tasks.map((task, index) => {
    const reason = faultOf(results[index], task) ?? null;
    return { board: task.board, output: reason === null ? task.output : null, reason };
  });
  return { schemaVersion: 1, boards };
}

function planTasks(boards: readonly string[], { output, outDir }: CompileOptions): CompileTask[] {
  const [board] = boards;
  if (output !== undefined && outDir !== undefined) throw new UnusableError('-o and --out-dir exclude each other');
  if (outDir !== undefined) {
    makeFolder(outDir);
    const outputs = [...outputNames(boards, outDir)];
    for (const folder of new Set(outputs.map(([, place]) => dirname(place)))) makeFolderWithin(folder, outDir);
    return outputs.map(([path, place]) => ({ board: path, output: place, folder: outDir }));
  }
  if (output === undefined)
    throw new UnusableError('name the output: -o FILE for one board, --out-dir DIR for several');
  if (board === undefined || boards.length > 1) {
    throw new UnusableError(`-o takes one board, ${boards.length} are named: use --out-dir DIR`);
  }
  return [{ board, output }];
}

/**
 * Unusable where a blob would take the place of a file that the call names: of the source of another board, which may not be
 * read yet, or of what says how a board boots, which no blob depends on.
 */
function requireInputsKept(
  boards: readonly string[],
  { profile, kernelConfig }: CompileOptions,
  tasks: readonly CompileTask[],
): void {
  const inputs = new FileIdentities();
  for (const path of [...boards, profile, kernelConfig]) if (path !== undefined) inputs.add(path);
  for (const { board, output } of tasks) {
    const input = output === '-' ? undefined : inputs.find(output);
    if (input !== undefined)
      throw new UnusableError(`${board}: its blob would overwrite ${input}: name another output`);
  }
}

/** Makes a folder below one that is there; a link on the way that leads out of that is not followed. */
function makeFolderWithin(path: string, within: string): void {
  const real = realPathOf(within);
  let at = within;
  for (const part of relative(within, path).split(sep)) {
    at = join(at, part);
    makeFolder(at);
    const leadsTo = realPathOf(at);
    if (!isBelow(leadsTo, real)) throw new UnusableError(`${at}: it leads to ${leadsTo}, outside of ${real}`);
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(nativePath(path), { recursive: true });
    if (statusAt(path)?.isDirectory() === true) return;
  } catch {
    // Said below.
  }
  throw new UnusableError(`${path}: no folder can be made here`);
}
