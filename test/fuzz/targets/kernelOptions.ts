import { boot } from '../../../server/src/kernel/boot.ts';
import { KNOWN_OPTIONS } from '../../../server/src/kernel/input/knownOptions.ts';
import { SourceFile } from '../../../server/src/text/sourceFile.ts';
import { readKernelConfigFile } from '../../../server/src/workspace/kernelConfigFile.ts';
import { bootInput } from '../../boots/boardSketch.ts';
import { cmaPool, MIB } from '../../boots/sketchedBoot.ts';
import { changedBytes } from '../harness/change.ts';
import type { Random } from '../harness/random.ts';
import { fuzzTarget, need } from '../harness/target.ts';
import { COMMAND_LINES, KERNELS } from '../making/profiles.ts';
import { BOOT_ORACLES, needSoundBoot } from '../oracles/bootInvariants.ts';

const PLACED = 'an option that cannot be used is reported at its place';

const OPTIONS: readonly string[] = [...KNOWN_OPTIONS, 'CONFIG_OTHER'];
const VALUES = [
  'y',
  'n',
  'm',
  '0',
  '1',
  '12',
  '18',
  '19',
  '7',
  '64',
  '-1',
  '1.5',
  '""',
  '"cma=8M"',
  '0x10',
  '9'.repeat(30),
];
const ARCHITECTURES = ['arm64', 'arm', 'riscv'] as const;

const PARAMETERS = [
  'cma',
  'mem',
  'memmap',
  'swiotlb',
  'reserve_mem',
  'hugetlb_cma',
  'numa_cma',
  'cma_pernuma',
  'movablecore',
  'kernelcore',
  'coherent_pool',
  'crashkernel',
  'vmalloc',
  'highmem',
  'iommu.passthrough',
];

interface OptionsInput {
  readonly config: string;
  readonly commandLine: string;
  readonly kernel: string;
  readonly architecture: number;
}

function option(random: Random): string {
  const name = random.pick(OPTIONS);
  return random.oneIn(6) ? `# ${name} is not set` : `${name}=${random.pick(VALUES)}`;
}

function parameter(random: Random): string {
  const amount = () =>
    random.pick(['0', '16M', '1G', '4096', '0x1000', '-1', '99999999999999999999', '1E', '', '16Mx', '50%', '1,2']);
  const place = () => random.pick(['', '@', '$', '#', '-', ',', ':', '@0x70000000', '@0-4G', '$0x50000000', '@-']);
  return `${random.pick(PARAMETERS)}=${amount()}${place()}${random.oneIn(3) ? amount() : ''}`;
}

export const target = fuzzTarget<OptionsInput>({
  name: 'kernelOptions',
  inputs:
    'a .config and a command line, of known options with any values, and with changed bytes; a board is booted with them',
  oracles: [PLACED, ...BOOT_ORACLES],
  inTests: 4000,
  make: (random) => {
    let config = random.list(0, 6, () => option(random)).join('\n');
    let commandLine = random.oneIn(4)
      ? random.pick(COMMAND_LINES)
      : random.list(0, 4, () => parameter(random)).join(' ');
    if (random.oneIn(3)) config = changedBytes(config, random);
    if (random.oneIn(3)) commandLine = changedBytes(commandLine, random);
    return { config, commandLine, kernel: random.pick(KERNELS), architecture: random.below(3) };
  },
  change: (input, random) => ({
    ...input,
    config: random.oneIn(2) ? changedBytes(input.config, random) : `${input.config}\n${option(random)}`,
    commandLine: random.oneIn(2)
      ? changedBytes(input.commandLine, random)
      : `${input.commandLine} ${parameter(random)}`,
  }),
  open: () => {
    const regions = {
      'v@60000000': cmaPool(0x6000_0000n, 16n * MIB),
      d: { size: 16n * MIB, compatible: 'shared-dma-pool', flags: ['reusable', 'linux,cma-default'] },
    };
    return ({ config, commandLine, kernel, architecture }) => {
      const { options, problems } = readKernelConfigFile(new SourceFile('.config', config));
      for (const { span, message } of problems) {
        const isPlaced = span !== undefined && 0 <= span.start && span.start <= span.end && span.end <= config.length;
        need(PLACED, isPlaced, () => message);
      }
      const named = { kernel, commandLine, architecture: ARCHITECTURES[architecture] ?? 'arm64' };
      needSoundBoot(boot(bootInput({ regions, profile: named, config: Object.fromEntries(options) })));
    };
  },
});
