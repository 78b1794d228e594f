import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Packages in the bundle that most runs have no use for: patterns are matched where a call names one, or a folder; what
 * sets off text on a terminal asks Node for its standard streams when it is loaded, and what reads JSON with comments makes
 * hundreds of texts of blanks.
 */
const RARELY_USED = ['jsonc-parser', 'picocolors', 'tinyglobby'];

const NAMESPACE = 'lazy-package';

/** A plug-in of esbuild: the bundle runs these packages when one of their exports is used for the first time, not when it starts. */
export const lazyPackages = {
  name: 'lazy-packages',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(?:${RARELY_USED.join('|')})$`) }, ({ path, namespace, resolveDir }) =>
      namespace === NAMESPACE ? undefined : { path, namespace: NAMESPACE, pluginData: { resolveDir } },
    );
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path, pluginData: { resolveDir } }) => {
      const names = Object.keys(require(path)).filter((name) => name !== '__esModule');
      const contents = `const load = () => require('${path}');
for (const name of '${names.join(' ')}'.split(' '))
  Object.defineProperty(module.exports, name, { enumerable: true, get: () => load()[name] });`;
      return { contents, resolveDir };
    });
  },
};
