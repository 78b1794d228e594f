import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Query } from 'web-tree-sitter';
import { GRAMMAR_FOLDER, language, parse } from './testParser.ts';

describe('the checked-in parser', () => {
  it('was built from this grammar', () => {
    const built: Record<string, string> = JSON.parse(readFileSync(join(GRAMMAR_FOLDER, 'sources.sha256.json'), 'utf8'));
    const files = ['grammar.js', 'src/scanner.c', 'src/parser.c', 'tree-sitter-devicetree.wasm'];
    const now = files.map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(GRAMMAR_FOLDER, file)))
        .digest('hex'),
    ]);
    expect(built, 'run node grammars/devicetree/build.mjs').toEqual(Object.fromEntries(now));
  });

  it('stays small enough for the packed extension', () => {
    expect(readFileSync(join(GRAMMAR_FOLDER, 'tree-sitter-devicetree.wasm')).length).toBeLessThan(150_000);
  });

  it.each(['highlights', 'folds'])('has the node types that queries/%s.scm asks for', (name) => {
    const query = new Query(language, readFileSync(join(GRAMMAR_FOLDER, `queries/${name}.scm`), 'utf8'));
    const root = parse('/dts-v1/;\n#define A 1\n/ {\n\tl: n@1 {\n\t\treg = <A 0x1>;\n\t};\n};\n');
    expect(query.captures(root).length).toBeGreaterThan(0);
  });
});
