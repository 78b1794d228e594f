// Bundles what runs: `npm run build`. With --if-stale it does nothing while dist/ is newer than every source.
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { GRAMMAR_WASM, isStale, RUNTIME_WASM, stamp } from './buildState.mjs';
import { copiedOnce } from './copiedOnce.mjs';
import { ensureInstalled, projectRoot } from './ensureInstalled.mjs';
import { lazyPackages } from './lazyPackages.mjs';
import { nodeModules } from './nodeModules.mjs';
import { notices } from './notices.mjs';

const at = (...parts) => join(projectRoot, ...parts);

const node = { platform: 'node', target: 'node20', mainFields: ['module', 'main'] };
/** Programs that are launched with their compiled code (`disk/codeCache.ts`), where no module can be imported later. */
const program = {
  format: 'cjs',
  ...node,
  supported: { 'dynamic-import': false },
  alias: { 'web-tree-sitter': at('node_modules/web-tree-sitter/web-tree-sitter.cjs') },
  plugins: [nodeModules, copiedOnce, lazyPackages],
};
/** What a bundled CommonJS module that runs in Node begins with: it knows its place by __filename. */
const PLACE = "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;";
/**
 * A program as its launcher reads it: a script whose value is the function of a CommonJS module (`module.wrap`). To put
 * the function around megabytes of text takes a start two milliseconds.
 */
const launched = {
  ...program,
  banner: { js: `(function (exports, require, module, __filename, __dirname) { ${PLACE}` },
  footer: { js: '})' },
};
const web = { platform: 'browser', target: 'es2022' };
const BUNDLES = [
  { entry: 'client/src/nodeExtension.ts', outfile: 'dist/client.cjs', format: 'cjs', external: ['vscode'], ...node },
  { entry: 'server/src/node/launch.ts', outfile: 'dist/server.cjs', ...program },
  { entry: 'server/src/node/main.ts', outfile: 'dist/languageServer.cjs', ...launched },
  {
    entry: 'client/view/memoryMap.ts',
    outfile: 'dist/memoryMapView.js',
    format: 'iife',
    ...web,
  },
  {
    entry: 'client/src/web/extension.ts',
    // By this ending: the package is one of modules, which the editor's worker does not load.
    outfile: 'dist/web/client.cjs',
    format: 'cjs',
    external: ['vscode'],
    ...web,
  },
  { entry: 'server/src/web/main.ts', outfile: 'dist/web/server.js', format: 'iife', ...web },
  {
    entry: 'server/src/cli/launch.ts',
    outfile: 'dist/dtheaps.cjs',
    ...program,
    banner: { js: `#!/usr/bin/env node\n${PLACE}` },
  },
  { entry: 'server/src/cli/main.ts', outfile: 'dist/commandLine.cjs', ...launched },
  { entry: 'server/src/cli/checkMain.ts', outfile: 'dist/check.cjs', ...launched },
];

async function build() {
  const { build: bundle } = await import('esbuild');
  const production = process.argv.includes('--production');
  rmSync(stamp, { force: true });
  mkdirSync(at('dist'), { recursive: true });
  const results = await Promise.all(
    BUNDLES.map(({ entry, outfile, ...options }) =>
      bundle({
        entryPoints: [at(entry)],
        outfile: at(outfile),
        bundle: true,
        minify: production,
        sourcemap: production ? false : 'linked',
        legalComments: 'none',
        metafile: true,
        logLevel: 'warning',
        absWorkingDir: projectRoot,
        // import.meta.url is empty in CommonJS output.
        ...(options.platform === 'node' && options.format === 'cjs'
          ? { define: { 'import.meta.url': 'importMetaUrl' }, banner: { js: PLACE } }
          : {}),
        ...options,
      }),
    ),
  );
  writeFileSync(at('dist/THIRD-PARTY-NOTICES.txt'), notices(results.map(({ metafile }) => metafile)));
  copyFileSync(at(GRAMMAR_WASM), at('dist/tree-sitter-devicetree.wasm'));
  copyFileSync(at(RUNTIME_WASM), at('dist/web-tree-sitter.wasm'));
  chmodSync(at('dist/dtheaps.cjs'), 0o755);
  writeFileSync(stamp, '');
  return BUNDLES.map(({ outfile }) => outfile);
}

ensureInstalled();
if (!process.argv.includes('--if-stale') || isStale()) {
  const started = Date.now();
  try {
    const made = await build();
    console.error(`Built ${made.join(', ')} in ${Date.now() - started} ms.`);
  } catch (error) {
    // esbuild has printed what is wrong and where.
    console.error(`The build failed: ${String(error.message).split('\n')[0]}`);
    process.exit(1);
  }
}
