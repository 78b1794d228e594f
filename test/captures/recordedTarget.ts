import type { BootRecord } from '../boots/record.ts';
import { wholeLog } from './captureEnvelopes.ts';

/** A line of what a target printed. */
export interface TargetLine {
  readonly text: string;
  readonly isLog: boolean;
}

/** The size of a page in bytes, by the record's configuration. */
export function pageSizeOf({ kernel: { config } }: BootRecord): number {
  if (config.CONFIG_ARM64_64K_PAGES === 'y') return 0x10000;
  return config.CONFIG_ARM64_16K_PAGES === 'y' ? 0x4000 : 0x1000;
}

/** Ways to list the folder of heaps: the command, and what it prints. */
export const HEAP_LISTINGS: ReadonlyMap<string, (heaps: readonly string[]) => readonly string[]> = new Map([
  ['ls', (heaps) => ['# ls /dev/dma_heap', ...inColumns(heaps)]],
  ['ls -1', (heaps) => ['# ls -1 /dev/dma_heap/', ...heaps]],
  ['ls -l', (heaps) => ['# ls -l /dev/dma_heap', 'total 0', ...heaps.map((name, at) => `${longFormat(at)} ${name}`)]],
  [
    'ls -la',
    (heaps) => [
      'root@board:~# ls -la /dev/dma_heap',
      'total 0',
      'drwxr-xr-x  2 root root      140 Jan  1 00:00 .',
      'drwxr-xr-x 12 root root     3360 Jan  1 00:00 ..',
      ...heaps.map((name, at) => `${longFormat(at)} ${name}`),
    ],
  ],
  [
    'ls -li',
    (heaps) => [
      '# ls -li /dev/dma_heap',
      'total 0',
      ...heaps.map((name, at) => `${90 + at} ${longFormat(at)} ${name}`),
    ],
  ],
  ['ls -Q', (heaps) => ['$ ls -Q /dev/dma_heap', heaps.map((name) => `"${name}"`).join('  ')]],
  ['ls -m', (heaps) => ['$ ls -m /dev/dma_heap', heaps.join(', ')]],
  [
    'ls --color',
    (heaps) => ['# ls --color /dev/dma_heap', heaps.map((name) => `\u001b[40;33;01m${name}\u001b[0m`).join('  ')],
  ],
  ['ls of a pattern', (heaps) => ['# ls /dev/dma_heap/*', ...heaps.map((name) => `/dev/dma_heap/${name}`)]],
  ['ls in the folder', (heaps) => ['# cd /dev/dma_heap', '# ls', ...inColumns(heaps)]],
  ['ls below a prompt with the folder', (heaps) => ['root@board:/dev/dma_heap# ls', ...inColumns(heaps)]],
  ['ls of the class', (heaps) => ['# ls -F /sys/class/dma_heap', heaps.map((name) => `${name}@`).join('  ')]],
  [
    'ls -l of the class',
    (heaps) => [
      '# ls -l /sys/class/dma_heap',
      'total 0',
      ...heaps.map((name) => `lrwxrwxrwx 1 root root 0 Jan  1 00:00 ${name} -> ../../devices/virtual/dma_heap/${name}`),
    ],
  ],
  [
    'ls -l of another language',
    (heaps) => ['$ ls -l /dev/dma_heap', '总用量 0', ...heaps.map((name, at) => `${longFormat(at)} ${name}`)],
  ],
  ['ls by ssh', (heaps) => ['me@pc:~$ ssh root@10.0.0.2 ls -1 /dev/dma_heap', "root@10.0.0.2's password: ", ...heaps]],
  ['ls after cd', (heaps) => ['# cd /dev/dma_heap && ls -C', ...inColumns(heaps)]],
  ['ls behind a sign', (heaps) => ['➜  ~ ls /dev/dma*', ...inColumns(heaps)]],
  ['ls below a title', (heaps) => ['# echo heaps; ls -1 /dev/dma_heap', 'heaps', ...heaps]],
  [
    'uevent',
    (heaps) => [
      '# grep . /sys/class/dma_heap/*/uevent',
      ...heaps.flatMap((name, at) => [
        `/sys/class/dma_heap/${name}/uevent:MINOR=${at}`,
        `/sys/class/dma_heap/${name}/uevent:DEVNAME=dma_heap/${name}`,
      ]),
    ],
  ],
  [
    'find -ls',
    (heaps) => [
      '# find /dev/dma_heap -ls',
      ...heaps.map((name, at) => `      ${200 + at}      0 ${longFormat(at)} /dev/dma_heap/${name}`),
    ],
  ],
  [
    'tree -p -f',
    (heaps) => [
      '# tree -pf /dev/dma_heap',
      '/dev/dma_heap',
      ...heaps.map((name) => `├── [crw-------]  /dev/dma_heap/${name}`),
    ],
  ],
  ['find', (heaps) => ['# find /dev/dma_heap', '/dev/dma_heap', ...heaps.map((name) => `/dev/dma_heap/${name}`)]],
  [
    'tree',
    (heaps) => [
      '# tree /dev/dma_heap',
      '/dev/dma_heap',
      ...heaps.map((name, at) => `${at + 1 < heaps.length ? '├──' : '└──'} ${name}`),
      '',
      `0 directories, ${heaps.length} files`,
    ],
  ],
  ['echo', (heaps) => ['# echo /dev/dma_heap/*', heaps.map((name) => `/dev/dma_heap/${name}`).join(' ')]],
  ['stat', (heaps) => ["# stat -c '%n %a' /dev/dma_heap/*", ...heaps.map((name) => `/dev/dma_heap/${name} 600`)]],
  ['a loop', (heaps) => ['# for heap in /dev/dma_heap/*; do basename $heap; done', ...heaps]],
  [
    'two commands',
    (heaps) => ['# ls /dev/dma_heap; ls /dev/dma_heap | wc -l', ...inColumns(heaps), String(heaps.length)],
  ],
]);

