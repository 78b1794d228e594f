import { type Analysis, analyse, withKernel } from '../analysis.ts';
import { stringsOf } from '../devicetree/tree/readProperty.ts';
import { COMPARED_RELEASES } from '../kernel/behaviours/releases.ts';
import { isKernelVersion } from '../profile/profileJson.ts';
import { readBareListing } from '../simulation/capture/bareListing.ts';
import type { Capture } from '../simulation/capture/capture.ts';
import { closestBoot } from '../simulation/capture/closestBoot.ts';
import { type CaptureComparison, explainCapture } from '../simulation/capture/explainCapture.ts';
import { readCapture } from '../simulation/capture/readCapture.ts';
import type { Layer } from './layers.ts';
import { readTargetTree, targetTreeOf, withTreeFacts } from './targetTree.ts';

/** A prediction, and how it differs from what a target printed: of the boots that are possible, the closest one. */
export interface TargetComparison {
  /** The board booted as the target says that it was. */
  readonly analysis: Analysis;
  readonly comparison: CaptureComparison;
}

/**
 * Holds a board against what a target printed (`text`, decoded; `path` is where it stands). `openWith` boots the board
 * with one more layer. `undefined` where the text holds nothing of a target.
 */
export async function compareWithTarget(
  own: Analysis,
  text: string,
  path: string,
  openWith: (layer: Layer) => Promise<Analysis>,
): Promise<TargetComparison | undefined> {
  const read = readCapture(text);
  const found = holdsAnything(read) ? read : readBareListing(text, heapsOnAnyKernel(own));
  if (found === undefined) return undefined;
  const { tree, notes } = readTargetTree(found);
  const capture = withTreeFacts({ ...found, notes: [...found.notes, ...notes] }, tree);
  const analysis = await predictionFor(capture, path, openWith);
  const closest = closestBoot(analysis, capture);
  const comparison = explainCapture(capture, {
    outcome: closest.outcome,
    model: modelOf(analysis),
    targetTree:
      tree === undefined || capture.blob === undefined
        ? undefined
        : targetTreeOf(analysis, tree, capture, capture.blob.line),
    withProfile: (settings) =>
      closestBoot(analyse(analysis.board, { ...analysis.profile, ...settings }), capture).outcome,
  });
  return { analysis, comparison: { ...comparison, notes: [...closest.notes, ...comparison.notes] } };
}

/** The names of the board's heaps on every kernel that is compared: a listing alone does not say which one printed it. */
function heapsOnAnyKernel(analysis: Analysis): ReadonlySet<string> {
  const boots = [analysis, ...COMPARED_RELEASES.map((kernel) => withKernel(analysis, kernel))];
  return new Set(boots.flatMap(({ boot }) => boot.heaps.map(({ name }) => name)));
}

/** The board booted as the target says that it was; where nobody says how much RAM there is, with the target's. */
async function predictionFor(
  capture: Capture,
  path: string,
  openWith: (layer: Layer) => Promise<Analysis>,
): Promise<Analysis> {
  const { origin, values } = captureLayer(capture, path);
  const analysis = await openWith({ origin, values });
  const ranges = capture.memory?.ranges;
  if (!analysis.memoryAssumed || ranges === undefined) return analysis;
  return openWith({ origin, values: { ...values, memory: ranges } });
}

function holdsAnything({ noHeapFolder: _line, notes: _notes, ...things }: Capture): boolean {
  return Object.values(things).some((thing) => thing !== undefined);
}

/** What the target says about the kernel that it runs. */
function captureLayer({ kernel, architecture, commandLine, pageSize }: Capture, path: string): Layer {
  return {
    origin: { layer: 'capture', path },
    values: {
      ...(kernel !== undefined && isKernelVersion(kernel) ? { kernel } : {}),
      ...(architecture === undefined ? {} : { architecture }),
      ...(commandLine === undefined ? {} : { commandLine }),
      ...(pageSize === undefined || pageSize === 4096 ? {} : { config: pageSizeConfig(pageSize) }),
    },
  };
}

/** The configuration of an arm64 kernel with large pages. */
function pageSizeConfig(pageSize: number): ReadonlyMap<string, string> {
  return new Map([[`CONFIG_ARM64_${pageSize / 1024}K_PAGES`, 'y']]);
}

/** What the kernel prints as the machine's model (drivers/of/fdt.c, of_flat_dt_get_machine_name). */
function modelOf({ board }: Analysis): string | undefined {
  const { properties } = board.tree.root;
  return stringsOf(properties.get('model'))[0] ?? stringsOf(properties.get('compatible'))[0];
}
