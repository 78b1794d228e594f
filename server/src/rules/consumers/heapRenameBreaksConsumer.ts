import type { Analysis } from '../../analysis.ts';
import type { HeapConsumer } from '../../consumers/heapConsumer.ts';
import { baseNameOf, unitAddressOf } from '../../devicetree/tree/unitAddress.ts';
import type { Region } from '../../memory/memoryMap.ts';
import { heapsOfRegion } from '../heapOf.ts';
import { isRegionName } from '../lookup.ts';
import { messageLines } from '../messageLines.ts';
import { renameNode } from '../renameNode.ts';
import type { Report, Rule } from '../rule.ts';
import { nodeSpan } from '../span.ts';

/** A pool whose node's name is, or is all but, the heap that a program opens. */
export const heapRenameBreaksConsumer: Rule = {
  id: 'heap-rename-breaks-consumer',
  title: 'A program depends on what a node is called',
  severity: 'warning',
  why:
    'From Linux 6.19 a CMA pool’s heap bears the whole name of its node, unit address included. What looks like tidying ' +
    'up a tree, such as adding the unit address that dtc asks for, renames /dev/dma_heap/…, and programs that open the ' +
    'old name find it no more. Only programs that the configuration file names are looked at. It is a warning where a ' +
    'program misses the heap already, and information where the name only invites the change.',
  kernelLog: undefined,
  source: 'drivers/dma-buf/heaps/cma_heap.c (4f5f8baf7341); dtc checks.c unit_address_vs_reg',
  example: {
    wrong:
      '// consumers: [{"name": "viewer", "heaps": ["frames"]}]\n' +
      'frames@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x1000000>; };',
    right:
      '// consumers: [{"name": "viewer", "heaps": ["frames"]}]\n' +
      'frames { compatible = "shared-dma-pool"; reusable; size = <0x1000000>; };',
  },
  *check(analysis) {
    if (!analysis.boot.booted) return;
    for (const consumer of analysis.consumers) {
      const near = nearPool(analysis, consumer);
      if (near !== undefined) yield missed(analysis, consumer, near);
      const taken = consumer.heaps.find((name) => analysis.boot.heaps.some((heap) => heap.name === name));
      const region = analysis.memory.regions.find(({ name }) => name === taken);
      if (region !== undefined && invitesRename(region)) yield depends(analysis, consumer, region);
    }
  },
};

interface NearPool {
  readonly region: Region;
  /** The name that the program opens. */
  readonly opened: string;
  readonly heap: string;
}

/**
 * The pool that a program most likely means where none of its heaps is there: one whose name without the unit address,
 * or whose label, is a heap it opens.
 */
export function nearPool({ memory, boot }: Analysis, consumer: HeapConsumer): NearPool | undefined {
  const names = new Set(boot.heaps.map(({ name }) => name));
  if (consumer.heaps.some((heap) => names.has(heap))) return undefined;
  for (const opened of consumer.heaps) {
    for (const region of memory.regions) {
      if (baseNameOf(region.name) !== opened && !region.labels.includes(opened)) continue;
      const heap = heapsOfRegion(boot, region.path).find(({ name }) => name === region.name);
      if (heap !== undefined) return { region, opened, heap: heap.name };
    }
  }
  return undefined;
}

function missed(
  { board, memory, profile }: Analysis,
  { name }: HeapConsumer,
  { region, opened, heap }: NearPool,
): Report {
  const free = !isRegionName(memory, opened);
  const renamed = free ? renameNode(board, region.node, opened) : undefined;
  return {
    message: messageLines(
      `${name} opens "${opened}", but the heap of this pool is "${heap}".`,
      `Under Linux ${profile.kernel} a heap is called after the whole node name: /dev/dma_heap/${heap}.`,
      `Call the node "${opened}", or have ${name} open the new name.`,
    ),
    span: nodeSpan(region.node),
    nodePath: region.path,
    fixes: renamed === undefined ? [] : [{ title: `Rename it to ${opened}`, ...renamed, preferred: false }],
  };
}

/** Whether dtc, or `unit-address-mismatch`, asks for another name: `reg` without its address in the name. */
function invitesRename({ name, reg }: Region): boolean {
  const [entry] = reg;
  return entry !== undefined && unitAddressOf(name) !== entry.range.base;
}

function depends({ profile }: Analysis, consumer: HeapConsumer, region: Region): Report {
  return {
    severity: 'information',
    message: messageLines(
      `${consumer.name} opens "${region.name}", and depends on this node's name.`,
      `Under Linux ${profile.kernel} the heap is called after the node. The name does not say where the pool lies, and ` +
        'whoever corrects that renames the heap.',
      `Keep it, or change ${consumer.name} with it.`,
    ),
    span: nodeSpan(region.node),
    nodePath: region.path,
  };
}
