import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The kernel's own tools, and where their results are kept. */
export interface Oracle {
  readonly dtc: string;
  readonly fdtoverlay: string;
  readonly results: string;
}

/** What the tools made of one board: the blob, or the first line of what they said when they refused it. */
export interface OracleResult {
  readonly plain: Buffer | undefined;
  readonly symbols: Buffer | undefined;
  readonly refusal: string | undefined;
}

const LIBFDT = [
  'fdt',
  'fdt_ro',
  'fdt_wip',
  'fdt_sw',
  'fdt_rw',
  'fdt_strerror',
  'fdt_empty_tree',
  'fdt_addresses',
  'fdt_overlay',
];
const DTC = [
  'dtc',
  'flattree',
  'fstree',
  'data',
  'livetree',
  'treesource',
  'srcpos',
  'checks',
  'util',
  'dtc-lexer.lex',
  'dtc-parser.tab',
];

/** Builds the dtc and fdtoverlay of a kernel tree into the cache, unless they stand there already. */
export function buildOracle(root: string, cache: string): Oracle {
  const tree = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const build = join(cache, `dtc-${tree}`);
  const oracle = {
    dtc: join(build, 'dtc'),
    fdtoverlay: join(build, 'fdtoverlay'),
    results: join(cache, `oracle-${tree}`),
  };
  mkdirSync(oracle.results, { recursive: true });
  if (existsSync(oracle.dtc) && existsSync(oracle.fdtoverlay)) return oracle;
  console.error(`Building the tree's own dtc in ${build} (needs gcc, flex and bison) …`);
  const source = join(root, 'scripts', 'dtc');
  mkdirSync(join(build, 'libfdt'), { recursive: true });
  for (const folder of ['', 'libfdt']) {
    for (const name of readdirSync(join(source, folder))) {
      if (/\.[chly]$/.test(name)) copyFileSync(join(source, folder, name), join(build, folder, name));
    }
  }
  const call = (tool: string, ...args: string[]): void => runTool(build, tool, args);
  call('bison', '-b', 'dtc-parser', '-d', '-o', 'dtc-parser.tab.c', 'dtc-parser.y');
  call('flex', '-o', 'dtc-lexer.lex.c', 'dtc-lexer.l');
  const gcc = ['-O2', '-w', '-DNO_YAML', '-I.', '-Ilibfdt', '-o'];
  call('gcc', ...gcc, 'dtc', ...DTC.map((name) => `${name}.c`));
  call('gcc', ...gcc, 'fdtoverlay', 'fdtoverlay.c', 'util.c', ...LIBFDT.map((name) => `libfdt/${name}.c`));
  return oracle;
}

/** Runs a tool of the build; where it is missing or fails, that is said without a trace of this program, which ends. */
function runTool(folder: string, tool: string, args: readonly string[]): void {
  const { error, status, stderr } = spawnSync(tool, args, { cwd: folder, encoding: 'utf8' });
  if (status === 0) return;
  const isMissing = error !== undefined && 'code' in error && error.code === 'ENOENT';
  const why = isMissing ? `${tool} is missing: install it and run this again` : (error?.message ?? stderr.trimEnd());
  console.error(isMissing ? why : `${tool}: ${why}`);
  process.exit(1);
}

/** gcc's arguments that preprocess a board as the kernel's build does (`dtc_cpp_flags` in scripts/Makefile.lib). */
export function preprocessorArguments(root: string, board: string, output: string): string[] {
  const prefixes = join(root, 'scripts/dtc/include-prefixes');
  return [
    '-E',
    '-nostdinc',
    '-I',
    prefixes,
    '-undef',
    '-D__DTS__',
    '-x',
    'assembler-with-cpp',
    '-o',
    output,
    join(root, board),
  ];
}

/** dtc's arguments for the preprocessed board (`cmd_dtc` in scripts/Makefile.lib). */
export function compilerArguments(root: string, board: string, input: string, output: string): string[] {
  const prefixes = join(root, 'scripts/dtc/include-prefixes');
  return ['-q', '-O', 'dtb', '-b', '0', '-i', join(root, dirname(board)), '-i', prefixes, '-o', output, input];
}

/** Compiles a board plain and with `-@`, or takes what an earlier run has kept. */
export async function compileWithOracle(oracle: Oracle, root: string, board: string): Promise<OracleResult> {
  const stem = join(oracle.results, board);
  const files = { plain: `${stem}.dtb`, symbols: `${stem}.symbols.dtb`, refusal: `${stem}.refusal` };
  if (!existsSync(files.refusal) && !existsSync(files.symbols)) {
    mkdirSync(dirname(stem), { recursive: true });
    const text = `${stem}.i`;
    try {
      await run('gcc', preprocessorArguments(root, board, text));
      await run(oracle.dtc, ['-I', 'dts', ...compilerArguments(root, board, text, files.plain)]);
      await run(oracle.dtc, ['-I', 'dts', '-@', ...compilerArguments(root, board, text, files.symbols)]);
    } catch (error) {
      const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
      writeFileSync(files.refusal, said.trim().split('\n')[0] ?? '');
    }
    rmSync(text, { force: true });
  }
  const read = (path: string): Buffer | undefined => (existsSync(path) ? readFileSync(path) : undefined);
  return { plain: read(files.plain), symbols: read(files.symbols), refusal: read(files.refusal)?.toString() };
}

/** Applies compiled overlays to a base compiled with `-@`; the blob, or what fdtoverlay said. */
export async function overlayWithOracle(
  oracle: Oracle,
  name: string,
  base: string,
  overlays: readonly string[],
): Promise<Buffer | string> {
  const stem = (board: string): string => join(oracle.results, board);
  const output = join(oracle.results, 'composites', `${basename(dirname(base))}-${name}.dtb`);
  mkdirSync(dirname(output), { recursive: true });
  try {
    const inputs = overlays.map((overlay) => `${stem(overlay)}.dtb`);
    await run(oracle.fdtoverlay, ['-i', `${stem(base)}.symbols.dtb`, '-o', output, ...inputs]);
    return readFileSync(output);
  } catch (error) {
    return error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
  }
}
