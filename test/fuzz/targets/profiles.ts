import { analyse } from '../../../server/src/analysis.ts';
import { bytesOfText } from '../../../server/src/text/bytesAndText.ts';
import { Workspace } from '../../../server/src/workspace/workspace.ts';
import { MemoryFiles } from '../../memoryFiles.ts';
import { testParser } from '../../parser.ts';
import type { Random } from '../harness/random.ts';
import { fuzzTarget, need } from '../harness/target.ts';
import { changedJson, ODD_VALUES } from '../making/jsonText.ts';
import { COMMAND_LINES, drawnProfile, KERNELS } from '../making/profiles.ts';
import { BOOT_ORACLES, needSoundBoot } from '../oracles/bootInvariants.ts';

const PLACED = 'what cannot be used of a file is reported at its place';

/** A `.dtheaps.json` that is nearly right. */
function configuration(random: Random): string {
  const { config, patches, architecture } = drawnProfile(random);
  const range = () => ({
    base: random.pick(['0x40000000', 1 << 30, '1G']),
    size: random.pick(['2G', '0x80000000', 0]),
  });
  const odd = <T>(usual: T): unknown => (random.oneIn(12) ? random.pick(ODD_VALUES) : usual);
  return JSON.stringify({
    profile: odd({
      kernel: odd(random.pick(KERNELS)),
      architecture: odd(architecture),
      commandLine: odd(random.pick(COMMAND_LINES)),
      patches: odd(patches),
      config: odd({
        ...config,
        CONFIG_CMA_AREAS: odd(7),
        CONFIG_CMA_ALIGNMENT: odd(8),
        CONFIG_ARCH_FORCE_MAX_ORDER: odd(10),
      }),
      ...(random.oneIn(2) ? { memory: odd([odd(range())]) } : {}),
      ...(random.oneIn(3) ? { occupied: odd([{ name: odd('image'), ...range() }]) } : {}),
      ...(random.oneIn(3) ? { firmwareRegions: odd([{ name: 'fw', ...range(), noMap: odd(true) }]) } : {}),
    }),
    ...(random.oneIn(3) ? { boards: odd(['*.dts']), includeRoots: odd(['inc', odd('..')]) } : {}),
    ...(random.oneIn(3) ? { defines: odd(['A=1', 'B', odd('=')]), overlays: odd([]) } : {}),
    ...(random.oneIn(3) ? { bases: odd([{ board: 'board.dts', overlays: odd(['o.dtso']) }]) } : {}),
    ...(random.oneIn(3) ? { severities: odd({ 'zero-size': odd('off'), nothing: 'error' }) } : {}),
    ...(random.oneIn(3) ? { consumers: odd(['libcamera', odd({ name: 'x', heaps: ['system'] })]) } : {}),
    ...(random.oneIn(8) ? { [random.pick(['profil', '', '__proto__', 'x'])]: 1 } : {}),
  });
}

const BOARD = `/dts-v1/;
/ { #address-cells = <2>; #size-cells = <2>; memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };
reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
pool@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0 0x50000000 0 0x1000000>; };
dynamic { compatible = "shared-dma-pool"; reusable; size = <0 0x1000000>; linux,cma-default; }; }; };
`;

export const target = fuzzTarget<{ readonly text: string }>({
  name: 'profiles',
  inputs:
    '.dtheaps.json beside a board: nearly right, with odd values, and with changed bytes; the board is booted with them',
  oracles: [PLACED, ...BOOT_ORACLES],
  inTests: 1200,
  make: (random) => {
    let text = configuration(random);
    for (let left = random.below(3); left > 0; left--) text = changedJson(text, random);
    return { text: bytesOfText(text) };
  },
  change: ({ text }, random) => ({ text: bytesOfText(changedJson(text, random)) }),
  open: async () => {
    const parser = await testParser();
    const files = new MemoryFiles({ 'board.dts': BOARD });
    const workspace = new Workspace(files, parser);
    return ({ text }) => {
      files.write('.dtheaps.json', text);
      const opened = workspace.open('board.dts');
      needSoundBoot(analyse(opened.board, opened.profile).boot);
      for (const { span, message } of opened.configuration.problems) {
        const isPlaced = span !== undefined && span.start <= span.end && span.end <= text.length;
        need(PLACED, isPlaced, () => message);
      }
    };
  },
});
