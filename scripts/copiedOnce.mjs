import { createRequire } from 'node:module';

/** A CommonJS module that many modules of a program import, with six hundred exports. */
const COMMON = /^vscode-languageserver(?:\/node)?$/;

const NAMESPACE = 'copied-once';

/**
 * A plug-in of esbuild: for each module that imports a CommonJS module, a bundle defines all of its exports once more on an
 * object, which takes the start of the language server 4 ms. Here they all import one ECMAScript module, which has the
 * exports of the CommonJS one. The exports are those that the Node which builds knows.
 */
export const copiedOnce = {
  name: 'copied-once',
  setup(build) {
    build.onResolve({ filter: COMMON }, ({ path, namespace, kind, importer, resolveDir }) =>
      namespace === NAMESPACE || kind !== 'import-statement' || importer.includes('/node_modules/')
        ? undefined
        : { path, namespace: NAMESPACE, pluginData: { resolveDir } },
    );
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path, pluginData: { resolveDir } }) => {
      const require = createRequire(`${resolveDir}/`);
      const names = Object.keys(require(path)).filter((name) => name !== '__esModule' && name !== 'default');
      const contents = `export { ${names.join(', ')}, default } from '${path}';`;
      return { contents, resolveDir };
    });
  },
};
