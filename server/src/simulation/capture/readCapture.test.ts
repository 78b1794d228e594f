import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { growth, LINEAR } from '../../../../test/growth.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import { decodeCapture } from './decodeCapture.ts';
import { readCapture } from './readCapture.ts';

const BOOT = [
  'Booting Linux on physical CPU 0x0000000000 [0x410fd034]',
  'Linux version 6.12.117-vendor (build@host) (aarch64-linux-gnu-gcc 12.2.0) #1 SMP',
  'Machine model: Example Board',
  'Reserved memory: created CMA memory pool at 0x0000000060000000, size 32 MiB',
  'OF: reserved mem: initialized node linux,cma@60000000, compatible id shared-dma-pool',
  'OF: reserved mem: OVERLAP DETECTED!',
  'a@1000 (0x1000--0x3000) overlaps with b@2000 (0x2000--0x4000)',
  'Zone ranges:',
  '  node   0: [mem 0x0000000040000000-0x000000005fffffff]',
  '  node   0: [mem 0x0000000060000000-0x000000007fffffff]',
  'pcpu-alloc: s26912 r0 d30432 u57344 alloc=14*4096',
  'Kernel command line: console=ttyS0 cma=32M',
  'Memory: 1010312K/1048576K available (3008K kernel code)',
];
const END = [
  'Run /sbin/init as init process',
  'cma: cma_alloc: reserved: alloc failed, req-size: 2025 pages, ret: -12',
];

function stamped(messages: readonly string[]): string {
  return messages.map((message) => `[    0.000000] ${message}\n`).join('');
}

function messagesOf(text: string): string[] | undefined {
  return readCapture(text).log?.messages.map((message) => message.text);
}

function heapsOf(text: string): string[] | undefined {
  return readCapture(text).heaps?.items.map((heap) => heap.text);
}

const HEAPS = ['linux,cma', 'system'];

describe('the kernel log', () => {
  it('gives messages, and what it says about kernel and machine', () => {
    const capture = readCapture(stamped([...BOOT, ...END]));
    expect(capture).toEqual({
      kernel: '6.12.117',
      architecture: 'arm64',
      pageSize: 4096,
      commandLine: 'console=ttyS0 cma=32M',
      model: { text: 'Example Board', line: 3 },
      memory: { ranges: [new AddressRange(0x4000_0000n, 0x4000_0000n)], total: 0x4000_0000n, line: 9 },
      log: {
        extent: 'whole',
        messages: [
          { text: 'Reserved memory: created CMA memory pool at 0x0000000060000000, size 32 MiB', line: 4 },
          { text: 'OF: reserved mem: initialized node linux,cma@60000000, compatible id shared-dma-pool', line: 5 },
          {
            text: 'OF: reserved mem: OVERLAP DETECTED!\na@1000 (0x1000--0x3000) overlaps with b@2000 (0x2000--0x4000)',
            line: 6,
          },
        ],
      },
      heaps: undefined,
      noHeapFolder: undefined,
      areas: undefined,
      cmaTotal: undefined,
      notes: [
        {
          message: 'an allocation of 2025 pages (8100 KiB) failed: may be 1920x1080 XRGB8888 or 3840x2160 GREY',
          line: 15,
        },
      ],
    });
  });

  it('has of the early scan what it says about memory: on arm it names the machine in the same words', () => {
    const capture = readCapture(
      stamped([
        'Booting Linux on physical CPU 0x0',
        'OF: fdt: Machine model: STMicroelectronics STM32MP157C-DK2 Discovery Board',
        'OF: fdt: earlycon: stdout-path serial9 not found',
        'OF: fdt: Reserving 64 KiB of memory at 0xc0000000 for elfcorehdr',
        'OF: fdt: Ignoring memory range 0x40000000 - 0x40200000',
        'cma: Reserved 64 MiB at 0xdc000000',
      ]),
    );
    expect(capture.model?.text).toBe('STMicroelectronics STM32MP157C-DK2 Discovery Board');
    expect(capture.log?.messages.map(({ text }) => text)).toEqual([
      'OF: fdt: Ignoring memory range 0x40000000 - 0x40200000',
      'cma: Reserved 64 MiB at 0xdc000000',
    ]);
  });

  it('is an excerpt where lines are missing, and early where it ends before drivers start', () => {
    expect(readCapture(stamped(BOOT)).log?.extent).toBe('early');
    expect(readCapture(stamped([...BOOT.slice(0, 7), ...END])).log?.extent).toBe('excerpt');
    expect(readCapture(stamped([...BOOT.slice(8), ...END])).log?.extent).toBe('excerpt');
  });

  it('has the last of several boots, and once what was printed twice', () => {
    const older = stamped(BOOT.map((line) => line.replace('size 32', 'size 16').replace('6.12', '6.1')));
    const both = readCapture(`${older}${stamped(BOOT)}`);
    expect(both.kernel).toBe('6.12.117');
    expect(both.log?.messages).toHaveLength(3);
    expect(both.notes.map(({ message }) => message)).toEqual(['the capture holds several boots: the last one counts']);
    const listed = '# ls /dev/dma_heap\nolder\n';
    expect(heapsOf(`${older}${listed}# reboot\n${stamped(BOOT)}`)).toBeUndefined();
    expect(heapsOf(`# dmesg\n${stamped(BOOT)}${listed}# dmesg\n${stamped(BOOT)}`)).toEqual(['older']);
    expect(messagesOf(`# dmesg\n${stamped(BOOT)}# dmesg | grep -i cma\n${stamped(BOOT.slice(3, 5))}`)).toHaveLength(3);
  });

  it('is not /proc/version', () => {
    const text = `# cat /proc/version\n${BOOT[1]}\n# ls /dev/dma_heap\nlinux,cma  system\n`;
    expect(readCapture(text)).toMatchObject({ kernel: '6.12.117', log: undefined });
    expect(messagesOf(`${[...BOOT, ...END].join('\n')}\n`)).toHaveLength(3);
  });
});