/** An area as debugfs shows it; `page` is its first page. */
export interface ShownArea {
  readonly name: string;
  readonly page: number;
  readonly pages: number;
}

const DEBUGFS = '/sys/kernel/debug/cma';

/** Ways to print the areas of debugfs or sysfs. */
export const AREA_LISTINGS: ReadonlyMap<string, (areas: readonly ShownArea[]) => readonly string[]> = new Map([
  [
    'grep -r',
    (areas) => [
      `# grep -r . ${DEBUGFS}`,
      ...areas.flatMap(({ name, page, pages }) => [
        `${DEBUGFS}/${name}/base_pfn:${page}`,
        `${DEBUGFS}/${name}/bitmap:0 0 0`,
        `${DEBUGFS}/${name}/count:${pages}`,
        `${DEBUGFS}/${name}/used:0`,
      ]),
    ],
  ],
  [
    'grep -r in the folder',
    (areas) => [
      `root@board:${DEBUGFS}# grep -r . .`,
      ...areas.flatMap(({ name, page, pages }) => [`./${name}/base_pfn:${page}`, `./${name}/count:${pages}`]),
    ],
  ],
  [
    'ranges',
    (areas) => [
      `# grep -r . ${DEBUGFS}`,
      ...areas.flatMap(({ name, page, pages }) => [
        `${DEBUGFS}/${name}/ranges/0/base_pfn:${page}`,
        `${DEBUGFS}/${name}/ranges/0/bitmap:0 0 0`,
        `${DEBUGFS}/${name}/count:${pages}`,
      ]),
    ],
  ],
  [
    'head',
    (areas) => [
      `# head ${DEBUGFS}/*/count ${DEBUGFS}/*/base_pfn`,
      ...areas.flatMap(({ name, pages }) => [`==> ${DEBUGFS}/${name}/count <==`, String(pages), '']),
      ...areas.flatMap(({ name, page }) => [`==> ${DEBUGFS}/${name}/base_pfn <==`, String(page), '']),
    ],
  ],
  [
    'a loop',
    (areas) => [
      `# for area in ${DEBUGFS}/*; do echo $area $(cat $area/count); done`,
      ...areas.map(({ name, pages }) => `${DEBUGFS}/${name} ${pages}`),
    ],
  ],
  [
    'a loop that prints the files',
    (areas) => [
      `# for file in ${DEBUGFS}/*/*; do echo $file; cat $file; done`,
      ...areas.flatMap(({ name, page, pages }) => [
        `${DEBUGFS}/${name}/base_pfn`,
        String(page),
        `${DEBUGFS}/${name}/bitmap`,
        '0 0 0',
        `${DEBUGFS}/${name}/count`,
        String(pages),
      ]),
    ],
  ],
  [
    'a loop over names',
    (areas) => [
      `# cd ${DEBUGFS} && for area in *; do echo "$area count=$(cat $area/count)"; done`,
      ...areas.map(({ name, pages }) => `${name} count=${pages}`),
    ],
  ],
  [
    'more',
    (areas) => [
      `# more ${DEBUGFS}/*/count | cat`,
      ...areas.flatMap(({ name, pages }) => [
        '::::::::::::::',
        `${DEBUGFS}/${name}/count`,
        '::::::::::::::',
        String(pages),
      ]),
    ],
  ],
  ['ls of the areas', (areas) => [`# ls -1 ${DEBUGFS}`, ...areas.map(({ name }) => name)]],
  [
    'sysfs',
    (areas) => [
      '# grep -r . /sys/kernel/mm/cma',
      ...areas.flatMap(({ name, pages }) => [
        `/sys/kernel/mm/cma/${name}/total_pages:${pages}`,
        `/sys/kernel/mm/cma/${name}/available_pages:${pages}`,
      ]),
    ],
  ],
]);

/** The areas of a record by name; of several of one name debugfs shows the first alone. */
export function shownAreas(record: BootRecord): ShownArea[] {
  const areas = (record.expect.cmaAreas ?? []).map(({ name, base, pages }) => {
    return { name, page: Number(BigInt(base) / BigInt(pageSizeOf(record))), pages };
  });
  return areas.filter(({ name }, at) => areas.findIndex((area) => area.name === name) === at);
}

/**
 * What a recorded boot printed on a board with this RAM, as a person collects it: the log, the heaps and the areas, each as one of the ways to list
 * them does (`heaps`, `areas`: the functions of the tables above).
 */
export function targetLines(
  record: BootRecord,
  memory: readonly { readonly size: bigint }[],
  heaps: (names: readonly string[]) => readonly string[],
  areas: (areas: readonly ShownArea[]) => readonly string[],
): TargetLine[] {
  const { kernel, expect, commandLine } = record;
  const total = memory.reduce((sum, { size }) => sum + size, 0n);
  const plain = (text: string): TargetLine => ({ text, isLog: false });
  return [
    plain('# dmesg'),
    ...wholeLog(kernel.version, expect.log, total, commandLine).map((text) => ({ text, isLog: true })),
    plain(''),
    ...heaps(expect.heaps ?? []).map(plain),
    plain(''),
    ...areas(shownAreas(record)).map(plain),
    plain('# '),
  ];
}

const longFormat = (index: number): string => `crw-------  1 root root 253, ${index} Jan  1 00:00`;

/** Three names on a line, as `ls` on a terminal. */
function inColumns(names: readonly string[]): string[] {
  const rows = Math.ceil(names.length / 3);
  return Array.from({ length: rows }, (_, row) => names.slice(3 * row, 3 * row + 3).join('  '));
}
