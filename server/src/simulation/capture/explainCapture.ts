import type { BootOutcome } from '../../kernel/outcome/bootOutcome.ts';
import { appendAll } from '../../text/appendAll.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import type { Capture, CaptureNote } from './capture.ts';
import { type OtherMemory, otherMemory } from './capturedMemory.ts';
import {
  type CaptureDifference,
  type ComparedCounts,
  comparedCounts,
  difference,
  differencesOf,
  type ExplainedDifference,
  identity,
  settledBy,
} from './compareCapture.ts';
import { refusedReservationCause } from './refusedReservation.ts';
import { regionCauses } from './regionChanges.ts';
import { namesNoRegion, regionKindCauses } from './regionKinds.ts';
import { settledByTree, type TargetTree, treeDifferences } from './targetTree.ts';
import { profileCauses, type TryProfile } from './triedProfiles.ts';
import { unknownHeapCause } from './unknownHeap.ts';

/** What a capture and a prediction have to do with each other. */
export interface CaptureComparison {
  readonly compared: ComparedCounts;
  readonly differences: readonly ExplainedDifference[];
  readonly notes: readonly CaptureNote[];
}

/** What a capture is held against. */
export interface Prediction {
  readonly outcome: BootOutcome;
  /** The board's `model`, or the first `compatible` that the kernel prints instead. */
  readonly model: string | undefined;
  /** The same board booted with other options. */
  readonly withProfile: TryProfile;
  /** The tree that the target was booted with, where the capture has it. */
  readonly targetTree: TargetTree | undefined;
}

/** The heap of an area that the command line or the configuration asks for, whatever the tree says. */
const COMMAND_LINE_HEAP = 'reserved';
/** A name is sought in this many characters of a difference at one look. */
const CHARACTERS_OF_A_LOOK = 256;

/** Holds a capture against a prediction, and says of each difference what explains it, as far as the capture shows that. */
export function explainCapture(capture: Capture, prediction: Prediction): CaptureComparison {
  const { outcome } = prediction;
  const differences = differencesOf(outcome, capture);
  const notes = [...capture.notes, ...extentNotes(capture), ...modelNotes(capture, prediction)];
  const memory = capture.memory === undefined ? undefined : otherMemory(outcome, capture.memory);
  const byMemory = memory === undefined ? new Set<string>() : settledByMemory(memory, capture, prediction, differences);
  const byTree = settledByTree(prediction.targetTree, capture, differences);
  const byProfile = profileCauses(outcome, capture, differences, prediction.withProfile);
  const regionCause = regionCauses(outcome, capture);
  const kindCause = regionKindCauses(outcome, capture);
  const sought = soughtCauses(outcome, capture, differences);
  const ofRegion = new Map([...sought].map((each) => [each, regionCause(each) ?? kindCause(each)]));
  const regional = new Set([...ofRegion.values()].filter((cause) => cause !== undefined));
  // Where one region alone is otherwise, it explains what names none: the default area, which a node gives or leaves to others.
  const [only] = regional.size === 1 && sought.size === differences.length ? regional : [];
  const isOfCommandLine = capture.commandLine === undefined && lacksDefaultHeap(differences);
  const causeOf = (each: CaptureDifference): string | undefined =>
    (memory !== undefined && byMemory.has(identity(each)) ? memoryCause(memory) : undefined) ??
    folderCause(each, capture) ??
    byTree.get(identity(each)) ??
    byProfile.get(identity(each)) ??
    (isOfCommandLine ? commandLineCause(each) : undefined) ??
    (sought.has(each) ? causeByRegions(each) : undefined);
  const causeByRegions = (each: CaptureDifference): string | undefined =>
    refusedReservationCause(outcome, each) ??
    ofRegion.get(each) ??
    (only !== undefined && namesNoRegion(each, outcome) ? only : undefined) ??
    unknownHeapCause(outcome, each);
  const ofTree = treeDifferences(prediction.targetTree, byTree.size > 0);
  const explained = [
    ...ofTree.differences,
    ...differences.map((each): ExplainedDifference => ({ ...each, cause: causeOf(each) })),
  ];
  appendAll(notes, ofTree.notes);
  if (memory !== undefined && byMemory.size > 0) {
    const line = capture.memory?.line;
    explained.unshift({
      ...difference('memory', memory.predicted, memory.captured, line),
      cause: memoryCause(memory),
    });
  } else if (memory !== undefined) {
    const message = `${memory.captured} on the target, predicted with ${memory.predicted}; firmware fills /memory on most boards. To predict with the target's: ${memory.options}`;
    notes.push({ message, line: capture.memory?.line });
  }
  if (sought.size < differences.length) {
    const message = `of ${differences.length} differences the first ${sought.size} alone are held against the regions, to find what explains them`;
    notes.push({ message, line: undefined });
  }
  if (explained.some(({ cause }) => cause === undefined) && capture.kernel === undefined) {
    const message = `the capture does not say which kernel printed it; predicted with Linux ${outcome.profile.kernel} (--kernel)`;
    notes.push({ message, line: undefined });
  }
  return { compared: comparedCounts(capture), differences: explained, notes };
}

