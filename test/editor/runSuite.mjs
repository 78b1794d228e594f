import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { installNeighbour, makePlaces } from './surroundings/places.mjs';

const editorTests = dirname(fileURLToPath(import.meta.url));
const root = join(editorTests, '..', '..');

/**
 * The suites of a folder, those whose file's name begins with `part`, as VS Code can load them: CommonJS, `vscode` and mocha
 * from outside; the file that runs them.
 */
async function bundleSuites(folder, part) {
  const bundled = join(root, 'out', 'editor', folder);
  rmSync(bundled, { recursive: true, force: true });
  const names = readdirSync(join(editorTests, folder)).filter(
    (name) => name.endsWith('.suite.ts') && name.startsWith(part),
  );
  const entryPoints = names.map((name) => ({ in: join(editorTests, folder, name), out: name.slice(0, -'.ts'.length) }));
  await build({
    entryPoints: [...entryPoints, { in: join(editorTests, 'suite', 'index.ts'), out: 'index' }],
    outdir: bundled,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return join(bundled, 'index.cjs');
}

/** The VS Code that runs the suite; `undefined` lets test-electron download one. */
function chosenVsCode() {
  if (process.env.VSCODE_PATH) return process.env.VSCODE_PATH;
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  return hasDisplay ? undefined : join(editorTests, '..', 'host', 'code.mjs');
}

/** A stream that swallows what it is given. */
const silence = () => new Writable({ write: (_chunk, _encoding, done) => done() });

/**
 * The boards that the rules speak about, each in a folder of its own with what its first lines say (profile and
 * programs that matter) as a `.dtheaps.json`: `RULE/NAME/board.dts`.
 */
function copyRuleFixtures(target) {
  const fixtures = join(root, 'test', 'fixtures', 'rules');
  for (const rule of readdirSync(fixtures)) {
    for (const name of readdirSync(join(fixtures, rule)).filter((file) => file.endsWith('.dts'))) {
      const text = readFileSync(join(fixtures, rule, name), 'utf8');
      const folder = join(target, rule, name.slice(0, -'.dts'.length));
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'board.dts'), text);
      const value = (key) => JSON.parse(new RegExp(`^\\s*// ${key}: (.*)$`, 'm').exec(text)?.[1] ?? 'null');
      const configuration = { profile: value('profile') ?? {}, consumers: value('consumers') ?? [] };
      writeFileSync(join(folder, '.dtheaps.json'), JSON.stringify(configuration));
    }
  }
}

/** The suites, each in an extension host of its own: what is opened there, and what is installed beside our extension. */
const SUITES = {
  suite: {
    open(folder) {
      const boards = join(folder, 'boards');
      mkdirSync(boards);
      cpSync(join(editorTests, 'boards'), boards, { recursive: true });
      copyRuleFixtures(join(boards, 'rules'));
      return boards;
    },
    install() {},
  },
  surroundings: { open: makePlaces, install: installNeighbour },
};

/**
 * Runs the suites of a folder, `suite` or `surroundings`, of it those whose file's name begins with `part`. Answers how many
 * tests passed and which failed, as they wrote down themselves; suites that did not get to their end are a failure.
 */
export async function runSuite(name, part = '') {
  const index = await bundleSuites(name, part);
  const folder = mkdtempSync(join(tmpdir(), 'dtheaps-suite-'));
  const report = join(folder, 'report.json');
  const installed = join(folder, 'extensions');
  mkdirSync(installed);
  const opened = SUITES[name].open(folder);
  SUITES[name].install(installed);
  let status = 0;
  try {
    await runTests({
      vscodeExecutablePath: chosenVsCode(),
      extensionDevelopmentPath: root,
      extensionTestsPath: index,
      extensionTestsEnv: { DTHEAPS_REPORT: report, DTHEAPS_SERVER: join(root, 'dist', 'server.cjs') },
      // VS Code's own messages, which are many, are shown by DTHEAPS_EDITOR_VERBOSE.
      ...(process.env.DTHEAPS_EDITOR_VERBOSE ? {} : { stdout: silence() }),
      launchArgs: [opened, `--user-data-dir=${join(folder, 'data')}`, `--extensions-dir=${installed}`],
    });
  } catch {
    status = 1;
  }
  const nothing = { passed: 0, failures: [], lines: [] };
  const { passed, failures, lines } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : nothing;
  for (const line of lines) console.log(line);
  if (failures.length === 0 && (status !== 0 || passed === 0)) {
    failures.push({ name, error: `it did not get to its end; the last line: ${lines.at(-1) ?? 'none'}` });
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  return { passed, failures };
}