describe('records', () => {
  const messages = [...BOOT, ...END];
  it.each([
    [
      'dmesg --json',
      `{\n   "dmesg": [\n${messages.map((text) => `      {\n         "pri": 6,\n         "msg": ${JSON.stringify(text)}\n      }`).join(',\n')}\n   ]\n}\n`,
    ],
    [
      'journalctl -o json',
      messages
        .map((text) => `${JSON.stringify({ _TRANSPORT: 'kernel', SYSLOG_IDENTIFIER: 'kernel', MESSAGE: text })}\n`)
        .join(''),
    ],
    [
      'LAVA',
      [
        { lvl: 'info', msg: 'start: 1 deploy' },
        ...messages.map((text) => ({ lvl: 'target', msg: `[    0.000000] ${text}` })),
      ]
        .map((record) => `- ${JSON.stringify({ dt: '2026-11-28T09:00:00.000000', ...record })}\n`)
        .join(''),
    ],
    ['journalctl -o export', messages.map((text) => `__CURSOR=s=1\n_TRANSPORT=kernel\nMESSAGE=${text}\n\n`).join('')],
    [
      'journalctl -o verbose',
      messages.map((text) => `Thu 2026-11-26 [s=1]\n    PRIORITY=6\n    MESSAGE=${text}\n`).join(''),
    ],
  ])('of %s hold the log', (_, text) => {
    expect(messagesOf(text)).toHaveLength(3);
    expect(readCapture(text)).toMatchObject({ kernel: '6.12.117', log: { extent: 'whole' } });
  });

  it('of a console hold what commands print, with its colours', () => {
    const said = [
      '[    0.000000] Linux version 6.12.117',
      'root@b:~# ls /dev/dma_heap',
      '\u001b[1;35mlinux,cma\u001b[m  system',
    ];
    const text = said.map((msg) => `- ${JSON.stringify({ dt: '2026-11-28T09:00:00', lvl: 'target', msg })}\n`).join('');
    expect(heapsOf(text)).toEqual(heapsOf(said.join('\n')));
    expect(heapsOf(text)).toEqual(HEAPS);
  });

  it('of other programs are none of the kernel', () => {
    const record = { _TRANSPORT: 'stdout', SYSLOG_IDENTIFIER: 'test', MESSAGE: 'cma: Reserved 1 MiB at 0x0' };
    expect(readCapture(`${JSON.stringify(record)}\n`).log).toBeUndefined();
    const ofLava = { dt: '2026-11-28T09:00:00.000000', lvl: 'debug', msg: '[    0.000000] cma: Reserved 1 MiB at 0x0' };
    expect(readCapture(`- ${JSON.stringify(ofLava)}\n`).log).toBeUndefined();
  });
});

