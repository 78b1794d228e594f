import { builtinModules, createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Node's own modules that a start would pay milliseconds for, and that most runs have no use for. */
const RARELY_USED = new Set([
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
]);

const IMPORTED = 'node-module';
const REQUIRED = 'required-node-module';

/** The names under which a module's exports can be imported. */
const namesIn = (exports) => Object.keys(exports).filter((name) => name !== 'default');

/** A module that has the exports of one of Node's, of which a bundle takes those that somebody imports. */
const plain = (name) => `const own = require('node:${name}');
export default own;
${namesIn(require(`node:${name}`))
  .map((key) => `export const ${key} = /* @__PURE__ */ (() => own.${key})();`)
  .join('\n')}`;

/** The same, which loads Node's module when one of its functions is called, or its default export is looked at. */
const lazy = (name) => `const own = () => require('node:${name}');
export default /* @__PURE__ */ new Proxy({}, { get: (_, key) => own()[key] });
const later = (key) => new Proxy(function () {}, {
  apply: (_, self, args) => Reflect.apply(own()[key], self, args),
  construct: (_, args) => Reflect.construct(own()[key], args),
  get: (_, member) => own()[key][member],
});
${Object.entries(require(`node:${name}`))
  .filter(([key, value]) => key !== 'default' && typeof value === 'function')
  .map(([key]) => `export const ${key} = /* @__PURE__ */ later('${key}');`)
  .join('\n')}`;

/** The same for a package that gets the module by `require`. */
const lazilyRequired = (name) => `const own = () => require('node:${name}');
for (const key of '${Object.keys(require(`node:${name}`)).join(' ')}'.split(' '))
  Object.defineProperty(module.exports, key, { enumerable: true, get: () => own()[key] });`;

/**
 * A plug-in of esbuild for programs that Node runs: what they import of Node's own modules they get by `require`, export
 * by export. For a CommonJS module esbuild defines all of its exports once more on an object, and an import of one of
 * Node's in an ECMAScript module reads them all, getters too: for `node:process` Node opens the standard streams, for
 * `node:util` it loads the half of itself that some of them stand on. The exports are those that the Node which builds
 * knows.
 */
export const nodeModules = {
  name: 'node-modules',
  setup(build) {
    const filter = new RegExp(`^(?:node:)?(?:${builtinModules.join('|')})$`);
    build.onResolve({ filter }, ({ path, namespace, kind }) => {
      const name = path.replace(/^node:/, '');
      if (namespace === IMPORTED || namespace === REQUIRED) return { path, external: true };
      if (kind === 'import-statement') return { path: name, namespace: IMPORTED };
      return kind === 'require-call' && RARELY_USED.has(name) ? { path: name, namespace: REQUIRED } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: IMPORTED }, ({ path }) => ({
      contents: RARELY_USED.has(path) ? lazy(path) : plain(path),
    }));
    build.onLoad({ filter: /.*/, namespace: REQUIRED }, ({ path }) => ({ contents: lazilyRequired(path) }));
  },
};
