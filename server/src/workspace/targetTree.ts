import { type Analysis, analyse } from '../analysis.ts';
import { readBlob } from '../devicetree/blob/readBlob.ts';
import type { DeviceTree, DeviceTreeProperty } from '../devicetree/tree/deviceTree.ts';
import { printProperty } from '../devicetree/tree/printTree.ts';
import { stringsOf } from '../devicetree/tree/readProperty.ts';
import { type Region, readMemory } from '../memory/memoryMap.ts';
import type { Capture, CaptureNote } from '../simulation/capture/capture.ts';
import { closestBoot } from '../simulation/capture/closestBoot.ts';
import { joinRanges } from '../simulation/capture/memoryReader.ts';
import type { TargetTree, TreeDifference } from '../simulation/capture/targetTree.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import { sameData } from '../text/sameData.ts';
import { byteString, SourceFile } from '../text/sourceFile.ts';

/** The properties of a region that decide what becomes of it (bindings of reserved memory; `status` takes it away). */
const DECIDING = [
  'compatible',
  'reg',
  'size',
  'alignment',
  'alloc-ranges',
  'reusable',
  'no-map',
  'linux,cma-default',
  'linux,dma-default',
  'status',
];

/** The tree in a capture, or why there is none to read. */
export function readTargetTree({ blob }: Capture): {
  readonly tree?: DeviceTree;
  readonly notes: readonly CaptureNote[];
} {
  if (blob === undefined) return { notes: [] };
  const { tree, problems } = readBlob(new SourceFile('/sys/firmware/fdt', byteString(blob.bytes)));
  if (tree !== undefined && !blob.isCut) return { tree, notes: [] };
  const { dumpBytes } = INPUT_LIMITS;
  const isTooLarge = blob.size > dumpBytes;
  const tooLarge = `it says that it has ${blob.size} bytes, and no kernel takes more than ${dumpBytes >> 20} MiB`;
  const why = isTooLarge ? tooLarge : blob.isCut ? 'its end is missing' : (problems[0]?.message ?? 'it is no blob');
  return { notes: [{ message: `/sys/firmware/fdt cannot be read: ${why}`, line: blob.line }] };
}

/** A capture with what its tree says and nothing else does: RAM, which firmware fills in, and the command line. */
export function withTreeFacts(capture: Capture, tree: DeviceTree | undefined): Capture {
  if (tree === undefined || capture.blob === undefined) return capture;
  const ranges = joinRanges(readMemory(tree).banks.flatMap(({ entries }) => entries.map(({ range }) => range)));
  const total = ranges.reduce((sum, { size }) => sum + size, 0n);
  const memory = total === 0n ? undefined : { ranges, total, line: capture.blob.line };
  const bootArguments = tree.root.children.get('chosen')?.properties.get('bootargs');
  const commandLine = bootArguments === undefined ? undefined : (stringsOf(bootArguments)[0] ?? '');
  return {
    ...capture,
    memory: capture.memory ?? memory,
    commandLine: capture.commandLine ?? commandLine,
  };
}

/** The target's tree (on a `line` of the capture) booted as the board is, and where the two differ. */
export function targetTreeOf(analysis: Analysis, tree: DeviceTree, capture: Capture, line: number): TargetTree {
  // RAM is compared by itself: firmware fills it in.
  const profile = { ...analysis.profile, memory: analysis.boot.memory };
  const booted = analyse({ ...analysis.board, tree }, profile);
  const { outcome } = closestBoot(booted, capture);
  return { outcome, differences: differencesBetween(analysis.memory.regions, booted.memory.regions), line };
}

function differencesBetween(board: readonly Region[], target: readonly Region[]): TreeDifference[] {
  const onTarget = new Map(target.map((region) => [region.path, region]));
  const onBoard = new Set(board.map(({ path }) => path));
  return [
    ...board.flatMap((region) => {
      const other = onTarget.get(region.path);
      if (other !== undefined) return propertyDifferences(region, other);
      return [{ predicted: regionText(region), captured: undefined, isAdded: false }];
    }),
    ...target
      .filter(({ path }) => !onBoard.has(path))
      .map((region) => ({ predicted: undefined, captured: regionText(region), isAdded: true })),
  ];
}

function propertyDifferences(board: Region, target: Region): TreeDifference[] {
  return DECIDING.flatMap((name): TreeDifference[] => {
    const [before, after] = [board, target].map(({ node }) => node.properties.get(name));
    if (sameData(before?.value, after?.value)) return [];
    const words = (property: DeviceTreeProperty | undefined): string =>
      `${board.name}: ${property === undefined ? `no ${name}` : printProperty(property, false)}`;
    return [{ predicted: words(before), captured: words(after), isAdded: false }];
  });
}

function regionText({ name, node }: Region): string {
  const properties = DECIDING.flatMap((each) => node.properties.get(each) ?? []);
  return `${name} { ${properties.map((property) => printProperty(property, false)).join(' ')} }`;
}
