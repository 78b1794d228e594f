import { type Command, InvalidArgumentError } from 'commander';
import type { KernelOutcome } from '../features/heapsByKernel.ts';
import { bootHeadline, sideBySideNotes } from './boot.ts';
import type { CommandContext } from './command.ts';
import { addBoardOptions, type BoardOptions, readKernels } from './input/boardOptions.ts';
import { namedBoard } from './input/namedBoard.ts';
import { heapMatrixText, heapsText } from './output/boardText.ts';
import { assumedMemoryJson } from './output/bootJson.ts';
import { deviceAllowText, isGroupName, udevRuleText } from './output/heapPermissions.ts';
import { jsonPieces } from './output/jsonText.ts';
import { kernelChangesJson, kernelChangesText } from './output/kernelChanges.ts';
import { kernelJson } from './output/kernelJson.ts';
import { originsJson } from './output/originsOutput.ts';
import { printablePath } from './output/printable.ts';

interface HeapsOptions extends BoardOptions {
  readonly kernels?: readonly string[];
  readonly udev?: string;
  readonly systemd?: boolean;
}

function readGroup(text: string): string {
  if (!isGroupName(text)) throw new InvalidArgumentError('Write the name of a group, such as video.');
  return text;
}

/** The rule and the unit that open the heaps of some kernels to programs that are not root, by the option that asks for it. */
function permissionTexts(
  path: string,
  outcomes: readonly KernelOutcome[],
  { udev, systemd }: Pick<HeapsOptions, 'udev' | 'systemd'>,
): (readonly ['udev' | 'systemd', string])[] {
  const heaps = [...new Set(outcomes.flatMap(({ outcome }) => outcome.heaps.map(({ name }) => name)))];
  const kernels = outcomes.map(({ kernel }) => kernel).join(', ');
  const title = `The heaps of ${printablePath(path)} on Linux ${kernels}`;
  return [
    ...(udev === undefined ? [] : [['udev', udevRuleText(title, heaps, udev)] as const]),
    ...(systemd === true ? [['systemd', deviceAllowText(title, heaps)] as const] : []),
  ];
}

/** `dtheaps heaps BOARD`: which heaps appear, on one kernel or several side by side. */
export function mountHeaps(program: Command, { terminal }: CommandContext): void {
  addBoardOptions(program.command('heaps <board>').description('which heaps appear below /dev/dma_heap'))
    .option('--kernels <list>', 'several kernels side by side, such as 6.12,6.18,7.3', readKernels)
    .option('--udev <group>', 'a udev rule that gives the heaps to a group', readGroup)
    .option('--systemd', 'what a systemd service needs to open them (DeviceAllow)')
    .action(async (named: string, options: HeapsOptions) => {
      const { loader, path } = await namedBoard(named, options, terminal);
      const loaded = loader.open(path);
      const kernels = options.kernels ?? [loaded.profile.kernel];
      const analyses = kernels.map((kernel) => loaded.analyse(kernel));
      const outcomes = analyses.map(({ boot, profile }) => ({ kernel: profile.kernel, outcome: boot }));
      const permissions = permissionTexts(path, outcomes, options);
      if (permissions.length > 0 && options.format !== 'json') {
        terminal.out(permissions.map(([, text]) => text).join('\n\n'));
        return;
      }
      const [only] = analyses;
      if (options.format === 'json') {
        const entries = analyses.map(kernelJson);
        const { consumers } = loaded.configuration;
        const body =
          options.kernels === undefined
            ? entries[0]
            : { kernels: entries, changes: kernelChangesJson(outcomes, consumers) };
        const assumedMemory = assumedMemoryJson(loaded.analyse());
        const profile = originsJson(loaded.opened);
        terminal.outPieces(
          jsonPieces(
            { schemaVersion: 1, board: path, assumedMemory, ...body, profile, ...Object.fromEntries(permissions) },
            2,
          ),
        );
      } else if (options.kernels !== undefined || only === undefined) {
        for (const note of sideBySideNotes(analyses, terminal)) terminal.out(note);
        terminal.out(heapMatrixText(outcomes, terminal.style, terminal.columns));
        const changes = kernelChangesText(outcomes, loaded.configuration.consumers, terminal);
        if (changes !== '') terminal.out(`\n${changes}`);
      } else {
        terminal.out(bootHeadline(path, only, terminal));
        terminal.out(heapsText(only.boot, terminal.style, terminal.columns));
      }
    });
}
