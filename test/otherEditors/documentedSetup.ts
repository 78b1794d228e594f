import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs', 'editors.md'), 'utf8');

/** The last block of code in a language below a heading of docs/editors.md. Throws where there is none. */
export function documentedSetup(heading: string, language: string): string {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [body = ''] = section.split('\n## ');
  const blocks = [...body.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, named]) => named === language);
  const text = blocks.at(-1)?.[2];
  if (text === undefined) throw new Error(`docs/editors.md has no ${language} below "${heading}"`);
  return text;
}

/** A folder with boards, and an environment in which `dtheaps lsp --stdio` starts the server of these sources. */
export interface EditorPlace {
  readonly folder: string;
  readonly boards: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Makes such a folder; who asks for it removes it. */
export function makeEditorPlace(): EditorPlace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-editors-')));
  const boards = join(folder, 'boards');
  cpSync(join(root, 'test', 'editor', 'boards'), boards, { recursive: true });
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  const server = join(root, 'server', 'src', 'node', 'main.ts');
  // The command line's own `lsp` starts the bundled server, which may be older than the sources.
  writeFileSync(
    join(programs, 'dtheaps'),
    `#!/bin/sh\n[ "$1 $2" = "lsp --stdio" ] || exit 2\nexec '${process.execPath}' '${server}' --stdio\n`,
    { mode: 0o755 },
  );
  return {
    folder,
    boards,
    environment: {
      ...process.env,
      PATH: `${programs}${delimiter}${process.env.PATH ?? ''}`,
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_STATE_HOME: join(folder, 'state'),
      XDG_CACHE_HOME: join(folder, 'cache'),
      ANSWERS: join(folder, 'answers.json'),
    },
  };
}
