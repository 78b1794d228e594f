import { AddressRange } from '../kernel/addressRange.ts';
import type { Fix } from '../rules/finding.ts';
import { check } from '../rules/registry.ts';
import type { RelatedPlace } from '../text/problem.ts';
import type { Span } from '../text/sourceFile.ts';
import { UnusableError } from './failure.ts';
import { BoardLoader } from './input/boardLoader.ts';
import type { BoardOptions } from './input/boardOptions.ts';
import type { NamedFiles } from './input/namedFiles.ts';
import { type Diagnostic, diagnosticOfFinding, diagnosticOfProblem } from './output/diagnostic.ts';
import { runInProcesses, serveTasks, WorkerFault } from './processes/workers.ts';

/** The hidden command by which the program starts itself as a worker. */
export const CHECK_WORKER_COMMAND = 'check-worker';

/** What of the call's options bears on what is found. Plain values, so that another process can be told. */
export interface CheckSettings {
  readonly board: BoardOptions;
  /** Absent: the kernel that the board's profile names. */
  readonly kernels: readonly string[] | undefined;
}

/** Everything found on one board. Unusable where there is no such file. */
export function checkBoard(loader: BoardLoader, path: string, kernels: readonly string[] | undefined): Diagnostic[] {
  const loaded = loader.read(path);
  const diagnostics = loaded.board.problems.map((problem) => diagnosticOfProblem(problem, path));
  for (const kernel of kernels ?? [loaded.profile.kernel]) {
    for (const finding of check(loaded.analyse(kernel))) diagnostics.push(diagnosticOfFinding(finding, path, kernel));
  }
  return diagnostics;
}

/** A span by its file's path, as it goes from process to process. */
interface PlainSpan {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

interface PlainDiagnostic extends Omit<Diagnostic, 'span' | 'related' | 'fixes'> {
  readonly span: PlainSpan | undefined;
  readonly related: readonly { readonly span: PlainSpan; readonly message: string }[];
  readonly fixes: readonly (Omit<Fix, 'edits'> & {
    readonly edits: readonly { readonly span: PlainSpan; readonly newText: string }[];
  })[];
}

/** What a worker answers for a board: what it found, or why the board is unusable. */
type CheckResult = readonly PlainDiagnostic[] | string;

/** Checks boards in several processes; everything found on all of them, in the order of the boards. */
export async function checkInProcesses(
  settings: CheckSettings,
  paths: readonly string[],
  jobs: number,
  files: NamedFiles,
  onProgress: (done: number) => void,
): Promise<Diagnostic[]> {
  const results = await runInProcesses<CheckSettings, string, CheckResult>(
    CHECK_WORKER_COMMAND,
    settings,
    paths,
    jobs,
    onProgress,
  );
  return results.flatMap((result, index) => {
    if (result instanceof WorkerFault) throw new UnusableError(`${paths[index]}: ${result.message}`);
    if (typeof result === 'string') throw new UnusableError(result);
    return result.map((diagnostic) => restored(diagnostic, files));
  });
}

/** The worker's side. */
export function serveChecks(): Promise<void> {
  return serveTasks<CheckSettings, string, CheckResult>(async ({ board, kernels }) => {
    const memory = board.memory.map(({ base, size }) => new AddressRange(base, size));
    const loader = await BoardLoader.create({ ...board, memory });
    loader.files.trusting = true;
    return (path) => {
      try {
        return checkBoard(loader, path, kernels).map(plain);
      } catch (error) {
        return error instanceof UnusableError ? error.message : `${path}: internal error: ${String(error)}`;
      }
    };
  });
}

function plain(diagnostic: Diagnostic): PlainDiagnostic {
  const plainSpan = ({ file, start, end }: Span): PlainSpan => ({ path: file.path, start, end });
  return {
    ...diagnostic,
    span: diagnostic.span === undefined ? undefined : plainSpan(diagnostic.span),
    related: diagnostic.related.map(({ span, message }) => ({ span: plainSpan(span), message })),
    fixes: diagnostic.fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.map(({ span, newText }) => ({ span: plainSpan(span), newText })),
    })),
  };
}

/** The same diagnostic with its files read again here; what stands in a file that is gone by now is left out. */
function restored(diagnostic: PlainDiagnostic, files: NamedFiles): Diagnostic {
  const spanOf = ({ path, start, end }: PlainSpan): Span | undefined => {
    const file = files.read(path);
    return file === undefined ? undefined : { file, start, end };
  };
  return {
    ...diagnostic,
    span: diagnostic.span === undefined ? undefined : spanOf(diagnostic.span),
    related: diagnostic.related.flatMap((place): RelatedPlace[] => {
      const span = spanOf(place.span);
      return span === undefined ? [] : [{ span, message: place.message }];
    }),
    fixes: diagnostic.fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.flatMap((edit) => {
        const span = spanOf(edit.span);
        return span === undefined ? [] : [{ span, newText: edit.newText }];
      }),
    })),
  };
}
