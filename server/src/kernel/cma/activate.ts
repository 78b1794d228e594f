import { type BootState, type CmaAreaState, stop } from '../bootState.ts';
import { formatHex, formatRange } from '../formatBytes.ts';
import { zoneEdges } from '../zones.ts';

/**
 * mm/cma.c `cma_init_reserved_areas` (a core_initcall): hands the pages of every area to the page allocator as CMA
 * pages. An area that crosses a zone stays, with no page; one without memory behind it ends the boot.
 */
export function activateAreas(state: BootState): void {
  const edges = zoneEdges(state);
  for (const area of state.cmaAreas) {
    if (!hasPageDescriptors(state, area)) {
      stop(
        state,
        `CMA area ${area.name} (${formatRange(area.range)}) lies outside RAM: the kernel panics when it activates it`,
      );
      return;
    }
    const edge = edges.find((each) => area.range.base < each && each < area.range.end);
    if (edge !== undefined) {
      area.pages = 0;
      if (area.region !== undefined) {
        area.region.reason = `it crosses the end of a memory zone at ${formatHex(edge)}: the area exists, but every allocation fails`;
      }
      state.log.cmaNotActivated(area.name);
      continue;
    }
    area.activated = true;
  }
}

/**
 * Whether every page of an area has a `struct page`: with sparse memory (arm64, riscv) they come by sections, of which
 * some RAM must be there; with flat memory (arm) they are one array over all of RAM.
 */
function hasPageDescriptors(state: BootState, area: CmaAreaState): boolean {
  const { kernel, memblock } = state;
  const { base, end } = area.range;
  if (kernel.architecture === 'arm') return base >= memblock.startOfRam && end <= memblock.endOfRam;
  // SECTION_SIZE_BITS
  const sectionBits = kernel.architecture === 'arm64' && kernel.pageSize === 65536 ? 29n : 27n;
  let at = base >> sectionBits;
  for (const range of memblock.ranges) {
    const first = range.base >> sectionBits;
    const last = (range.end - 1n) >> sectionBits;
    if (at >= first && at <= last) at = last + 1n;
  }
  return at > (end - 1n) >> sectionBits;
}