it('a log in which lines were left out is an excerpt', () => {
  for (const gap of ['...', '[...]', '<snip>', '[... 12 lines omitted ...]', '** 7 printk messages dropped **']) {
    const text = `${stamped(BOOT.slice(0, 6))}${gap}\n${stamped([...BOOT.slice(7), ...END])}`;
    expect(readCapture(text).log?.extent, gap).toBe('excerpt');
  }
});

it('the command line may be in pieces', () => {
  const long = 'console=ttyS0,115200n8 root=PARTUUID=12345678-02 rootfstype=ext4';
  for (const text of [
    '[    0.000000] Kernel command line: console=ttyS0 \\\n[    0.000000] Kernel command line: cma=32M\n',
    "# tr ' ' '\\n' < /proc/cmdline\nconsole=ttyS0\ncma=32M\n",
    '# cat /proc/version /proc/cmdline\nLinux version 6.12.117 (a@b) (gcc) #1 SMP\nconsole=ttyS0 cma=32M\n',
    '=== /proc/cmdline ===\nconsole=ttyS0 cma=32M\n',
    '`/proc/cmdline`: `console=ttyS0 cma=32M`\n',
    '# cat /proc/device-tree/chosen/bootargs\nconsole=ttyS0 cma=32M\n',
  ]) {
    expect(readCapture(text).commandLine, text).toBe('console=ttyS0 cma=32M');
  }
  expect(readCapture(`# cat /proc/cmdline\n${long}\nrootwait quiet cma=32M\n`).commandLine).toBe(
    `${long} rootwait quiet cma=32M`,
  );
  expect(readCapture(`# cat /proc/cmdline\n${long}\n# ls /dev/dma_heap\nsystem\n`).commandLine).toBe(long);
});

it('a part of /proc/iomem says nothing of RAM', () => {
  expect(readCapture('# head -2 /proc/iomem\n40000000-77ffffff : System RAM\n').memory).toBeUndefined();
});

