import type { Analysis } from '../../analysis.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { SystemAllocator } from '../../kernel/pages/systemAllocator.ts';
import type { Consumer } from '../../memory/consumers.ts';
import type { RunOptions } from '../../simulation/runScenario.ts';
import { succeeded } from '../../simulation/runStep.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import type { StepResult } from '../../simulation/scenarioResult.ts';
import { runOnBoard } from '../scenario/runOnBoard.ts';
import { type HeapPair, heapPairs, type ProgramChange, programChanges } from './heapChanges.ts';

/** A region on two boots; a side is `undefined` where the kernel never looked at it. */
export interface RegionPair {
  readonly path: string;
  readonly name: string;
  readonly before: BootedRegion | undefined;
  readonly after: BootedRegion | undefined;
  /** The devices that refer to it: their drivers get memory of another kind where it changes. */
  readonly consumers: readonly Consumer[];
}

/** A step of a scenario that comes out differently. */
export interface StepPair {
  readonly index: number;
  readonly before: StepResult;
  readonly after: StepResult;
}

/** What a boot leaves of RAM, in bytes; an estimate, as the kernel's own early allocations are. */
export interface MemoryShare {
  /** For anything. */
  readonly free: bigint;
  /** In CMA areas that can be used: for what can be moved away, and for buffers. */
  readonly cma: bigint;
}

/** What a change makes of a board, beside what stands. */
export interface WhatIf {
  readonly before: Analysis;
  readonly after: Analysis;
  /** All heaps of either. */
  readonly heaps: readonly HeapPair[];
  /** All regions of either. */
  readonly regions: readonly RegionPair[];
  readonly programs: readonly ProgramChange[];
  readonly memory: { readonly before: MemoryShare; readonly after: MemoryShare };
  /** The messages of the kernel that go, and those that come. */
  readonly log: { readonly gone: readonly string[]; readonly come: readonly string[] };
  /** The steps of the scenario whose result differs; `undefined` where there is no scenario. */
  readonly steps: readonly StepPair[] | undefined;
}

/**
 * Holds a board against itself under a change (`changedAnalysis`), and a scenario's steps on both where one is given, which
 * `options` are for.
 */
export function whatIf(before: Analysis, after: Analysis, scenario?: Scenario, options?: RunOptions): WhatIf {
  return {
    before,
    after,
    heaps: heapPairs(before.boot, after.boot),
    regions: regionPairs(before, after),
    programs: programChanges(before.boot, after.boot, before.consumers),
    memory: { before: memoryShare(before), after: memoryShare(after) },
    log: logChanges(before, after),
    steps: scenario === undefined ? undefined : stepPairs(before, after, scenario, options),
  };
}

/** Whether something is lost: the boot, a step that succeeded, or the heap of a program that the workspace names. */
export function losesSomething({ before, after, programs, steps = [] }: WhatIf): boolean {
  return (
    (before.boot.booted && !after.boot.booted) ||
    steps.some((step) => succeeded(step.before) && !succeeded(step.after)) ||
    programs.some((program) => program.isNamed && program.after === undefined)
  );
}

function memoryShare({ boot }: Analysis): MemoryShare {
  if (!boot.booted) return { free: 0n, cma: 0n };
  const areas = boot.cmaAreas.filter(({ activated }) => activated);
  return {
    free: BigInt(new SystemAllocator(boot).totalPages) * BigInt(boot.pageSize),
    cma: areas.reduce((sum, { range }) => sum + range.size, 0n),
  };
}

function regionPairs(before: Analysis, after: Analysis): RegionPair[] {
  const byPath = ({ boot }: Analysis) => new Map(boot.regions.map((region) => [region.path, region]));
  const [left, right] = [byPath(before), byPath(after)];
  const declared = new Map([...after.memory.regions, ...before.memory.regions].map((region) => [region.path, region]));
  return [...new Set([...left.keys(), ...right.keys()])].map((path) => {
    const pair = { before: left.get(path), after: right.get(path) };
    const consumers = declared.get(path)?.consumers ?? [];
    return { path, name: (pair.before ?? pair.after)?.name ?? '', ...pair, consumers };
  });
}

/** Messages that only one of two boots prints; one that is printed several times is counted. */
function logChanges(before: Analysis, after: Analysis): WhatIf['log'] {
  const lines = ({ boot }: Analysis): string[] => boot.log.map(({ line }) => line);
  const without = (all: readonly string[], others: readonly string[]): string[] => {
    const left = new Map<string, number>();
    for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
    return all.filter((line) => {
      const times = left.get(line) ?? 0;
      if (times > 0) left.set(line, times - 1);
      return times === 0;
    });
  };
  return { gone: without(lines(before), lines(after)), come: without(lines(after), lines(before)) };
}

function stepPairs(before: Analysis, after: Analysis, scenario: Scenario, options?: RunOptions): StepPair[] {
  const results = runOnBoard(after, scenario, options).steps;
  return runOnBoard(before, scenario, options).steps.flatMap((step, index) => {
    const other = results[index];
    if (other === undefined) return [];
    const isSame = step.result === other.result && step.allocated === other.allocated;
    return isSame ? [] : [{ index, before: step, after: other }];
  });
}
