import { defaultAreaNote, heapsByKernel, type KernelOutcome, missingHeapsNote } from '../../features/heapsByKernel.ts';
import { backingOf } from '../../features/regionFacts.ts';
import type { BootedRegion, BootOutcome, RegionState } from '../../kernel/outcome/bootOutcome.ts';
import { causeText } from '../../kernel/outcome/causeText.ts';
import { formatHex, formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import { printable, printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { type Column, type Row, renderTable } from './table.ts';

/** A heading of a part of a report. */
export function heading(text: string, style: Style): string {
  return `\n${style.bold(text)}`;
}

const STATE_TEXT: Readonly<Record<RegionState, string>> = {
  cma: 'CMA area',
  coherent: 'coherent pool',
  restricted: 'restricted DMA pool',
  reserved: 'reserved',
  released: 'given back to the system',
  skipped: 'ignored',
  failed: 'failed',
};

const LOST: ReadonlySet<RegionState> = new Set(['released', 'skipped', 'failed']);

function stateText(region: BootedRegion, outcome: BootOutcome, style: Style): string {
  const defaultArea = outcome.defaultCmaArea === undefined ? undefined : outcome.cmaAreas[outcome.defaultCmaArea];
  const isDefault =
    region.state === 'cma' && region.range !== undefined && defaultArea?.range.base === region.range.base;
  // A no-map region that was not taken out of the map says so itself.
  const isUnmapped = region.noMap && region.cause?.kind !== 'reserved-before';
  const text = `${STATE_TEXT[region.state]}${isDefault ? ', the default' : ''}${isUnmapped ? ', not mapped' : ''}`;
  return LOST.has(region.state) ? style.red(text) : text;
}

/** The regions of a board with what the kernel makes of each. `places` gives the source of a region's node. */
export function regionsText(
  outcome: BootOutcome,
  places: (region: BootedRegion) => string,
  style: Style,
  columns: number,
): string {
  if (outcome.regions.length === 0) return '  none';
  const head: Column[] = [
    { title: 'REGION' },
    { title: 'RANGE' },
    { title: 'SIZE', align: 'right' },
    { title: 'BECOMES' },
    { title: 'SOURCE' },
  ];
  const rows: Row[] = outcome.regions.map((region) => ({
    cells: [
      printableLine(region.name),
      region.range === undefined ? '–' : formatRange(region.range),
      region.range === undefined ? '–' : formatSize(region.range.size),
      stateText(region, outcome, style),
      style.dim(places(region)),
    ],
    notes: region.cause === undefined ? [] : [printable(causeText(region.cause))],
  }));
  return renderTable(head, rows, style, columns);
}

/** The heaps of one kernel: name, allocator, what it allocates from and how large that is. */
export function heapsText(outcome: BootOutcome, style: Style, columns: number): string {
  const missing = defaultAreaNote(outcome);
  const note = missing === undefined ? '' : `\n${style.red(`  ${missing}`)}`;
  if (outcome.heaps.length === 0) return `  none${note}`;
  const head: Column[] = [
    { title: 'HEAP' },
    { title: 'ALLOCATOR' },
    { title: 'BACKED BY' },
    { title: 'SIZE', align: 'right' },
    { title: 'DEVICE' },
  ];
  const shared = sharedBackings(outcome);
  const rows: Row[] = outcome.heaps.map((heap) => {
    const backing = backingOf(outcome, heap);
    const others = heap.backing === undefined ? [] : (shared.get(`${heap.allocator} ${heap.backing}`) ?? []);
    const same = others.filter((name) => name !== heap.name);
    return {
      cells: [
        style.bold(printableLine(heap.name)),
        heap.allocator,
        backing === undefined ? 'all free memory' : printableLine(backing.name),
        backing === undefined ? '' : formatSize(backing.range.size),
        style.dim(`/dev/dma_heap/${printableLine(heap.name)}`),
      ],
      notes: same.length === 0 ? [] : [`the same pages as ${same.map(printableLine).join(', ')}`],
    };
  });
  return renderTable(head, rows, style, columns) + note;
}

function sharedBackings(outcome: BootOutcome): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { name, allocator, backing } of outcome.heaps) {
    const key = `${allocator} ${backing}`;
    names.set(key, [...(names.get(key) ?? []), name]);
  }
  return names;
}

/** CMA areas of a boot. */
export function areasText(outcome: BootOutcome, style: Style, columns: number): string {
  if (outcome.cmaAreas.length === 0) return '  none';
  const head: Column[] = [
    { title: 'AREA' },
    { title: 'RANGE' },
    { title: 'SIZE', align: 'right' },
    { title: 'PAGES', align: 'right' },
    { title: 'USED AT BOOT', align: 'right' },
  ];
  const rows: Row[] = outcome.cmaAreas.map((area, at) => {
    const notes: string[] = [];
    if (at === outcome.defaultCmaArea) notes.push('the default area');
    if (!area.activated) notes.push('cannot be activated: every allocation from it fails');
    if (!area.basePredictable) notes.push('its place depends on early allocations of the kernel; its size is certain');
    return {
      cells: [
        printableLine(area.name),
        area.basePredictable ? formatRange(area.range) : `about ${formatHex(area.range.base)}`,
        formatSize(area.range.size),
        String(area.pages),
        String(area.usedAtBoot),
      ],
      notes,
    };
  });
  return renderTable(head, rows, style, columns);
}

/** Which heap appears on which kernel, side by side; `outcomes` in the order of the columns. */
export function heapMatrixText(outcomes: readonly KernelOutcome[], style: Style, columns: number): string {
  const head: Column[] = [{ title: 'HEAP' }, ...outcomes.map(({ kernel }) => ({ title: `LINUX ${kernel}` }))];
  const rows: Row[] = heapsByKernel(outcomes).map(({ name, cells }) => ({
    cells: [
      style.bold(printableLine(name)),
      ...cells.map((cell) => (cell === undefined ? style.dim('–') : printableLine(cell))),
    ],
  }));
  const notes = outcomes.flatMap(({ kernel, outcome }) => {
    const note = missingHeapsNote(outcome);
    const colon = outcome.stop === undefined ? ':' : '';
    return note === undefined ? [] : [style.red(`  Linux ${kernel}${colon} ${printableLine(note)}`)];
  });
  return [rows.length === 0 ? '  none' : renderTable(head, rows, style, columns), ...notes].join('\n');
}
