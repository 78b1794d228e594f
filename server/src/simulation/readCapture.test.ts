import { expect, it } from 'vitest';
import { readCapture } from './readCapture.ts';

const SERIAL_LOG = `[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]
[    0.000000] Linux version 6.12.117 (build@host) (gcc 12.2.0) #1 SMP
[    0.000000] Reserved memory: created CMA memory pool at 0x0000000060000000, size 32 MiB
[    0.000000] OF: reserved mem: initialized node linux,cma@60000000, compatible id shared-dma-pool
[    0.000000] OF: reserved mem: OVERLAP DETECTED!
[    0.000000] a@1000 (0x1000--0x3000) overlaps with b@2000 (0x2000--0x4000)
[    0.000000] Kernel command line: console=ttyS0 cma=32M
[   12.345678] cma: cma_alloc: reserved: alloc failed, req-size: 2025 pages, ret: -12
`;

it('reads a serial console', () => {
  expect(readCapture(SERIAL_LOG)).toEqual({
    kernel: '6.12.117',
    commandLine: 'console=ttyS0 cma=32M',
    log: [
      { text: 'Reserved memory: created CMA memory pool at 0x0000000060000000, size 32 MiB', line: 3 },
      { text: 'OF: reserved mem: initialized node linux,cma@60000000, compatible id shared-dma-pool', line: 4 },
      {
        text: 'OF: reserved mem: OVERLAP DETECTED!\na@1000 (0x1000--0x3000) overlaps with b@2000 (0x2000--0x4000)',
        line: 5,
      },
    ],
    heaps: undefined,
    areas: undefined,
  });
});

it.each([
  ['root@board:~# ls /dev/dma_heap\nlinux,cma  system\nroot@board:~# uname -a\n'],
  ['/dev/dma_heap:\nlinux,cma\nsystem\n\nother\n'],
  [
    '$ ls -l /dev/dma_heap/\ntotal 0\ncrw------- 1 root root 251, 0 Nov 21 08:00 linux,cma\ncrw------- 1 root root 251, 1 Nov 21 08:00 system\n',
  ],
  ['/dev/dma_heap/linux,cma\n/dev/dma_heap/system\n'],
])('reads a listing of heaps: %j', (text) => {
  expect(readCapture(text).heaps?.map((heap) => heap.text)).toEqual(['linux,cma', 'system']);
});

it('an empty listing is a listing', () => expect(readCapture('# ls /dev/dma_heap\n').heaps).toEqual([]));

it('reads the areas of debugfs', () => {
  const text = '/sys/kernel/debug/cma/reserved/count:8192\n/sys/kernel/debug/cma/reserved/base_pfn:515072\n';
  expect(readCapture(text).areas).toEqual([{ name: 'reserved', pages: 8192, basePage: 515072, line: 1 }]);
});

it('a text of something else holds nothing', () => {
  const nothing = { kernel: undefined, commandLine: undefined, log: undefined, heaps: undefined, areas: undefined };
  expect(readCapture('hello\n')).toEqual(nothing);
  expect(readCapture('')).toEqual(nothing);
});
