import { writeFileSync } from 'node:fs';
import process from 'node:process';

/**
 * A reporter for vitest that leaves behind what `npm test` sums up: for each test file how many tests held, how many
 * did not, and which were skipped, with the reason. The file's path comes in VITEST_COUNTS.
 */
export default class VitestCounts {
  onTestRunEnd(modules, errors) {
    const files = modules.map((module) => {
      const tests = [...module.children.allTests()].map((test) => ({ name: test.fullName, ...test.result() }));
      const inState = (state) => tests.filter((test) => test.state === state);
      return {
        path: module.moduleId,
        passed: inState('passed').length,
        // A file that could not be loaded has no tests, and is a failure all the same.
        failed: Math.max(
          inState('failed').length,
          module.state() === 'failed' && inState('failed').length === 0 ? 1 : 0,
        ),
        skipped: inState('skipped').map(({ name, note }) => ({ name, reason: note ?? 'no reason given' })),
        milliseconds: module.diagnostic().duration,
      };
    });
    writeFileSync(process.env.VITEST_COUNTS ?? 'vitest-counts.json', JSON.stringify({ files, errors: errors.length }));
  }
}
