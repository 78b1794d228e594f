import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { median, type Row, type Run, timed } from './measure.ts';
import { armBoards, PROJECT, type Tools, toolsCommand } from './tools.ts';

/** How the boards of a whole tree are run. */
export interface TreeOptions {
  readonly jobs?: number;
  readonly rounds?: number;
  /** Only the boards whose path holds this text. */
  readonly only?: string;
}

/** The rows of a whole tree, and the blobs that differ from those of `cpp | dtc`. */
export interface TreeRuns {
  readonly rows: readonly Row[];
  readonly blobs: number;
  readonly differing: readonly string[];
}

function differingBlobs(one: string, other: string): string[] {
  return readdirSync(one).filter((name) => {
    const [path, otherPath] = [join(one, name), join(other, name)];
    return !existsSync(otherPath) || !readFileSync(path).equals(readFileSync(otherPath));
  });
}

/**
 * The arm64 boards of a kernel tree through `cpp | dtc`, through `dtheaps compile --out-dir` and through `dtheaps check`
 * with all rules, in turn, on the same cores; the blobs are compared.
 */
export async function treeRows(tools: Tools, options: TreeOptions = {}): Promise<TreeRuns> {
  const { jobs = availableParallelism(), rounds = 1, only = '' } = options;
  const boards = armBoards(tools).filter((board) => board.includes(only));
  const work = mkdtempSync(join(tmpdir(), 'dtheaps-bench-'));
  const [toolOutput, ourOutput] = [join(work, 'tools'), join(work, 'dtheaps')];
  mkdirSync(toolOutput);
  const dtheaps = (...args: readonly string[]): Promise<Run> =>
    timed(process.execPath, [join(PROJECT, 'dist', 'dtheaps.cjs'), ...args, '--jobs', String(jobs), ...boards], {
      watchMemory: true,
    });
  const runs: { readonly tools: Run; readonly compile: Run; readonly check: Run }[] = [];
  for (let round = 1; round <= rounds; round++) {
    const shell = ['-P', String(jobs), '-n', '1', 'sh', '-c', toolsCommand(tools, toolOutput), 'sh'];
    runs.push({
      tools: await timed('xargs', shell, { input: boards.join('\n') }),
      compile: await dtheaps('compile', '--out-dir', ourOutput),
      check: await dtheaps('check', '--format', 'json'),
    });
  }
  const differing = differingBlobs(toolOutput, ourOutput);
  const blobs = readdirSync(toolOutput).length;
  rmSync(work, { recursive: true, force: true });
  const rowOf = (name: 'compile' | 'check', time: 'seconds' | 'processorSeconds', atMost?: number): Row => ({
    work: `tree: ${name} ${boards.length} boards, ${time === 'seconds' ? `${jobs} jobs` : 'processor time'}`,
    ours: median(runs.map((run) => run[name][time])),
    unit: 's',
    beside: { name: 'cpp | dtc', value: median(runs.map((run) => run.tools[time])) },
    ...(atMost === undefined ? {} : { atMost }),
    ...(time === 'seconds' ? { memory: Math.max(...runs.map((run) => run[name].peakMegabytes ?? 0)) } : {}),
  });
  const rows = [
    rowOf('compile', 'seconds', 0.2),
    rowOf('compile', 'processorSeconds'),
    rowOf('check', 'seconds', 0.33),
    rowOf('check', 'processorSeconds'),
  ];
  return { rows, blobs, differing };
}
