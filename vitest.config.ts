import { defineConfig } from 'vitest/config';

const FOLDERS = ['server/src', 'client/src', 'test', 'grammars'];
const EXCLUDED = ['**/node_modules/**', 'test/editor/**', 'dist/**'];

export default defineConfig({
  test: {
    // A bound for what never ends: a machine that is slow, busy or suspended for minutes fails nothing.
    testTimeout: 30 * 60_000,
    hookTimeout: 30 * 60_000,
    setupFiles: ['test/chance.ts'],
    pool: 'threads',
    // Files share what a worker has loaded: half of the processor's time was start-up. No file leaves anything behind for the
    // next: what a test changes of the process or a module, it puts back.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'answers',
          include: FOLDERS.map((folder) => `${folder}/**/*.test.ts`),
          exclude: [...EXCLUDED, '**/*.growth.test.ts'],
        },
      },
      {
        // In processes of their own: how often code runs is counted from before it is loaded, of code that is not optimised.
        extends: true,
        test: {
          name: 'growth',
          pool: 'forks',
          execArgv: ['--no-opt', '--no-maglev', '--no-lazy-feedback-allocation'],
          include: FOLDERS.map((folder) => `${folder}/**/*.growth.test.ts`),
          exclude: EXCLUDED,
          setupFiles: ['test/counted/setUp.ts'],
        },
      },
    ],
  },
});
