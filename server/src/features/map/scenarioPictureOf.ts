import type { Analysis } from '../../analysis.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { BEFORE_STEPS, type PageStrip, type ScenarioPicture } from '../../pictures/pageStrip.ts';
import type { BufferLife } from '../../simulation/bufferLives.ts';
import { succeeded } from '../../simulation/runStep.ts';
import type { ScenarioResult, StepResult } from '../../simulation/scenarioResult.ts';
import { textOfBytes } from '../../text/bytesAndText.ts';
import type { ScenarioReport } from '../scenario/scenarioReport.ts';

/** What a scenario that was run did to the pools of the board; `undefined` where it was not run. */
export function scenarioPictureOf(
  analysis: Analysis,
  { scenario, result, steps, lives: { lives, omitted } }: ScenarioReport,
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
  const buffers = new Map<Pool, BufferLife[]>(pools.map((pool) => [pool, []]));
  for (const life of lives) {
    const pool = pools.find(({ range }) => range.base <= life.base && life.base < range.end);
    if (pool !== undefined) buffers.get(pool)?.push(life);
  }
  return {
    title,
    steps: listed,
    firstFailing: firstFailing < 0 ? undefined : firstFailing,
    strips: pools.flatMap((pool) => stripOf(analysis, pool, buffers.get(pool) ?? [], result)),
    omitted,
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

function stripOf(
  { boot }: Analysis,
  { name, range, usedAtBoot = 0 }: Pool,
  buffers: readonly BufferLife[],
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
        ...buffers.map(({ id, base, size, from, until }) => ({
          id: textOfBytes(id),
          page: Number(base - range.base) / bytes,
          pages: Number(size) / bytes,
          from,
          until,
        })),
      ],
      used,
      largestFree: pagesOf(filled?.largestFree ?? []),
      peak: used.reduce((most, pages) => Math.max(most, pages), atStart),
    },
  ];
}
