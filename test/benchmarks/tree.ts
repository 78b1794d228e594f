/**
 * `npm run bench:tree [-- FOLDER] [--jobs N] [--rounds N]`: the arm64 boards of a kernel tree through `cpp | dtc` and
 * through `dtheaps compile --out-dir`, in turn, on the same cores. Prints wall times, their ratio, boards a second and
 * the peak of memory, and compares the blobs.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { boardFiles, cacheFolder, kernelTree } from '../kernel-tree/kernelSource.ts';
import { buildOracle } from '../kernel-tree/oracle.ts';

/** How often the memory of the processes is looked at, in milliseconds. */
const SAMPLING_INTERVAL = 25;

interface Run {
  readonly seconds: number;
  /** Processor time of all its processes, which other work on the machine disturbs less; 0 where it is not told. */
  readonly processorSeconds: number;
  /** The sum of what each process held at most, in MiB; `undefined` where the system does not tell. */
  readonly peakMegabytes: number | undefined;
}

function optionOf(args: readonly string[], name: string, otherwise: number): number {
  const at = args.indexOf(name);
  const value = at < 0 ? otherwise : Number(args[at + 1]);
  return Number.isInteger(value) && value > 0 ? value : otherwise;
}

/** The processes that a process has started, and itself. */
function processesBelow(pid: number): number[] {
  const found = [pid];
  for (let index = 0; index < found.length; index++) {
    const at = found[index];
    try {
      const children = readFileSync(`/proc/${at}/task/${at}/children`, 'utf8').trim();
      if (children !== '') found.push(...children.split(' ').map(Number));
    } catch {
      // It has ended.
    }
  }
  return found;
}

/** Processor seconds of all child processes that have ended, in ticks of 1/100 s as Linux tells them. */
function childrenProcessorSeconds(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return 0;
  }
}

function timed(command: string, args: readonly string[], input?: string): Promise<Run> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const processorBegin = childrenProcessorSeconds();
    const child = spawn(command, args, { stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'inherit'] });
    const highWater = new Map<number, number>();
    const sample = (): void => {
      for (const pid of processesBelow(child.pid ?? 0)) {
        try {
          const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
          if (kilobytes !== undefined) highWater.set(pid, Number(kilobytes));
        } catch {
          // It has ended.
        }
      }
    };
    const timer = existsSync('/proc/self/status') ? setInterval(sample, SAMPLING_INTERVAL) : undefined;
    child.stdin?.end(input);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(timer);
      const seconds = (performance.now() - begin) / 1000;
      if (code !== 0) console.error(`${command} ended with status ${code}`);
      const peak = [...highWater.values()].reduce((sum, kilobytes) => sum + kilobytes, 0) / 1024;
      const processorSeconds = childrenProcessorSeconds() - processorBegin;
      resolve({ seconds, processorSeconds, peakMegabytes: timer === undefined ? undefined : peak });
    });
  });
}

/** A shell command for one board, `$1`; the output's name is made of it. */
function toolsCommand(root: string, dtc: string, output: string): string {
  const prefixes = `${root}/scripts/dtc/include-prefixes`;
  const cpp = `cpp -nostdinc -I ${prefixes} -undef -D__DTS__ -x assembler-with-cpp`;
  const compile = `${dtc} -q -I dts -O dtb -b 0 -i "$(dirname "$1")" -i ${prefixes} -o "${output}/$(basename "$1" .dts).dtb" -`;
  return `${cpp} "$1" | ${compile}`;
}

function differingBlobs(one: string, other: string): string[] {
  return readdirSync(one).filter((name) => {
    const [path, otherPath] = [join(one, name), join(other, name)];
    return !existsSync(otherPath) || !readFileSync(path).equals(readFileSync(otherPath));
  });
}

async function main(args: readonly string[]): Promise<number> {
  const jobs = optionOf(args, '--jobs', availableParallelism());
  const rounds = optionOf(args, '--rounds', 1);
  const named = args.find((arg, index) => !arg.startsWith('-') && !args[index - 1]?.startsWith('--'));
  const root = kernelTree(named);
  const { dtc } = buildOracle(root, cacheFolder());
  const project = fileURLToPath(new URL('../..', import.meta.url));
  execFileSync(process.execPath, ['scripts/build.mjs', '--if-stale'], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const boards = boardFiles(root, ['arm64'])
    .filter((board) => board.endsWith('.dts'))
    .map((board) => join(root, board));
  const work = mkdtempSync(join(tmpdir(), 'dtheaps-bench-'));
  const [toolOutput, ourOutput] = [join(work, 'tools'), join(work, 'dtheaps')];
  mkdirSync(toolOutput);
  console.log(`${boards.length} boards of ${basename(root)}, ${jobs} jobs, ${rounds} rounds`);

  let differing: string[] = [];
  const ratios: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const shell = ['-P', String(jobs), '-n', '1', 'sh', '-c', toolsCommand(root, dtc, toolOutput), 'sh'];
    const tools = await timed('xargs', shell, boards.join('\n'));
    const program = [join(project, 'dist', 'dtheaps.mjs'), 'compile', '--out-dir', ourOutput, '--jobs', String(jobs)];
    const ours = await timed(process.execPath, [...program, ...boards]);
    ratios.push(ours.seconds / tools.seconds);
    const rate = (run: Run): string =>
      `${run.seconds.toFixed(2)} s, ${run.processorSeconds.toFixed(1)} s of processor, ${(boards.length / run.seconds).toFixed(0)} boards/s`;
    const memory =
      ours.peakMegabytes === undefined ? '' : `, peak ${ours.peakMegabytes.toFixed(0)} MiB in all processes`;
    console.log(
      `round ${round}: cpp | dtc ${rate(tools)}; dtheaps ${rate(ours)}${memory}; ratio ${ratios.at(-1)?.toFixed(3)} (of processor time ${(ours.processorSeconds / tools.processorSeconds).toFixed(3)})`,
    );
    differing = differingBlobs(toolOutput, ourOutput);
  }
  const total = readdirSync(toolOutput).length;
  console.log(
    `${total - differing.length} of ${total} blobs are the same${differing.length > 0 ? `; not ${differing.slice(0, 10).join(', ')}` : ''}`,
  );
  const median = ratios.toSorted((one, other) => one - other)[Math.floor(ratios.length / 2)] ?? 1;
  console.log(`ratio ${median.toFixed(3)} (goal: at most 0.25)`);
  rmSync(work, { recursive: true, force: true });
  return differing.length === 0 ? 0 : 1;
}

if (spawnSync('cpp', ['--version']).error !== undefined) {
  console.error('cpp is missing: install the package cpp (or gcc)');
  process.exitCode = 2;
} else {
  process.exitCode = await main(process.argv.slice(2));
}
