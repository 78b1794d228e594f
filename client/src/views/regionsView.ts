import { ThemeColor, ThemeIcon } from 'vscode';
import type { MemoryLane, MemoryStretch, OverviewAnswer } from '../../../server/src/lsp/protocol.ts';
import { type Entry, entry, icon } from './entry.ts';
import { REGION_ICONS, regionEntry } from './heapsView.ts';

const ICONS: Readonly<Record<MemoryStretch['kind'], ThemeIcon>> = {
  cma: REGION_ICONS.cma,
  coherent: REGION_ICONS.coherent,
  restricted: REGION_ICONS.restricted,
  reserved: REGION_ICONS.reserved,
  'no-map': icon('eye-closed'),
  occupied: icon('package'),
  memreserve: icon('lock'),
  released: REGION_ICONS.released,
  failed: REGION_ICONS.failed,
  hole: new ThemeIcon('dash', new ThemeColor('disabledForeground')),
};

/** Address space in order: bank of RAM → regions and the holes between them; what has no place comes last. */
export function regionEntries({ lanes, unplaced }: OverviewAnswer): Entry[] {
  const nowhere =
    unplaced.length === 0
      ? []
      : [
          entry({
            id: 'nowhere',
            label: 'Nowhere',
            description: 'regions without a place',
            icon: REGION_ICONS.failed,
            isOpen: true,
            children: unplaced.map((region) => regionEntry(region, 'nowhere')),
          }),
        ];
  return [...lanes.map(laneEntry), ...nowhere];
}

function laneEntry({ kind, range, size, stretches }: MemoryLane): Entry {
  return entry({
    id: range,
    label: kind === 'ram' ? 'RAM' : 'Outside of RAM',
    description: `${size}, ${range}`,
    icon: icon(kind === 'ram' ? 'database' : 'circle-slash'),
    isOpen: true,
    children: stretches.map((stretch, at) => stretchEntry(stretch, `${range} ${at}`)),
  });
}

function stretchEntry({ kind, name, range, size, state, heaps, location }: MemoryStretch, id: string): Entry {
  const devices = heaps.map((heap) => `\n/dev/dma_heap/${heap}`).join('');
  return entry({
    id,
    label: kind === 'hole' ? 'Hole' : name,
    description: `${size}, ${range}`,
    tooltip: `${range} (${size})\n${state}${devices}`,
    icon: ICONS[kind],
    kind: kind === 'hole' ? 'hole' : 'region',
    location,
  });
}
