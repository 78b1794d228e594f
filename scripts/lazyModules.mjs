import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Node's own modules that a start would pay milliseconds for, and that most runs have no use for. `util` is there, but to
 * copy its exports, as a bundle of a module does, has Node load the half of itself that some of them stand on.
 */
const RARELY_USED = [
  'child_process',
  'crypto',
  'fs/promises',
  'net',
  'perf_hooks',
  'readline',
  'util',
  'v8',
  'worker_threads',
  'zlib',
];

/**
 * Packages in the bundle of which the same holds: patterns are matched where a call names one, or a folder; what sets off
 * text on a terminal asks Node for its standard streams when it is loaded.
 */
const RARELY_USED_PACKAGES = ['picocolors', 'tinyglobby'];

const NAMESPACE = 'lazy-module';

/**
 * A plug-in of esbuild: the bundle loads these modules of Node, and runs these packages, when one of their exports is
 * used for the first time, not when it starts. The exports are those that the Node which builds knows.
 */
export const lazyModules = {
  name: 'lazy-modules',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(?:node:)?(?:${RARELY_USED.join('|')})$`) }, ({ path, namespace }) =>
      namespace === NAMESPACE
        ? { path, external: true }
        : { path: `node:${path.replace(/^node:/, '')}`, namespace: NAMESPACE },
    );
    build.onResolve(
      { filter: new RegExp(`^(?:${RARELY_USED_PACKAGES.join('|')})$`) },
      ({ path, namespace, resolveDir }) =>
        namespace === NAMESPACE ? undefined : { path, namespace: NAMESPACE, pluginData: { resolveDir } },
    );
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path, pluginData }) => {
      const names = Object.keys(require(path)).filter((name) => name !== '__esModule');
      const contents = `const load = () => require('${path}');
for (const name of '${names.join(' ')}'.split(' '))
  Object.defineProperty(module.exports, name, { enumerable: true, get: () => load()[name] });`;
      return pluginData === undefined ? { contents } : { contents, resolveDir: pluginData.resolveDir };
    });
  },
};