/**
 * The differences for which a cause is sought among the regions: the first ones, as many as the limit has room for. Each
 * is held against every region, area, heap and message of both sides.
 */
function soughtCauses(
  { regions, log }: BootOutcome,
  { areas, heaps, log: captured }: Capture,
  differences: readonly CaptureDifference[],
): ReadonlySet<CaptureDifference> {
  const others = [regions, log, areas?.items ?? [], heaps?.items ?? [], captured?.messages ?? []];
  const looks = others.reduce((sum, { length }) => sum + length, 1);
  const sought = new Set<CaptureDifference>();
  let left: number = INPUT_LIMITS.explainingLooks;
  for (const each of differences) {
    const characters = (each.predicted?.length ?? 0) + (each.captured?.length ?? 0);
    left -= looks * (1 + Math.floor(characters / CHARACTERS_OF_A_LOOK));
    if (left < 0) break;
    sought.add(each);
  }
  return sought;
}

function memoryCause({ captured, options }: OtherMemory): string {
  return `the target has other RAM (${captured}): ${options}`;
}

/** The differences that are gone when the prediction has the target's RAM. */
function settledByMemory(
  { ranges }: OtherMemory,
  capture: Capture,
  { withProfile }: Prediction,
  differences: readonly CaptureDifference[],
): ReadonlySet<string> {
  if (differences.length === 0) return new Set();
  return settledBy(withProfile({ memory: ranges }), capture, differences).settled;
}

function folderCause({ kind, predicted }: CaptureDifference, { noHeapFolder }: Capture): string | undefined {
  if (kind !== 'heap' || predicted === undefined || noHeapFolder === undefined) return undefined;
  return 'the target has no folder of heaps: its kernel has no CONFIG_DMABUF_HEAPS, or nothing mounted devtmpfs on /dev';
}

/** Whether the target has the heap of `cma=` in place of one that the tree gives. */
function lacksDefaultHeap(differences: readonly CaptureDifference[]): boolean {
  const heaps = differences.filter(({ kind }) => kind === 'heap');
  return (
    heaps.some(({ captured }) => captured === COMMAND_LINE_HEAP) &&
    heaps.some(({ predicted }) => predicted !== undefined)
  );
}

/** `cma=` takes the default area away from its node, which seldom has a unit address. */
function commandLineCause({ kind, predicted, captured }: CaptureDifference): string | undefined {
  if (kind !== 'heap') return undefined;
  if (captured !== COMMAND_LINE_HEAP && (predicted === undefined || predicted.includes('@'))) return undefined;
  return 'a heap "reserved" in place of a node\'s comes of cma= on the command line, which the capture does not show: --cmdline "cma=…" with what /proc/cmdline says';
}

function extentNotes({ log, heaps, areas }: Capture): CaptureNote[] {
  const notes: string[] = [];
  if (log?.extent === 'excerpt') {
    notes.push(
      "only a part of the kernel's log is here (an excerpt, or a log that begins late): predicted messages that it lacks are not counted",
    );
  }
  if (log?.extent === 'early') {
    notes.push(
      'the log ends before drivers start, only a part of it is here: predicted messages of later are not counted',
    );
  }
  if (heaps?.isWhole === false)
    notes.push('only a part of the heaps was listed: heaps that are not in it are not counted');
  if (areas?.isWhole === false)
    notes.push('only a part of the CMA areas was printed: areas that are not in it are not counted');
  return notes.map((message) => ({ message, line: undefined }));
}

/** Firmware adds revisions to a model: another one is worth knowing and no difference. */
function modelNotes({ model: printed }: Capture, { model }: Prediction): CaptureNote[] {
  if (printed === undefined || model === undefined || printed.text === model) return [];
  return [{ message: `the target is "${printed.text}", the board "${model}"`, line: printed.line }];
}
