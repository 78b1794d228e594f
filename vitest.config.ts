import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['server/src/**/*.test.ts', 'client/src/**/*.test.ts', 'test/**/*.test.ts', 'grammars/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/editor/**', 'dist/**'],
    // A bound for what never ends: a machine that is slow, busy or suspended for minutes fails nothing.
    testTimeout: 30 * 60_000,
    hookTimeout: 30 * 60_000,
    setupFiles: ['test/chance.ts'],
    pool: 'threads',
    // Files share what a worker has loaded: half of the processor's time was start-up. No file leaves anything behind for the
    // next: what a test changes of the process or a module, it puts back.
    isolate: false,
  },
});
