import process from 'node:process';
import fc from 'fast-check';

/**
 * The seed of all properties that are tried on inputs made by chance: with `npm test` they are the same everywhere, so that a
 * change is judged by what it changes. `npm run test:all` sets another one each time, which a failure prints.
 */
const SEED = 15;

fc.configureGlobal({ seed: Number(process.env.DTHEAPS_SEED ?? SEED) });
