import { ThemeColor, ThemeIcon } from 'vscode';
import type {
  HeapWithRegions,
  KernelOverview,
  RegionFate,
  RegionSummary,
  RegionUser,
} from '../../../server/src/lsp/protocol.ts';
import { type Entry, entry, icon } from './entry.ts';

const warning = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));

/** The icon of a region, by what became of it. */
export const REGION_ICONS: Readonly<Record<RegionFate, ThemeIcon>> = {
  cma: icon('layers'),
  coherent: icon('link'),
  restricted: icon('shield'),
  reserved: icon('lock'),
  released: warning,
  skipped: warning,
  failed: warning,
  unseen: icon('circle-slash'),
};

/** The heaps of a board: kernel → heap → region → users, the kernel that boots the board open. */
export function heapEntries(kernels: readonly KernelOverview[]): Entry[] {
  return kernels.map((kernel, at) => {
    const id = `kernel ${kernel.kernel}`;
    const heaps = kernel.heaps.map((heap) => heapEntry(heap, id, at === 0));
    const others = withoutHeap(kernel.withoutHeap, id);
    const many = kernel.heaps.length === 1 ? '1 heap' : `${kernel.heaps.length} heaps`;
    return entry({
      id,
      label: `Linux ${kernel.kernel}`,
      description: kernel.note ?? `${many}${at === 0 ? ', boots this board' : ''}`,
      ...(kernel.note === undefined ? {} : { tooltip: kernel.note }),
      icon: kernel.note === undefined ? icon('vm') : warning,
      isOpen: at === 0,
      children: [...heaps, ...others],
    });
  });
}

/** Allocations are simulated on the kernel that boots the board. */
function heapEntry(heap: HeapWithRegions, parent: string, boots: boolean): Entry {
  const shared = heap.sharedWith === undefined ? '' : `, the same memory as ${heap.sharedWith}`;
  const id = `${parent} heap ${heap.name}`;
  return entry({
    id,
    label: heap.name,
    description: `${heap.text}${shared}`,
    tooltip: `/dev/dma_heap/${heap.name}\n${heap.text}${shared}`,
    icon: icon(heap.allocator === 'system' ? 'server' : heap.allocator === 'cma' ? 'layers' : 'link'),
    ...(boots ? { kind: 'heap' } : {}),
    heap: heap.name,
    isOpen: true,
    children: heap.regions.map((region) => regionEntry(region, id)),
  });
}

/** A region with the devices that use it; a choice opens the place where it is written. */
export function regionEntry(region: RegionSummary, parent: string): Entry {
  const id = `${parent} region ${region.path}`;
  const users = region.users.map((user, at) => userEntry(user, `${id} user ${at}`));
  const more =
    region.moreUsers === 0
      ? []
      : [entry({ id: `${id} more`, label: `and ${region.moreUsers} more`, icon: icon('ellipsis') })];
  return entry({
    id,
    label: region.name,
    description: region.text,
    tooltip: `${region.path}\n${region.text}\n${region.fate}`,
    icon: REGION_ICONS[region.state],
    kind: 'region',
    location: region.location,
    children: [...users, ...more],
  });
}

function userEntry({ path, name, location }: RegionUser, id: string): Entry {
  const label = path.slice(path.lastIndexOf('/') + 1) || path;
  return entry({
    id,
    label,
    description: name === undefined ? 'uses it' : `uses it as ${name}`,
    tooltip: path,
    icon: icon('chip'),
    kind: 'user',
    location,
  });
}

function withoutHeap(regions: readonly RegionSummary[], parent: string): Entry[] {
  if (regions.length === 0) return [];
  const id = `${parent} without`;
  return [
    entry({
      id,
      label: 'Without a heap',
      description: regions.length === 1 ? '1 region' : `${regions.length} regions`,
      icon: icon('symbol-namespace'),
      children: regions.map((region) => regionEntry(region, id)),
    }),
  ];
}
