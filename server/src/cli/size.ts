import type { Command } from 'commander';
import type { Analysis } from '../analysis.ts';
import type { Sizing } from '../features/sizing/sizing.ts';
import { editsByFile, textAfter } from '../rules/appliedEdits.ts';
import { bootHeadline, sideBySideNotes } from './boot.ts';
import type { CommandContext } from './command.ts';
import { EXIT } from './failure.ts';
import { addBoardOptions, append, type BoardOptions, readKernels } from './input/boardOptions.ts';
import { namedBoard } from './input/namedBoard.ts';
import type { NamedFiles } from './input/namedFiles.ts';
import type { Project } from './input/project.ts';
import { addRamOption, type RamVariant, requireFewBoots } from './input/ramVariants.ts';
import { readNamedScenario, requireFitting } from './input/scenarioFile.ts';
import { counted } from './output/counted.ts';
import { jsonPieces } from './output/jsonText.ts';
import { sizingJson, sizingText } from './output/sizingOutput.ts';
import { triedSizing } from './sizingTrials.ts';
import { SourceChanges } from './sourceChanges.ts';
import type { Terminal } from './terminal.ts';

interface SizeOptions extends BoardOptions {
  readonly kernels?: readonly string[];
  readonly ram: readonly RamVariant[];
  readonly write?: boolean;
  readonly allowWrite?: readonly string[];
}

/** `dtheaps size BOARD SCENARIO`: the smallest pools that hold a scenario, and the edits that make them. */
export function mountSize(program: Command, { terminal, finish }: CommandContext): void {
  const command = addBoardOptions(
    program.command('size <board> <scenario>').description('the smallest pools that hold a scenario'),
  )
    .option('--kernels <list>', 'sizes that serve several kernels, such as 6.12,6.18,7.3', readKernels)
    .option('--write', 'write the sizes into the tree, where they were tried and fit')
    .option(
      '--allow-write <dir>',
      'let --write change files here too, outside of the project; repeatable',
      append(String),
    );
  addRamOption(command).action(async (named: string, scenarioPath: string, options: SizeOptions) => {
    requireFewBoots(options.kernels?.length ?? 1, options.ram.length);
    const { loader, path, project } = await namedBoard(named, options, terminal, { others: [scenarioPath] });
    const { scenario, layer } = readNamedScenario(loader.files, scenarioPath);
    const loaded = loader.open(path, [layer]);
    const [first = loaded.profile.kernel, ...others] = options.kernels ?? [];
    const analyses: [Analysis, ...Analysis[]] = [
      loaded.analyse(first),
      ...others.map((kernel) => loaded.analyse(kernel)),
    ];
    requireFitting(scenario, analyses[0], scenarioPath);
    const { sizing, trials } = triedSizing(loader, path, layer, analyses, scenario, options.ram);
    if (options.format === 'json') {
      terminal.outPieces(jsonPieces(sizingJson(path, analyses, sizing, trials), 2));
    } else {
      terminal.out(bootHeadline(path, analyses[0], terminal));
      const said = new Set(sideBySideNotes([analyses[0]], terminal));
      for (const note of sideBySideNotes(analyses, terminal)) if (!said.has(note)) terminal.out(note);
      terminal.out(sizingText(sizing, trials, terminal));
    }
    const isWritten = options.write === true && writeSizes(sizing, loader.files, project, terminal);
    const fits =
      (isWritten ? sizing.obstacles.length === 0 : sizing.pools.every((pool) => pool.fits)) &&
      trials.every(({ why }) => why === undefined);
    finish(fits && sizing.unhelped.length === 0 ? EXIT.clean : EXIT.found);
  });
}

/** Writes the edits of a sizing, all or none; whether they were written. */
function writeSizes({ edits }: Sizing, files: NamedFiles, project: Project, terminal: Terminal): boolean {
  const changes = new SourceChanges(files, project, 'size: --write cannot change standard input: name the file');
  const changed = [...editsByFile(edits)];
  const isWritten = changed.length > 0 && changed.filter(([file]) => !changes.mayChange(file)).length === 0;
  if (isWritten) changes.write(changed.map(([file, of]) => ({ file, text: textAfter(file, of) })));
  changes.sayNotes(terminal);
  terminal.error(isWritten ? `${counted(edits.length, 'size', 'sizes')} written.` : 'Nothing was written.');
  return isWritten;
}