describe('listings of heaps', () => {
  it.each([
    ['root@board:~# ls /dev/dma_heap\nlinux,cma  system\nroot@board:~# uname -a\n'],
    ['/dev/dma_heap:\nlinux,cma\nsystem\n\nother\n'],
    [
      '$ ls -l /dev/dma_heap/\ntotal 0\ncrw------- 1 root root 251, 0 Nov 21 08:00 linux,cma\ncrw------- 1 root root 251, 1 Nov 21 08:00 system\n',
    ],
    ['/dev/dma_heap/linux,cma\n/dev/dma_heap/system\n'],
    ['❯ ls /dev/dma_heap\n\u001b[1;35mlinux,cma\u001b[m  \u001b[1;35msystem\u001b[m\n'],
    ['# find /dev/dma_heap -type c\n/dev/dma_heap/linux,cma\n/dev/dma_heap/system\n'],
    [
      '# ls -l /sys/class/dma_heap\nlrwxrwxrwx 1 root root 0 Jan  1 00:00 linux,cma -> ../../devices/virtual/dma_heap/linux,cma\nlrwxrwxrwx 1 root root 0 Jan  1 00:00 system -> ../../devices/virtual/dma_heap/system\n',
    ],
    ['> # ls -la /dev/dma_heap\n> .\n> ..\n> linux,cma\n> system\n'],
    ['[2026-11-26 10:00:00.000] ~ # ls /dev/dma_heap | sort\n[2026-11-26 10:00:00.100] linux,cma\n[10:00:01] system\n'],
    ['# ls -m /dev/dma_heap\nlinux,cma, system\n'],
    ['# echo /dev/dma_heap/*\n/dev/dma_heap/linux,cma /dev/dma_heap/system\n'],
    ['# cd /dev/dma_heap\n# ls\nlinux,cma  system\n'],
    ['# tree /dev/dma_heap\n/dev/dma_heap\n├── linux,cma\n└── system\n\n0 directories, 2 files\n'],
    [
      '# find /dev/dma_heap -ls\n  1 0 crw------- 1 root root 254, 0 Jan  1 00:00 /dev/dma_heap/linux,cma\n  2 0 crw------- 1 root root 254, 1 Jan  1 00:00 /dev/dma_heap/system\n',
    ],
  ])('are read: %j', (text) => {
    expect(readCapture(text).heaps?.isWhole).toBe(true);
    expect(heapsOf(text)).toEqual(HEAPS);
  });

  it('may be empty, or of a part', () => {
    expect(readCapture('# ls /dev/dma_heap\n').heaps).toEqual({ items: [], isWhole: true });
    for (const text of [
      '# ls -l /dev/dma_heap/system\ncrw------- 1 root root 251, 1 Nov 21 08:00 /dev/dma_heap/system\n',
      '# find /dev/dma_heap | grep sys\n/dev/dma_heap/system\n',
    ]) {
      expect(readCapture(text).heaps).toEqual({ items: [{ text: 'system', line: 2 }], isWhole: false });
    }
    expect(heapsOf('# ls /dev/dma_heap | wc -l\n2\n')).toBeUndefined();
  });

  it('stand below titles, and among other lines with a note', () => {
    for (const title of ['=== /dev/dma_heap ===', '### ls /dev/dma_heap', 'Output of ls -l /dev/dma_heap:']) {
      const { heaps, notes } = readCapture(`${title}\n\nvideo\nsystem\nlinux,cma\n\nBye\n`);
      expect([heaps?.isWhole, notes], title).toEqual([true, []]);
      expect(heaps?.items.map(({ text }) => text)).toEqual(['video', 'system', 'linux,cma']);
    }
    const among = readCapture('Linux 6.12.117 aarch64\n\nlinux,cma\nsystem\n');
    expect(among.heaps).toEqual({ items: HEAPS.map((text, at) => ({ text, line: 3 + at })), isWhole: false });
    expect(among.notes).toEqual([{ message: 'taken for a listing of /dev/dma_heap', line: 3 }]);
    expect(heapsOf('We tried /dev/dma_heap and the system\nfailed to work\n')).toBeUndefined();
  });

  it('end where a program prints sentences', () => {
    expect(heapsOf('# ls /dev/dma_heap\nlinux,cma\nsystem\nSetting pipeline to PAUSED ...\n')).toEqual(HEAPS);
  });

  it('are none where the command is not there', () => {
    expect(readCapture('# ls -l /dev/dma_heap\nsh: ls: not found\n').heaps).toBeUndefined();
  });

  it('know errors in other languages', () => {
    const german = "ls: Zugriff auf '/dev/dma_heap' nicht möglich: Datei oder Verzeichnis nicht gefunden";
    expect(readCapture(`$ ls /dev/dma_heap\n${german}\n`).noHeapFolder).toBe(2);
    const denied = "ls: Öffnen von Verzeichnis '/dev/dma_heap' nicht möglich: Keine Berechtigung";
    expect(readCapture(`$ ls /dev/dma_heap\n${denied}\n`)).toMatchObject({ heaps: undefined, noHeapFolder: undefined });
  });

  it('take no words of an error for heaps', () => {
    const missing = readCapture("$ ls /dev/dma_heap\nls: cannot access '/dev/dma_heap': No such file or directory\n");
    expect(missing).toMatchObject({ heaps: { items: [], isWhole: true }, noHeapFolder: 2 });
    const denied = readCapture("$ ls /dev/dma_heap\nls: cannot open directory '/dev/dma_heap': Permission denied\n");
    expect(denied.heaps).toBeUndefined();
    expect(denied.notes).toEqual([{ message: expect.stringContaining('may not be read'), line: 2 }]);
    const file = readCapture('cat: /dev/dma_heap/none: No such file or directory\n');
    expect(file).toMatchObject({ heaps: undefined, noHeapFolder: undefined });
  });
});

