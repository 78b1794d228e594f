import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';

const editorTests = dirname(fileURLToPath(import.meta.url));
const root = join(editorTests, '..', '..');
const bundled = join(root, 'out', 'editor');

/** The suites as VS Code can load them: CommonJS, `vscode` and mocha from outside. */
async function bundleSuites() {
  rmSync(bundled, { recursive: true, force: true });
  const folder = join(editorTests, 'suite');
  const names = readdirSync(folder).filter((name) => name === 'index.ts' || name.endsWith('.suite.ts'));
  await build({
    entryPoints: names.map((name) => join(folder, name)),
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

/**
 * Runs the suite in a copy of the test's boards. Answers how many tests passed and failed, as the suite itself wrote
 * down; a suite that did not get to its end is a failure.
 */
export async function runSuite() {
  await bundleSuites();
  const folder = mkdtempSync(join(tmpdir(), 'dtheaps-suite-'));
  const boards = join(folder, 'boards');
  const report = join(folder, 'report.json');
  mkdirSync(boards);
  cpSync(join(editorTests, 'boards'), boards, { recursive: true });
  copyRuleFixtures(join(boards, 'rules'));
  let status = 0;
  try {
    await runTests({
      vscodeExecutablePath: chosenVsCode(),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(bundled, 'index.cjs'),
      extensionTestsEnv: { DTHEAPS_REPORT: report, DTHEAPS_SERVER: join(root, 'dist', 'server.cjs') },
      // VS Code's own messages, which are many, are shown by DTHEAPS_EDITOR_VERBOSE.
      ...(process.env.DTHEAPS_EDITOR_VERBOSE ? {} : { stdout: silence() }),
      launchArgs: [boards, `--user-data-dir=${join(folder, 'data')}`, `--extensions-dir=${join(folder, 'extensions')}`],
    });
  } catch {
    status = 1;
  }
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { passed: 0, failed: 1, lines: [] };
  for (const line of counts.lines) console.log(line);
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  return counts;
}
