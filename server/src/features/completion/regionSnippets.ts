import type { Analysis } from '../../analysis.ts';
import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import { cellsText } from '../../text/cells.ts';
import { type Asked, hasLabel, rootCells } from './asked.ts';
import {
  CARVE_OUT,
  CMA_POOL,
  COHERENT_POOL,
  freeText,
  knowsMemory,
  placeFor,
  RAMOOPS,
  RESTRICTED_POOL,
  type RegionKind,
  roundedSize,
} from './placements.ts';
import { type Insertion, matches, type Placeholder, Rank, type Suggestion } from './suggestion.ts';

/** One node of a snippet, and the bytes that it takes. */
interface TemplateNode {
  readonly label: string;
  readonly name: string;
  /** The statements before `reg`. */
  readonly statements: readonly string[];
  /** The statements after it. */
  readonly rest?: readonly string[];
  /** In bytes; the usual size of the kind where nothing is said. */
  readonly size?: bigint;
}

/** A set of regions that is written at once. */
interface Template {
  readonly title: string;
  /** What is typed for it. */
  readonly word: string;
  readonly kind: RegionKind;
  readonly nodes: readonly TemplateNode[];
  readonly documentation: string;
}

const SHARED = 'compatible = "shared-dma-pool";';
const KIB = 1n << 10n;

const TEMPLATES: readonly Template[] = [
  {
    title: 'CMA pool',
    word: 'cma-pool',
    kind: CMA_POOL,
    nodes: [{ label: 'video_pool', name: 'video', statements: [SHARED, 'reusable;'] }],
    documentation:
      'Memory for the devices that name it in memory-region. The kernel uses it for movable pages until a device asks; ' +
      'on kernels that make a heap of each CMA area it is one of /dev/dma_heap.',
  },
  {
    title: 'Coherent pool',
    word: 'coherent-pool',
    kind: COHERENT_POOL,
    nodes: [{ label: 'dsp_pool', name: 'dsp', statements: [SHARED, 'no-map;'] }],
    documentation:
      'Memory that its devices alone allocate coherent buffers from. The kernel keeps it out of its linear map.',
  },
  {
    title: 'Restricted pool',
    word: 'restricted-pool',
    kind: RESTRICTED_POOL,
    nodes: [{ label: 'wifi_pool', name: 'wifi', statements: ['compatible = "restricted-dma-pool";'] }],
    documentation:
      'The only memory that its devices reach: every transfer is bounced through it. Since Linux 5.15, with ' +
      'CONFIG_DMA_RESTRICTED_POOL.',
  },
  {
    title: 'Carve-out',
    word: 'carve-out',
    kind: CARVE_OUT,
    nodes: [{ label: 'firmware_mem', name: 'firmware', statements: ['no-map;'] }],
    documentation: 'Memory that Linux leaves alone and does not map: for firmware, or a driver that maps it.',
  },
  {
    title: 'ramoops',
    word: 'ramoops',
    kind: RAMOOPS,
    nodes: [
      {
        label: 'ramoops',
        name: 'ramoops',
        statements: ['compatible = "ramoops";'],
        rest: ['record-size = <0x20000>;', 'console-size = <0x40000>;', 'pmsg-size = <0x20000>;'],
      },
    ],
    documentation:
      'Logs of oopses and panics that outlive a reboot. Console and messages of user space take their parts, the rest is ' +
      'divided into records.',
  },
  {
    title: 'Remote processor',
    word: 'remoteproc',
    kind: CARVE_OUT,
    nodes: [
      { label: 'rproc_mem', name: 'rproc', statements: ['no-map;'], size: 1024n * KIB },
      { label: 'vdev0vring0', name: 'vdev0vring0', statements: ['no-map;'], size: 64n * KIB },
      { label: 'vdev0vring1', name: 'vdev0vring1', statements: ['no-map;'], size: 64n * KIB },
      { label: 'vdev0buffer', name: 'vdev0buffer', statements: [SHARED, 'no-map;'], size: 896n * KIB },
    ],
    documentation:
      'Firmware, two rings and the buffers of a virtio device, under the names that the remoteproc core looks up. The ' +
      'processor refers to them: memory-region = <&rproc_mem>, <&vdev0vring0>, <&vdev0vring1>, <&vdev0buffer>;',
  },
];

/** Whole regions at free places, where a node of `/reserved-memory` can begin. */
export function regionSnippets(asked: Asked): Suggestion[] {
  const { analysis, typed } = asked;
  const placed = TEMPLATES.flatMap((template): Suggestion[] => {
    if (!matches(typed, template.word)) return [];
    const layout = layOut(analysis, template);
    if (layout === undefined) return [];
    return [
      {
        label: template.title,
        kind: 'snippet',
        detail: detailOf(analysis, layout),
        documentation: () => template.documentation,
        insertion: layout.insertion(asked),
        filter: template.word,
        rank: Rank.fitting,
      },
    ];
  });
  return [...placed, ...defaultArea(asked)];
}

