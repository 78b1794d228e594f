// Rebuilds src/parser.c and tree-sitter-devicetree.wasm from grammar.js and src/scanner.c, and notes in
// sources.sha256.json which sources they were built from; builtParser.test.ts compares that note.
//
//   node grammars/devicetree/build.mjs
//
// Needs the tree-sitter CLI (TREE_SITTER names it, else the one in PATH, else on Debian and its relatives it is fetched
// from a later suite with apt, unpacked into a temporary folder and run with the C library of that suite), and clang,
// wasm-ld and wasi-libc's headers (apt-get install clang lld wasi-libc; WASI_INCLUDE names the headers elsewhere).
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLexTable } from './lexTable.mjs';

/** The CLI that writes the parser: 0.22 and later take this grammar; 14 is the ABI that web-tree-sitter reads. */
const DEBIAN_SUITE = 'trixie';
const ABI = '14';
const SOURCES = ['grammar.js', 'src/scanner.c'];
const PRODUCTS = ['src/parser.c', 'tree-sitter-devicetree.wasm'];

const folder = fileURLToPath(new URL('.', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'devicetree-grammar-'));
try {
  const [command, ...prefix] = treeSitter();
  run(command, [...prefix, 'generate', '--abi', ABI, '--no-bindings', 'grammar.js']);
  writeTable('src/parser.c');
  compile();
  writeFileSync(
    join(folder, 'sources.sha256.json'),
    `${JSON.stringify(Object.fromEntries([...SOURCES, ...PRODUCTS].map((file) => [file, sha256(file)])), undefined, 2)}\n`,
  );
  console.log(`built ${PRODUCTS.join(' and ')}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The command that runs the tree-sitter CLI. */
function treeSitter() {
  const named = process.env.TREE_SITTER;
  if (named) return [named];
  if (works('tree-sitter', ['--version'])) return ['tree-sitter'];
  if (!works('apt-get', ['--version']) || !works('dpkg', ['--version']))
    throw new Error(
      'The tree-sitter CLI (0.22 or later) was not found, and without apt it cannot be fetched here.\n' +
        'Install it (cargo install tree-sitter-cli) and put it in PATH, or name it in TREE_SITTER.',
    );
  return treeSitterFromDebian();
}

/** Fetches the CLI and its C library from a later suite, beside the system and not into it. */
function treeSitterFromDebian() {
  const lists = join(scratch, 'lists');
  const root = join(scratch, 'root');
  mkdirSync(join(lists, 'partial'), { recursive: true });
  mkdirSync(join(scratch, 'archives/partial'), { recursive: true });
  writeFileSync(
    join(scratch, 'sources.list'),
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${debianArchive()} ${DEBIAN_SUITE} main\n`,
  );
  const options = [
    `Dir::Etc::sourcelist=${join(scratch, 'sources.list')}`,
    'Dir::Etc::sourceparts=-',
    `Dir::State::Lists=${lists}`,
    `Dir::Cache::archives=${join(scratch, 'archives')}`,
    'Dir::Cache::pkgcache=',
    'Dir::Cache::srcpkgcache=',
  ].flatMap((option) => ['-o', option]);
  run('apt-get', [...options, '-qq', 'update'], scratch);
  run('apt-get', [...options, '-qq', 'download', 'tree-sitter-cli', 'libc6'], scratch);
  for (const file of readdirSync(scratch)) if (file.endsWith('.deb')) run('dpkg', ['-x', file, root], scratch);
  const libraries = readdirSync(join(root, 'usr/lib'))
    .map((name) => join(root, 'usr/lib', name))
    .find((path) => readdirSync(path).some((name) => name.startsWith('libc.so')));
  const loader = libraries && readdirSync(libraries).find((name) => name.startsWith('ld-linux'));
  if (!libraries || !loader) throw new Error('The fetched libc6 has no dynamic loader where Debian puts it.');
  const system = libraries.slice(join(root, 'usr').length);
  return [
    join(libraries, loader),
    '--library-path',
    `${libraries}:${system}:/usr${system}`,
    join(root, 'usr/bin/tree-sitter'),
  ];
}

/** The archive that this system gets its packages from; it holds the later suite as well. */
function debianArchive() {
  const targets = execFileSync('apt-get', ['indextargets', '--format', '$(ORIGIN) $(REPO_URI)'], { encoding: 'utf8' });
  const archive = targets.split('\n').find((line) => /^Debian .*\/debian\/?$/.test(line));
  if (!archive) throw new Error('apt knows no Debian archive here: name the tree-sitter CLI in TREE_SITTER.');
  return archive.slice('Debian '.length);
}

/** Puts a table in the place of the generated lexer. */
function writeTable(file) {
  const path = join(folder, file);
  // The generator switches the optimiser off for larger lexers.
  const generated = readFileSync(path, 'utf8').replace(/#ifdef _MSC_VER\n#pragma optimize[\s\S]*?#endif\n\n/, '');
  const compileHere = (source, program) => run('clang', ['-O1', '-w', '-Isrc', source, '-o', program]);
  writeFileSync(path, withLexTable(generated, scratch, compileHere));
}

function compile() {
  const headers = process.env.WASI_INCLUDE ?? '/usr/include/wasm32-wasi';
  for (const tool of ['clang', 'wasm-ld'])
    if (!works(tool, ['--version'])) throw new Error(`${tool} was not found (apt-get install clang lld wasi-libc).`);
  if (!existsSync(headers))
    throw new Error(`${headers} was not found (apt-get install wasi-libc, or name the headers in WASI_INCLUDE).`);
  const objects = ['parser', 'scanner'].map((name) => {
    const object = join(scratch, `${name}.o`);
    const flags = ['--target=wasm32-unknown-emscripten', '-fPIC', '-O2', '-fvisibility=hidden'];
    run('clang', [...flags, '-isystem', headers, '-Isrc', '-c', `src/${name}.c`, '-o', object]);
    return object;
  });
  const flags = [
    ...['--experimental-pic', '--shared', '--no-entry', '--strip-all', '--import-memory', '--allow-undefined'],
    '--export=tree_sitter_devicetree',
    '--export-if-defined=__wasm_apply_data_relocs',
    '--export-if-defined=__wasm_call_ctors',
  ];
  run('wasm-ld', [...flags, ...objects, '-o', 'tree-sitter-devicetree.wasm']);
}

function run(command, commandArguments, cwd = folder) {
  execFileSync(command, commandArguments, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
}

function works(command, commandArguments) {
  try {
    execFileSync(command, commandArguments, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function sha256(file) {
  return createHash('sha256')
    .update(readFileSync(join(folder, file)))
    .digest('hex');
}
