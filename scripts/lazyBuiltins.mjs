import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Node's own modules that a start would pay milliseconds for, and that most runs have no use for. */
const RARELY_USED = [
  'child_process',
  'crypto',
  'fs/promises',
  'net',
  'perf_hooks',
  'readline',
  'v8',
  'worker_threads',
  'zlib',
];

const NAMESPACE = 'lazy-builtin';

/**
 * A plug-in of esbuild: the bundle loads these modules of Node when one of their exports is used for the first time, not
 * when it starts. The exports are those that the Node which builds knows.
 */
export const lazyBuiltins = {
  name: 'lazy-builtins',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(?:node:)?(?:${RARELY_USED.join('|')})$`) }, ({ path, namespace }) =>
      namespace === NAMESPACE ? { path, external: true } : { path: path.replace(/^node:/, ''), namespace: NAMESPACE },
    );
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => {
      const names = Object.keys(require(`node:${path}`));
      const getters = names.map((name) => `get ${name}() { return load().${name}; }`);
      return { contents: `const load = () => require('node:${path}');\nmodule.exports = { ${getters.join(', ')} };` };
    });
  },
};
