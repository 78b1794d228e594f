/** The modules of Node's own that `lazyModules` leaves. */
const OWN = /^node:/;

const NAMESPACE = 'required-module';

/**
 * A plug-in of esbuild for a bundle that is an ECMAScript module: it gets Node's own modules by `require`. An import of
 * one reads each of its exports, getters too: for `node:process` Node opens the standard streams, which takes a fifth of
 * the time in which a bare Node starts.
 */
export const requiredModules = {
  name: 'required-modules',
  setup(build) {
    build.onResolve({ filter: OWN }, ({ path, namespace }) =>
      namespace === NAMESPACE ? { path, external: true } : { path, namespace: NAMESPACE },
    );
    build.onLoad({ filter: OWN, namespace: NAMESPACE }, ({ path }) => ({
      contents: `module.exports = require('${path}');`,
    }));
  },
};
