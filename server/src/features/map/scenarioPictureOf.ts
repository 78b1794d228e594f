import type { Analysis } from '../../analysis.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { BEFORE_STEPS, type PageStrip, type ScenarioPicture, type StripBuffer } from '../../pictures/pageStrip.ts';
import { isPattern, NamePattern } from '../../simulation/namePattern.ts';
import type { ScenarioResult, StepResult } from '../../simulation/runScenario.ts';
import { succeeded } from '../../simulation/runStep.ts';
import type { Step } from '../../simulation/scenario.ts';
import { textOfBytes } from '../../text/bytesAndText.ts';
import type { ScenarioReport } from '../scenario/scenarioReport.ts';

/** More buffers than this cannot be told apart in a picture. */
const MAXIMUM_BUFFERS = 50_000;

/** A buffer while it is followed. */
type Followed = { -readonly [Name in keyof StripBuffer]: StripBuffer[Name] };

/** What a scenario that was run did to the pools of the board; `undefined` where it was not run. */
export function scenarioPictureOf(
  analysis: Analysis,
  { scenario, result, steps }: ScenarioReport,
  title: string,
): ScenarioPicture | undefined {
  if (result === undefined) return undefined;
  const unmet = new Set(result.failures.map(({ step }) => step));
  const expected = new Set(scenario.expect.flatMap(({ step, members }) => ('result' in members ? [step] : [])));
  const listed = steps.map(({ text, detail, result: step }, index) => ({
    op: step.op,
    text,
    why: detail,
    failed: unmet.has(index) || (!expected.has(index) && isFailure(step)),
  }));
  const firstFailing = listed.findIndex(({ failed }) => failed);
  const pools = poolsOf(analysis);
  const follower = new BufferFollower(pools);
  for (const [index, step] of result.steps.entries()) follower.take(index, step, scenario.steps[index]);
  return {
    title,
    steps: listed,
    firstFailing: firstFailing < 0 ? undefined : firstFailing,
    strips: pools.flatMap((pool) => stripOf(analysis, pool, follower.of(pool), result)),
    omitted: follower.omitted,
  };
}

/** Whether a step that nobody expected anything of failed; one that fills a heap ends when that is full. */
const isFailure = (step: StepResult): boolean =>
  !(succeeded(step) || (step.op === 'fill' && step.result === 'ENOMEM' && (step.allocated ?? 0) > 0));

interface Pool {
  readonly name: string;
  readonly range: AddressRange;
  /** The pages from its start that the kernel takes before init starts; coherent pools have none. */
  readonly usedAtBoot?: number;
}

function poolsOf({ boot }: Analysis): Pool[] {
  const used = new Set(boot.heaps.map(({ allocator, backing }) => `${allocator} ${backing}`));
  return [
    ...boot.cmaAreas.filter((_, index) => used.has(`cma ${index}`)),
    ...boot.coherentPools.filter((_, index) => used.has(`coherent ${index}`)),
  ];
}

/** Follows which buffers lie in which pool, step by step. */
class BufferFollower {
  readonly #pools: readonly Pool[];
  readonly #buffers = new Map<Pool, Followed[]>();
  /** Those that are there, by their first address. */
  readonly #there = new Map<bigint, Followed>();
  /** The first addresses of those that are there, by the name of their frame. */
  readonly #named = new Map<string, Set<bigint>>();
  #count = 0;
  omitted = 0;

  constructor(pools: readonly Pool[]) {
    this.#pools = pools;
  }

  of(pool: Pool): readonly StripBuffer[] {
    return this.#buffers.get(pool) ?? [];
  }

  take(index: number, { cmaPages = [], buffers = [] }: StepResult, step: Step | undefined): void {
    const ids = new Map(buffers.flatMap(({ id, base }) => (base === undefined ? [] : [[BigInt(base), id] as const])));
    for (const { base, change } of cmaPages) {
      if (change === 'clear') this.#end(BigInt(base), index);
    }
    // A coherent pool's pages come back without a word: by the names of what was freed.
    if (step !== undefined) this.#freed(index, step);
    for (const { base, size } of buffers) {
      if (base !== undefined) this.#begin(BigInt(base), BigInt(size), ids.get(BigInt(base)) ?? '', index);
    }
  }

  #begin(base: bigint, size: bigint, id: string, step: number): void {
    const pool = this.#pools.find(({ range }) => range.base <= base && base < range.end);
    if (pool === undefined) return;
    if (this.#count === MAXIMUM_BUFFERS) {
      this.omitted++;
      return;
    }
    this.#count++;
    this.#end(base, step);
    const buffer: Followed = {
      id,
      page: Number(base - pool.range.base),
      pages: Number(size),
      from: step,
      until: undefined,
    };
    this.#there.set(base, buffer);
    const named = this.#named.get(frameOf(id));
    if (named === undefined) this.#named.set(frameOf(id), new Set([base]));
    else named.add(base);
    const of = this.#buffers.get(pool);
    if (of === undefined) this.#buffers.set(pool, [buffer]);
    else of.push(buffer);
  }

  #end(base: bigint, step: number): void {
    const buffer = this.#there.get(base);
    if (buffer === undefined) return;
    buffer.until = step;
    this.#there.delete(base);
    const name = frameOf(buffer.id);
    const named = this.#named.get(name);
    named?.delete(base);
    if (named?.size === 0) this.#named.delete(name);
  }

  #freed(index: number, step: Step): void {
    if (step.op === 'freeAll') for (const base of [...this.#there.keys()]) this.#end(base, index);
    if (step.op !== 'free') return;
    for (const name of this.#fitting(step.id)) {
      for (const base of [...(this.#named.get(name) ?? [])]) this.#end(base, index);
    }
  }

  /** The names of frames that a step means: the name itself, or where no buffer bears it all that fit it. */
  #fitting(id: string): string[] {
    if (this.#named.has(id) || !isPattern(id)) return [id];
    const pattern = new NamePattern(id);
    return [...this.#named.keys()].filter((name) => pattern.fits(name));
  }
}

/** The name of the frame that a dma-buf (`frame:0`) is a plane of, or its own. */
const frameOf = (id: string): string => id.replace(/:\d+$/, '');

function stripOf(
  { boot }: Analysis,
  { name, range, usedAtBoot = 0 }: Pool,
  buffers: readonly StripBuffer[],
  { timeline = [] }: ScenarioResult,
): PageStrip[] {
  const filled = timeline.find(({ pool }) => pool === name);
  if (filled === undefined && buffers.length === 0) return [];
  const bytes = boot.pageSize;
  const pagesOf = (texts: readonly string[]): number[] => texts.map((text) => Number(BigInt(text)) / bytes);
  const used = pagesOf(filled?.used ?? []);
  const held = { id: 'taken at boot', page: 0, pages: Math.min(usedAtBoot, Number(range.size) / bytes) };
  const atStart = filled === undefined ? 0 : Number(BigInt(filled.atStart)) / bytes;
  return [
    {
      pool: textOfBytes(name),
      range: new AddressRange(range.base, range.size),
      pageSize: bytes,
      pages: Number(range.size) / bytes,
      buffers: [
        ...(held.pages === 0 ? [] : [{ ...held, from: BEFORE_STEPS, until: undefined }]),
        ...buffers.map((buffer) => ({
          ...buffer,
          id: textOfBytes(buffer.id),
          page: buffer.page / bytes,
          pages: buffer.pages / bytes,
        })),
      ],
      used,
      largestFree: pagesOf(filled?.largestFree ?? []),
      peak: used.reduce((most, pages) => Math.max(most, pages), atStart),
    },
  ];
}
