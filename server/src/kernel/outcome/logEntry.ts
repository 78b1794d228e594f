/** What a message of the boot log is about, whatever words its version has for it. */
export type LogEvent =
  | 'memory-ignored'
  | 'no-reserved-memory'
  | 'unsupported-format'
  | 'invalid-property'
  | 'not-reserved'
  | 'reg-entries-ignored'
  | 'not-placed'
  | 'table-full'
  | 'default-node-bypassed'
  | 'cma-misaligned'
  | 'cma-not-set-up'
  | 'cma-created'
  | 'coherent-needs-no-map'
  | 'coherent-redefined'
  | 'coherent-created'
  | 'coherent-default-set'
  | 'coherent-list-full'
  | 'driver-took-node'
  | 'node-refused'
  | 'region-kept'
  | 'overlap'
  | 'cma-slots-full'
  | 'default-area-refused'
  | 'default-area-reserved'
  | 'default-area-not-reserved'
  | 'cma-not-activated'
  | 'cma-allocation-failed'
  | 'remap-refused'
  | 'heap-not-added'
  | 'pool-beyond-mask'
  | 'memblock-full';

/** The region that a message is about. */
export interface LoggedRegion {
  readonly name: string;
  readonly path: string;
}

/** A message of the boot log. */
export interface LogEntry {
  readonly event: LogEvent;
  /** The paths of the regions that it is about, the one that it is printed for first; empty where it is about none. */
  readonly regions: readonly string[];
  /** The name of the heap that it is about; absent where it is about none. */
  readonly heap?: string;
  /** As the kernel of this version prints it; a message of two lines has a line feed. */
  readonly line: string;
}

/** Whatever has a boot log. */
interface Logged {
  readonly log: readonly LogEntry[];
}

/** The entries that are about a region, in order. */
export function logAbout({ log }: Logged, path: string): readonly LogEntry[] {
  return entriesByPath(log).get(path) ?? [];
}

/** The first entry that is about a region and one of some events; `undefined` where the kernel says nothing of the kind. */
export function logOf(boot: Logged, path: string, ...events: readonly LogEvent[]): LogEntry | undefined {
  return logAbout(boot, path).find(({ event }) => events.includes(event));
}

/** The first entry of an event, whatever region it is about. */
export function logOfEvent({ log }: Logged, event: LogEvent): LogEntry | undefined {
  return log.find((entry) => entry.event === event);
}

const BY_PATH = new WeakMap<readonly LogEntry[], ReadonlyMap<string, readonly LogEntry[]>>();

function entriesByPath(log: readonly LogEntry[]): ReadonlyMap<string, readonly LogEntry[]> {
  const known = BY_PATH.get(log);
  if (known !== undefined) return known;
  const byPath = new Map<string, LogEntry[]>();
  for (const entry of log) {
    for (const path of new Set(entry.regions)) {
      const entries = byPath.get(path);
      if (entries === undefined) byPath.set(path, [entry]);
      else entries.push(entry);
    }
  }
  BY_PATH.set(log, byPath);
  return byPath;
}