/** Size and place; an address that is made up is not named. */
function detailOf(analysis: Analysis | undefined, { base, size }: Layout): string {
  if (!knowsMemory(analysis)) return formatSize(size);
  return `${formatSize(size)} at ${formatHex(base)}, ${freeText(analysis)}`;
}

interface Layout {
  readonly base: bigint;
  readonly size: bigint;
  insertion(asked: Asked): Insertion;
}

/** An address that boards often have RAM at, where nothing is known of the board. */
const UNKNOWN_PLACE = 0x8000_0000n;

/** Where the nodes of a template come to lie, one after the other; `undefined` where the board has no room. */
function layOut(analysis: Analysis | undefined, { kind, nodes }: Template): Layout | undefined {
  const sum = nodes.reduce((bytes, { size }) => bytes + (size ?? 0n), 0n);
  const candidates = sum > 0n ? [sum] : [...kind.sizes].sort(byUse(kind.sizes[0] ?? 0n));
  for (const candidate of candidates) {
    const size = roundedSize(analysis, kind, candidate);
    const base = knowsMemory(analysis) ? placeFor(analysis, kind, size)?.base : UNKNOWN_PLACE;
    if (base === undefined) continue;
    return { base, size, insertion: (asked) => written(asked, nodes, base, size) };
  }
  return undefined;
}

/** The usual size first, and then smaller ones, the largest first. */
const byUse =
  (usual: bigint) =>
  (a: bigint, b: bigint): number => {
    const rank = (size: bigint): bigint => (size === usual ? -1n : size < usual ? usual - size : usual + size);
    return Number(rank(a) - rank(b));
  };

function written(asked: Asked, nodes: readonly TemplateNode[], base: bigint, size: bigint): Insertion {
  const parts: (string | Placeholder)[] = [];
  const stops = new Stops();
  let at = base;
  for (const [index, node] of nodes.entries()) {
    if (index > 0) parts.push('\n\n');
    const bytes = node.size ?? size;
    parts.push(...nodeText(asked, node, at, bytes, stops, nodes.length === 1));
    at += bytes;
  }
  return [...parts, { stop: 0, text: '' }];
}

/** Counts what is filled in. */
class Stops {
  #last = 0;
  next(text: string): Placeholder {
    return { stop: ++this.#last, text };
  }
}

function nodeText(
  asked: Asked,
  node: TemplateNode,
  base: bigint,
  size: bigint,
  stops: Stops,
  isAlone: boolean,
): Insertion {
  const cells = rootCells(asked.analysis);
  const low = (base & 0xffffffffn).toString(16);
  const label = isAlone && !hasLabel(asked) ? stops.next(node.label) : node.label;
  const name = isAlone ? stops.next(node.name) : node.name;
  // One stop for the address in the name and in reg, where both write the same digits.
  const address = base < 1n << 32n && isAlone ? stops.next(low) : undefined;
  const highCells = cells.address > 1 ? `${cellsText(base >> 32n, cells.address - 1)} ` : '';
  return [
    ...(hasLabel(asked) ? [] : [label, ': ']),
    name,
    '@',
    address ?? base.toString(16),
    ' {\n',
    ...node.statements.map((statement) => `\t${statement}\n`),
    `\treg = <${highCells}0x`,
    address ?? low,
    ' ',
    isAlone ? stops.next(cellsText(size, cells.size)) : cellsText(size, cells.size),
    '>;\n',
    ...(node.rest ?? []).map((statement) => `\t${statement}\n`),
    '};',
  ];
}

/** The default CMA area, placed by the kernel: where the board has none. */
function defaultArea(asked: Asked): Suggestion[] {
  const { analysis, typed } = asked;
  if (!matches(typed, 'default-cma') || analysis?.memory.regions.some(({ cmaDefault }) => cmaDefault) === true)
    return [];
  const cells = rootCells(analysis);
  const size = roundedSize(analysis, CMA_POOL, 64n << 20n);
  return [
    {
      label: 'Default CMA area',
      kind: 'snippet',
      detail: `${formatSize(size)}, placed by the kernel`,
      documentation: () =>
        'Devices without memory-region, and the default CMA heap, allocate from it. cma= on the command line takes its place.',
      insertion: [
        'linux,cma {\n',
        `\t${SHARED}\n\treusable;\n`,
        '\tsize = <',
        { stop: 1, text: cellsText(size, cells.size) },
        '>;\n\tlinux,cma-default;\n};',
        { stop: 0, text: '' },
      ],
      filter: 'default-cma',
      rank: Rank.fitting + 1,
    },
  ];
}
