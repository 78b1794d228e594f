import { boot } from '../../../server/src/kernel/boot.ts';
import type { Capture } from '../../../server/src/simulation/capture/capture.ts';
import { decodeCapture } from '../../../server/src/simulation/capture/decodeCapture.ts';
import { explainCapture, type Prediction } from '../../../server/src/simulation/capture/explainCapture.ts';
import { readCapture } from '../../../server/src/simulation/capture/readCapture.ts';
import { bootInput } from '../../boots/boardSketch.ts';
import { changedBytes } from '../harness/change.ts';
import type { Random } from '../harness/random.ts';
import { fuzzTarget, need, needSame } from '../harness/target.ts';
import { type PlainMap, plainMap, sketchOf } from '../making/memoryMap.ts';

const OWN = 'a target that prints what is predicted agrees with the prediction';
const LINES = 'a difference names a line of the capture';

interface CaptureInput {
  readonly map: PlainMap;
  /** What a person pasted, as bytes. */
  readonly text: string;
}

const HEX = ['0x60000000', '0000000060000000', '5ffff000', 'ffffffffffffffff', '0', '', 'zz'];

function line(random: Random): string {
  const hex = () => random.pick(HEX);
  const count = () => random.pick(['0', '1', '16', '4096', '-1', '99999999999999999999', '1e9', '']);
  const message = random.pick([
    () => `Reserved memory: created CMA memory pool at ${hex()}, size ${count()} MiB`,
    () => `Reserved memory: created DMA memory pool at ${hex()}, size ${count()} MiB`,
    () => `OF: reserved mem: initialized node c, compatible id shared-dma-pool`,
    () => `OF: reserved mem: ${hex()}..${hex()} (${count()} KiB) map non-reusable d`,
    () => 'OF: reserved mem: OVERLAP DETECTED!',
    () => `a@1 (${hex()}--${hex()}) overlaps with b (${hex()}--${hex()})`,
    () => `cma: Reserved ${count()} MiB at ${hex()}`,
    () => `Linux version ${random.pick(['6.12.117-vendor', '5.10', 'x', '99.99', '7.3.4'])} (build@host) #1 SMP`,
    () => 'Booting Linux on physical CPU 0x0000000000 [0x410fd034]',
    () => `Kernel command line: console=ttyS0 cma=${count()}M`,
    () => `Machine model: ${random.pick(['Example', '', '\xff\xfe'])}`,
    () => `Memory: ${count()}K/${count()}K available`,
    () => `  node   0: [mem ${hex()}-${hex()}]`,
    () => `${hex()}-${hex()} : System RAM`,
    () => `CmaTotal:       ${count()} kB`,
    () => `$ ls /dev/dma_heap`,
    () => 'default_cma_region  linux,cma  system',
    () => `/sys/kernel/debug/cma/${random.pick(['c', 'reserved', 'cma-b'])}/count:${count()}`,
    () => `/sys/kernel/debug/cma/c/base_pfn:${count()}`,
    () => `cma: cma_alloc: reserved: alloc failed, req-size: ${count()} pages, ret: -12`,
    () => random.pick(['', '>', '\x1b[31m', 'Linux board 6.6.1 #1 SMP aarch64 GNU/Linux', '# ', 'root@board:~# dmesg']),
  ])();
  const stamp = random.pick([
    () => '',
    () => `[    ${random.below(10)}.${random.below(1e6)}] `,
    () => '<6>[    0.000000] ',
    () => '[    0.000000][    T0] ',
    () => 'Jan 01 00:00:00 board kernel: ',
    () => '6,1,0,-;',
    () => `[2026-01-01 00:00:0${random.below(10)}] `,
    () => '> ',
  ])();
  return stamp + message;
}

/** Everything that a target prints which boots as predicted. */
function ownCapture(outcome: ReturnType<typeof boot>): Capture {
  const log = outcome.log
    .map((entry) => `[    0.000000] ${entry.line.replaceAll('\n', '\n[    0.000000] ')}\n`)
    .join('');
  const begin = '[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]\n';
  return readCapture(`${begin}${log}[    1.000000] Run /sbin/init as init process\n`);
}

export const target = fuzzTarget<CaptureInput>({
  name: 'captures',
  inputs:
    'what people paste from targets: messages, listings and files with stamps, quotes and colours, and changed bytes, held against a boot by chance',
  oracles: [OWN, LINES],
  inTests: 1500,
  make: (random) => {
    let text = random.list(1, 16, () => line(random)).join(random.oneIn(8) ? '\r\n' : '\n');
    for (let left = random.below(3); left > 0; left--) text = changedBytes(text, random);
    return { map: plainMap(random), text };
  },
  change: ({ map, text }, random) => ({
    map: random.oneIn(3) ? plainMap(random) : map,
    text: random.oneIn(2) ? changedBytes(text, random) : `${text}\n${line(random)}`,
  }),
  open:
    () =>
    ({ map, text }) => {
      const input = bootInput(sketchOf(map));
      const outcome = boot(input);
      const prediction: Prediction = {
        outcome,
        model: 'Example',
        withProfile: (settings) => boot({ ...input, profile: { ...input.profile, ...settings } }),
        targetTree: undefined,
      };
      const decoded = decodeCapture(text);
      const lines = decoded.split(/\r*\n|\r/).length;
      const { differences, notes } = explainCapture(readCapture(decoded), prediction);
      for (const { line: at } of [...differences, ...notes]) {
        need(LINES, at === undefined || (at >= 1 && at <= lines), () => `line ${at} of ${lines}`);
      }
      if (!outcome.booted) return;
      const own = explainCapture(ownCapture(outcome), prediction).differences;
      needSame(
        OWN,
        own.filter(({ kind }) => kind === 'log'),
        [],
      );
    },
});
