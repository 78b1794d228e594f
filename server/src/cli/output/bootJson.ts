import type { Analysis } from '../../analysis.ts';
import { otherBootNotes } from '../../features/otherBootNotes.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { causeText, stopText } from '../../kernel/outcome/causeText.ts';
import { formatHex } from '../../kernel/units/formatBytes.ts';
import type { Consumer } from '../../memory/consumers.ts';
import type { Region } from '../../memory/memoryMap.ts';
import { textOfBytes, textOfMessage } from '../../text/bytesAndText.ts';
import { areasJson, heapJson, poolsJson } from './boardJson.ts';

/** Where the node of a region is written, as the contract has it; `null` for a blob and for what firmware added. */
function sourceJson(region: Region | undefined): object | null {
  const span = region?.node.declarations[0];
  if (span === undefined) return null;
  const { line, column } = span.file.lines.lineColumn(span.start);
  return { file: span.file.path, line, column };
}

/** The devices that refer to a region. */
export function consumersJson(consumers: readonly Consumer[]): object[] {
  return consumers.map(({ path, property, index }) => ({
    path: textOfBytes(path),
    property: textOfBytes(property.name),
    index,
  }));
}

function regionJson(booted: BootedRegion, region: Region | undefined): object {
  return {
    name: textOfBytes(booted.name),
    path: textOfBytes(booted.path),
    labels: region?.labels ?? [],
    base: booted.range === undefined ? null : formatHex(booted.range.base),
    size: booted.range === undefined ? null : formatHex(booted.range.size),
    noMap: booted.noMap,
    reusable: booted.reusable,
    state: booted.state,
    reason: booted.cause === undefined ? null : textOfMessage(causeText(booted.cause)),
    consumers: consumersJson(region?.consumers ?? []),
    source: sourceJson(region),
  };
}

/** The RAM that the boot was given where neither tree nor profile states it; `null` where one does. */
export function assumedMemoryJson({ assumedMemory }: Analysis): object | null {
  return assumedMemory?.map(({ base, size }) => ({ base: formatHex(base), size: formatHex(size) })) ?? null;
}

/** The whole of `boot --format json`. */
export function bootJson(board: string, analysis: Analysis): object {
  const { boot, memory } = analysis;
  const regions = new Map(memory.regions.map((region) => [region.path, region]));
  return {
    schemaVersion: 1,
    board,
    kernel: boot.profile.kernel,
    booted: boot.booted,
    assumedMemory: assumedMemoryJson(analysis),
    mayDiffer: otherBootNotes(analysis),
    reason: boot.stop === undefined ? null : textOfMessage(stopText(boot.stop)),
    log: boot.log.map(({ line }) => textOfMessage(line)),
    regions: boot.regions.map((booted) => regionJson(booted, regions.get(booted.path))),
    cmaAreas: areasJson(boot),
    coherentPools: poolsJson(boot),
    heaps: boot.heaps.map((heap) => heapJson(boot, heap)),
  };
}
