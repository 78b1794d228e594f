import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';

/** One line of the table of benchmarks: a piece of work with what it cost, beside something else of the same run. */
export interface Row {
  /** Which benchmark it is of, and what was done. */
  readonly work: string;
  readonly ours: number;
  readonly unit: 'ms' | 's' | 'MiB' | 'per s';
  /** What it is held against, measured in the same run. */
  readonly beside?: { readonly name: string; readonly value: number };
  /** The most that `ours / beside` may be, or where nothing stands beside it, that `ours` may be. */
  readonly atMost?: number;
  /** The least that `ours` may be: for what is counted a second. */
  readonly atLeast?: number;
  /** The most memory that the processes held, in MiB. */
  readonly memory?: number;
}

/** How often the memory of processes is looked at, in milliseconds. */
const SAMPLING_INTERVAL = 25;

const TICKS_A_SECOND = 100;

/** What a process and all that it started has cost. */
export interface Run {
  readonly seconds: number;
  /** Processor time, which other work on the machine disturbs less; 0 where the system does not say. */
  readonly processorSeconds: number;
  /** The sum of what each process held at most, in MiB; `undefined` where it was not asked for. */
  readonly peakMegabytes: number | undefined;
  readonly status: number | null;
}

/** The value below which a share of the values lies (0.5: the median). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

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

function statFields(pid: number | 'self'): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
  } catch {
    return [];
  }
}

/** Processor seconds of all child processes that have ended (proc(5), `cutime` and `cstime`). */
function childrenProcessorSeconds(): number {
  const fields = statFields('self');
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / TICKS_A_SECOND;
}

/** Processor seconds that a running process has used (proc(5), `utime` and `stime`). */
export function processorSecondsOf(pid: number): number {
  const fields = statFields(pid);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_A_SECOND;
}

/** What a running process holds in memory (`VmRSS`), or has held at most (`VmHWM`), in MiB; 0 where nobody says. */
export function memoryOf(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  try {
    const kilobytes = new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Runs a command to its end; what it prints is thrown away. `input` is its standard input. */
export function timed(
  command: string,
  args: readonly string[],
  { input, watchMemory = false }: { readonly input?: string; readonly watchMemory?: boolean } = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const processorBegin = childrenProcessorSeconds();
    const child = spawn(command, args, { stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'inherit'] });
    const highWater = new Map<number, number>();
    const sample = (): void => {
      for (const pid of processesBelow(child.pid ?? 0)) {
        const megabytes = memoryOf(pid, 'VmHWM');
        if (megabytes > 0) highWater.set(pid, megabytes);
      }
    };
    const isWatched = watchMemory && existsSync('/proc/self/status');
    const timer = isWatched ? setInterval(sample, SAMPLING_INTERVAL) : undefined;
    child.stdin?.end(input);
    child.on('error', reject);
    child.on('exit', (status) => {
      clearInterval(timer);
      resolve({
        seconds: (performance.now() - begin) / 1000,
        processorSeconds: childrenProcessorSeconds() - processorBegin,
        peakMegabytes: isWatched ? [...highWater.values()].reduce((sum, megabytes) => sum + megabytes, 0) : undefined,
        status,
      });
    });
  });
}

/** What a Node of this version takes to do nothing, in milliseconds: the floor of every start. */
export async function bareNodeMilliseconds(): Promise<number> {
  return (await timed(process.execPath, ['-e', '0'])).seconds * 1000;
}
