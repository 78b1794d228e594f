import type { BootedRegion, BootOutcome } from '../../kernel/outcome/bootOutcome.ts';
import { firstBy } from '../firstBy.ts';
import type { Capture } from './capture.ts';
import type { CaptureDifference } from './compareCapture.ts';
import { addressesIn, type LoggedRegion, loggedRegions } from './loggedRegions.ts';

/** What is said about the area that no node is named in: the default area of the command line or of the configuration. */
const DEFAULT_AREA = /^(?:reserved|default_cma_region)(?:$|[: ])|^cma: (?:Reserved|Size|Failed) /;

const CMA = 'a CMA pool';
const COHERENT = 'a coherent pool';
const MAPPED_COHERENT = 'a coherent pool that stays mapped';
const NO_MAP = 'no-map memory';
const PLAIN = 'memory without a driver';
/** `rmem_cma_setup` (kernel/dma/contiguous.c) refuses `no-map`, `rmem_dma_setup` (kernel/dma/coherent.c) `reusable`: neither takes both. */
const NO_MAP_REUSABLE = 'memory without a driver, no-map as well as reusable,';

/** What a region of a name is, in words, on one side. */
type Kinds = ReadonlyMap<string, string>;

/**
 * The cause of differences that come of a region that is of another kind on the target, or is on one side alone, in one
 * sentence: the function that is answered finds it for one difference.
 */
export function regionKindCauses(
  outcome: BootOutcome,
  capture: Capture,
): (difference: CaptureDifference) => string | undefined {
  const predicted: Kinds = new Map(outcome.regions.map((region) => [region.name, predictedKind(region)]));
  const logged = loggedRegions(capture.log?.messages ?? []);
  const captured = capturedKinds(outcome, logged, capture);
  const regions = firstBy(outcome.regions, ({ name }) => name);
  const names = [...new Set([...predicted.keys(), ...captured.keys()])]
    .sort((a, b) => b.length - a.length)
    .map((name) => ({ name, bases: [regions.get(name)?.range?.base, logged.get(name)?.range?.base] }));
  const isListed = (name: string): boolean =>
    (capture.areas?.isWhole === true && predicted.get(name) === CMA) ||
    isLoggedOnlyInPrediction(outcome, capture, name);
  return (each) => {
    const text = `${each.predicted ?? ''}\n${each.captured ?? ''}`;
    const addresses = addressesIn(text);
    const name = names.find(
      (candidate) =>
        isNamed(text, candidate.name) || candidate.bases.some((base) => base !== undefined && addresses.has(base)),
    )?.name;
    if (name === undefined || isLeftOpen(outcome, name)) return undefined;
    return changeText(name, predicted.get(name), captured.get(name) ?? (isListed(name) ? 'none' : undefined));
  };
}

/** Whether a log of which nothing is missing has no message with a name that the predicted log has. */
function isLoggedOnlyInPrediction({ log }: BootOutcome, capture: Capture, name: string): boolean {
  if (capture.log === undefined || capture.log.extent === 'excerpt') return false;
  const names = (text: string): boolean => text.includes(name);
  return log.some(({ line }) => names(line)) && !capture.log.messages.some(({ text }) => names(text));
}

/** Whether the predicted boot may have ended before the kernel made a region what it would become. */
function isLeftOpen({ booted, regions }: BootOutcome, name: string): boolean {
  return !booted && regions.some((region) => region.name === name && region.state === 'reserved');
}

/** Whether a difference is about the default area, or a message that does not say of which region it speaks. */
export function namesNoRegion({ kind, predicted, captured }: CaptureDifference, { regions }: BootOutcome): boolean {
  const texts = [predicted, captured].filter((text) => text !== undefined);
  if (texts.some((text) => DEFAULT_AREA.test(text))) return true;
  return kind === 'log' && !regions.some(({ name }) => texts.some((text) => text.includes(name)));
}

function predictedKind({ state, noMap, reusable }: BootedRegion): string {
  if (state === 'cma') return CMA;
  if (state === 'coherent') return noMap ? COHERENT : MAPPED_COHERENT;
  if (state === 'restricted') return 'a restricted pool';
  if (state === 'reserved') return unclaimedKind(noMap, reusable);
  return 'not reserved';
}

/** What the log, the areas and the heaps of a target say that regions are. */
function capturedKinds(
  outcome: BootOutcome,
  logged: ReadonlyMap<string, LoggedRegion>,
  { areas, heaps }: Capture,
): Kinds {
  const kinds = new Map<string, string>();
  for (const region of logged.values()) {
    const kind = loggedKind(region);
    if (kind !== undefined) kinds.set(region.name, kind);
  }
  for (const { name } of areas?.items ?? []) if (!DEFAULT_AREA.test(name)) kinds.set(name, CMA);
  // Only heaps of regions are called as nodes are.
  const regions = new Set(outcome.regions.map(({ name }) => name));
  for (const { text } of heaps?.items ?? []) {
    const isNode = regions.has(text) || text.includes('@');
    if (isNode && !kinds.has(text)) kinds.set(text, CMA);
  }
  return kinds;
}

function loggedKind({ pool, noMap, reusable }: LoggedRegion): string | undefined {
  if (pool === 'cma') return CMA;
  if (pool === 'coherent') return noMap === false ? MAPPED_COHERENT : COHERENT;
  if (noMap === undefined) return undefined;
  // An excerpt may lack the line of the pool: mapped and reusable memory is a CMA pool unless its compatible is missing.
  return reusable === true && !noMap ? CMA : unclaimedKind(noMap, reusable === true);
}

/** What a region is that is kept without a driver. */
function unclaimedKind(noMap: boolean, reusable: boolean): string {
  if (!noMap) return PLAIN;
  return reusable ? NO_MAP_REUSABLE : NO_MAP;
}

/** Whether a text names a region. */
function isNamed(text: string, name: string): boolean {
  const at = text.indexOf(name);
  // A comma is a part of a name, and ends one where a blank follows: `initialized node isp@60000000, compatible id …`.
  const goesOn = (): boolean =>
    /[\w,.+@-]$/.test(text.slice(Math.max(at - 1, 0), at)) ||
    /^(?:[\w.+@-]|,\S)/.test(text.slice(at + name.length, at + name.length + 2));
  return at >= 0 && !goesOn();
}

function changeText(name: string, predicted: string | undefined, captured: string | undefined): string | undefined {
  if (captured === undefined || captured === predicted) return undefined;
  const another = 'the target was booted with another tree';
  if (predicted === undefined) {
    return `${name} is ${captured} on the target, and no region of the board: ${another}, or an overlay is missing (--overlay)`;
  }
  if (captured === 'none') return `${name} is ${predicted} in the prediction, and is not on the target: ${another}`;
  // Excerpts have the line that says how a region is kept without the one that says what it becomes.
  if ((predicted === COHERENT && captured === NO_MAP) || (predicted === MAPPED_COHERENT && captured === PLAIN))
    return undefined;
  return `${name} is ${captured} on the target and ${predicted} in the prediction: ${another}`;
}
