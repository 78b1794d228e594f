// Parses every device tree source below the given folders and says how many have errors, and how fast it went.
//
//   node grammars/devicetree/measure.mjs [--list] [--expanded] FOLDER_OR_FILE...
//
// --list      prints each file with errors and where the first of them is
// --expanded  the texts have been through the preprocessor: what only raw text may hold counts as an error too
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';

const SOURCE = /\.(dts|dtsi|dtso|i)$/;
const RAW_ONLY = /^(macro_|missing_|incomplete_|unterminated_|unmatched_|preproc_(?!other))/;

const options = new Set(process.argv.slice(2).filter((argument) => argument.startsWith('--')));
const roots = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

await Parser.init();
const language = await Language.load(
  readFileSync(fileURLToPath(new URL('tree-sitter-devicetree.wasm', import.meta.url))),
);
const parser = new Parser();
parser.setLanguage(language);

let bytes = 0;
let microseconds = 0;
let withErrors = 0;
const files = roots.flatMap((root) => [...sourcesBelow(root)]);
for (const file of files) {
  const text = readFileSync(file, 'latin1');
  const before = process.cpuUsage();
  const tree = parser.parse(text);
  const used = process.cpuUsage(before);
  microseconds += used.user + used.system;
  bytes += text.length;
  const error = firstError(tree);
  if (error) {
    withErrors++;
    if (options.has('--list')) {
      const line = text.split('\n')[error.startPosition.row] ?? '';
      console.log(`${file}:${error.startPosition.row + 1}: ${error.isMissing ? 'MISSING ' : ''}${error.type}: ${line}`);
    }
  }
  tree.delete();
}
console.log(
  `${files.length} files, ${(bytes / 1e6).toFixed(1)} MB, ${(bytes / microseconds).toFixed(1)} MB/s of processor time; ` +
    `${withErrors} with errors (${((100 * withErrors) / files.length).toFixed(2)} %)`,
);

function* sourcesBelow(path) {
  if (!statSync(path).isDirectory()) yield path;
  else
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) yield* sourcesBelow(join(path, entry.name));
      else if (entry.isFile() && SOURCE.test(entry.name)) yield join(path, entry.name);
    }
}

/** The first node in document order that says the text is not what the grammar expects, or undefined. */
function firstError(tree) {
  if (!options.has('--expanded') && !tree.rootNode.hasError) return undefined;
  const cursor = tree.walk();
  for (;;) {
    const node = cursor.currentNode;
    if (node.isError || node.isMissing || (options.has('--expanded') && RAW_ONLY.test(node.type))) return node;
    if (cursor.gotoFirstChild()) continue;
    while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return undefined;
  }
}
