import { type Command, Option } from 'commander';
import { isBlob } from '../devicetree/blob/readBlob.ts';
import { DocumentTree } from '../devicetree/document/documentTree.ts';
import { type DevicetreeParser, loadParser } from '../devicetree/syntax/parser.ts';
import { readGrammarModules } from '../disk/grammarModules.ts';
import { formatDocument } from '../features/formatting/formatDocument.ts';
import { textAfter } from '../rules/appliedEdits.ts';
import { bytesOf } from '../text/sourceFile.ts';
import { isBelow } from '../workspace/path.ts';
import type { CommandContext } from './command.ts';
import { EXIT, UnusableError } from './failure.ts';
import { looksBinary } from './input/looksBinary.ts';
import { NamedFiles } from './input/namedFiles.ts';
import { type Project, projectOf } from './input/project.ts';
import { sourcePaths } from './input/sourcePaths.ts';
import { counted } from './output/counted.ts';
import { type FixedFile, unifiedDiff } from './output/unifiedDiff.ts';
import { rewriteInput } from './output/writeOutput.ts';
import { sayNote, type Terminal } from './terminal.ts';

interface FormatOptions {
  readonly check?: boolean;
  readonly write?: boolean;
  readonly diff?: boolean;
}

/** `dtheaps format FILE…`: sources in the kernel's layout, of which white space alone is changed. */
export function mountFormat(program: Command, { terminal, finish }: CommandContext): void {
  program
    .command('format <path...>')
    .description(
      "a source in the kernel's layout; - is standard input, folders have their .dts, .dtsi, .dtso, .overlay",
    )
    .addOption(new Option('--check', 'name the files whose layout is another: status 1').conflicts(['write', 'diff']))
    .addOption(new Option('--write', 'change the files').conflicts(['check', 'diff']))
    .addOption(new Option('--diff', 'show what would change: status 1').conflicts(['check', 'write']))
    .action(async (named: string[], options: FormatOptions) => {
      const project = projectOf({ include: [], overlay: [] }, named);
      const files = new NamedFiles(project);
      const paths = sourcePaths(named, files);
      const parser = await loadParser(readGrammarModules());
      if (paths.includes('-')) files.supply({ path: '-', text: await terminal.input() });
      const isPrinted = options.check !== true && options.write !== true && options.diff !== true;
      if (isPrinted && paths.length > 1) {
        throw new UnusableError(`format: ${paths.length} files: name one, or say --write, --check or --diff`);
      }
      let changed = 0;
      for (const path of paths) {
        const formatted = formatFile(files, path, parser, terminal);
        const { file, text } = formatted;
        const isChanged = text !== file.text;
        if (isChanged) changed++;
        if (isPrinted) terminal.outBytes(text);
        else if (isChanged && options.check === true) terminal.out(path);
        else if (isChanged && options.diff === true) terminal.outBytes(unifiedDiff(formatted));
        else if (isChanged) write(formatted, files, project, terminal);
      }
      if (options.write === true) terminal.error(`${changed} of ${counted(paths.length, 'file', 'files')} changed.`);
      else if (!isPrinted && changed > 0) finish(EXIT.found);
    });
}

function formatFile(files: NamedFiles, path: string, parser: DevicetreeParser, terminal: Terminal): FixedFile {
  const file = files.read(path);
  if (file === undefined) throw new UnusableError(files.failureText(path));
  if (isBlob(file)) throw new UnusableError(`${path}: a blob has no layout: name a source`);
  if (looksBinary(file)) throw new UnusableError(`${path}: this is no text, or none of one byte a character`);
  const document = DocumentTree.read(file, parser);
  const isBroken = document.withSyntax((tree) => tree.rootNode.hasError);
  const edits = formatDocument(document).map(({ start, end, newText }) => ({ span: { file, start, end }, newText }));
  document.release();
  if (isBroken) sayNote(terminal, `${path} has syntax errors: what is around them stays as it is`);
  return { file, edits, text: textAfter(file, edits) };
}

function write({ file, text }: FixedFile, files: NamedFiles, { folders, writable }: Project, terminal: Terminal): void {
  const { path } = file;
  if (files.isSupplied(path)) throw new UnusableError('format: --write cannot change standard input');
  const real = files.realPath(path);
  if (real === undefined || !writable.some((folder) => isBelow(real, folder))) {
    throw new UnusableError(`${path} lies outside of the project (${folders.join(', ')}), and is not changed`);
  }
  const note = rewriteInput(path, bytesOf(text), bytesOf(file.text), writable);
  if (note !== undefined) sayNote(terminal, note);
}