describe('areas', () => {
  const reserved = { name: 'reserved', pages: 8192, basePage: 515072, line: expect.any(Number) };
  it.each([
    ['/sys/kernel/debug/cma/reserved/count:8192\n/sys/kernel/debug/cma/reserved/base_pfn:515072\n'],
    [
      '# grep -r . /sys/kernel/debug/cma\n/sys/kernel/debug/cma/reserved/ranges/0/base_pfn:515072\n/sys/kernel/debug/cma/reserved/ranges/1/base_pfn:7\n/sys/kernel/debug/cma/reserved/count:8192\n',
    ],
    ['==> /sys/kernel/debug/cma/reserved/count <==\n8192\n\n==> /sys/kernel/debug/cma/reserved/base_pfn <==\n515072\n'],
    ['/sys/kernel/debug/cma/reserved/base_pfn 515072\n/sys/kernel/mm/cma/reserved/total_pages = 8192\n'],
    ['# cd /sys/kernel/debug/cma\n# grep -r . .\n./reserved/count:8192\n./reserved/base_pfn:515072\n'],
    [
      '# for i in /sys/kernel/debug/cma/*; do echo $i $(cat $i/count); done\n/sys/kernel/debug/cma/reserved 8192\n# grep . /sys/kernel/debug/cma/*/base_pfn\n/sys/kernel/debug/cma/reserved/base_pfn:515072\n',
    ],
  ])('are read: %j', (text) => {
    expect(readCapture(text).areas).toEqual({ items: [reserved], isWhole: true });
  });

  it.each(['camera@60000000', 'linux,cma'])('are read in the folder that a prompt shows: %s', (name) => {
    const prompt = `root@board:/sys/kernel/debug/cma/${name}# `;
    const folder = `# cd /sys/kernel/debug/cma/${name}\n`;
    for (const text of [
      `${prompt}cat count\n8192\n${prompt}cat base_pfn\n515072\n`,
      `${folder}# cat count base_pfn\n8192\n515072\n`,
      `${folder}# grep . *\nbase_pfn:515072\ncount:8192\n`,
      `# cd /sys/kernel/debug\n# cd cma/\n# cd ./${name} && cat count base_pfn\n8192\n515072\n`,
      `# cd /sys/kernel/debug/cma/other\n# cd ../${name}\n# cat count base_pfn\n8192\n515072\n`,
    ]) {
      expect(readCapture(text).areas).toEqual({ items: [{ ...reserved, name }], isWhole: false });
    }
  });

  it('may be one of several', () => {
    const text = '# cat /sys/kernel/debug/cma/reserved/count\n8192\n';
    expect(readCapture(text).areas).toEqual({ items: [{ ...reserved, basePage: undefined }], isWhole: false });
  });
});

describe('other files of a target', () => {
  it('are read by the command above them or by their words', () => {
    const text = [
      'root@board:/# cat /proc/cmdline',
      'console=ttyS0',
      'root@board:/# uname -r',
      '7.3.4-vendor+',
      'root@board:/# getconf PAGESIZE',
      '16384',
      'root@board:/# grep Cma /proc/meminfo',
      'CmaTotal:         122880 kB',
      'root@board:/# cat /proc/iomem',
      '09000000-09000fff : pl011@9000000',
      '40000000-77ffffff : System RAM',
      '  40200000-405cffff : Kernel code',
      '78000000-787fffff : reserved',
      '78800000-7fffffff : System RAM',
      '',
    ].join('\n');
    expect(readCapture(text)).toMatchObject({
      commandLine: 'console=ttyS0',
      kernel: '7.3.4',
      pageSize: 16384,
      cmaTotal: { bytes: 122880n * 1024n, line: 8 },
      memory: { ranges: [new AddressRange(0x4000_0000n, 0x4000_0000n)] },
    });
    for (const other of [
      '/proc/cmdline:console=x\n',
      '==> /proc/cmdline <==\nconsole=x\n',
      '/proc/cmdline:\nconsole=x\n',
    ]) {
      expect(readCapture(other).commandLine).toBe('console=x');
    }
    expect(readCapture('Linux 6.12.117 aarch64\n')).toMatchObject({ kernel: '6.12.117', architecture: 'arm64' });
    expect(readCapture('Linux board 6.12.1-7-g12 #1 SMP PREEMPT Fri armv7l GNU/Linux\n')).toMatchObject({
      kernel: '6.12.1',
      architecture: 'arm',
    });
  });

  it('say nothing where a user may not read them', () => {
    expect(readCapture('00000000-00000000 : System RAM\n').memory).toBeUndefined();
    expect(readCapture('# cat /proc/cmdline\ncat: /proc/cmdline: Permission denied\n').commandLine).toBeUndefined();
  });
});

it('a text of something else holds nothing', () => {
  for (const text of ['hello\n', '', 'The kernel log and /dev/dma_heap are described below.\n']) {
    const { notes, ...things } = readCapture(text);
    expect(Object.values(things).filter((thing) => thing !== undefined)).toEqual([]);
    expect(notes).toEqual([]);
  }
});

it('decodes what terminals save', () => {
  const bytes = (text: string): string => Buffer.from(text).toString('latin1');
  const little = Buffer.from('\ufeffä\r\n', 'utf16le');
  expect(decodeCapture(little.toString('latin1'))).toBe('ä\r\n');
  expect(decodeCapture(Buffer.from(little).swap16().toString('latin1'))).toBe('ä\r\n');
  expect(decodeCapture(bytes('ä'))).toBe('ä');
  expect(decodeCapture('\xff.')).toBe('\ufffd.');
});

const LISTING = '# ls -Z /dev/dma_heap\n';
const MARKED = 'ab cd ef gh [    0.000000] cma: Reserved 16 MiB at 0xbf000000\n'.repeat(20);

it.each([
  ['lines', stamped(BOOT), '# ls /dev/dma_heap\nlinux,cma  system\n[    1.000000] usb 1-1: new device\n', ''],
  ['a line of blanks before an edge', `${LISTING}# `, ' ', '│ x\n'],
  ['a command', `${LISTING}# `, 'cat ', '/proc\n'],
  ['the words of a listing', LISTING, 'a:', '\n'],
  ['letters after marks that are alike', `${MARKED}${LISTING}# `, 'a', '\n'],
  ['backspaces', `${LISTING}# `, 'a\b', '\n'],
  ['what terminals obey', `${LISTING}# `, '\u001b[', '\n'],
  ['carriage returns without line feeds', `${LISTING}# `, '\r', ' '],
])('takes work in proportion to %s', (_, before, more, end) => {
  const capture = (count: number): string => `${before}${more.repeat(count)}${end}`;
  expect(growth(4000, capture, readCapture)).toBeLessThan(LINEAR);
});

it('a line of megabytes is read as far as a line of a target goes', () => {
  const long = 'a'.repeat(20_000_000);
  expect(readCapture(`{"dmesg": [{"pri": 6, "msg": "${long}"}]}\n`).log).toBeUndefined();
  const { commandLine = '' } = readCapture(`[    0.000000] Kernel command line: ${long}\n`);
  expect(commandLine.length).toBeGreaterThan(INPUT_LIMITS.captureLineCharacters / 2);
  expect(commandLine.replaceAll('a', '')).toBe('');
});

// V8 leaves that away once a process has compiled much, as a language server has.
it('a line of megabytes is read by regular expressions that V8 does not optimise', () => {
  const script = `
    const { readCapture } = await import(${JSON.stringify(new URL('readCapture.ts', import.meta.url).href)});
    const length = ${INPUT_LIMITS.captureLineCharacters};
    for (const head of ['', '[    0.000000] '])
      for (const piece of ['1', ' ', 'f0', '-', '"', ':', 'a=1 '])
        readCapture(head + piece.repeat(length / piece.length + 1) + '\\n');
    for (const piece of ['d00dfeed', '0A3+7Q00'])
      if (readCapture(piece.repeat(520_000) + '\\n').blob === undefined) throw new Error(piece);
    console.log('read');
  `;
  const args = ['--no-regexp-optimization', '--input-type=module', '--eval', script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'read\n', stderr: '' });
});
