import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';

/** Reads a text until it is as expected, and fails with what was read last where it never is: what is shown comes later than keys. */
export async function readUntil(expected, read) {
  let text = '';
  for (let tries = 0; tries < 600; tries++) {
    text = (await read()) ?? '';
    if (expected.test(text)) return;
    await setTimeout(100);
  }
  assert.match(text, expected);
}

/**
 * Does steps one after another, each a title and a function that throws where something is not as it should be; says how each
 * ended, and leaves a picture of what failed under the name that `pictured` makes. Answers how many passed, and which failed
 * with what they said.
 */
export async function runSteps(workbench, steps, pictured) {
  let passed = 0;
  const failures = [];
  for (const [title, step] of steps) {
    const started = Date.now();
    try {
      await step();
      passed++;
      console.log(`  ✓ ${title} (${Date.now() - started} ms)`);
    } catch (error) {
      const said = String(error instanceof Error ? error.message : error);
      failures.push({ name: title, error: said });
      console.log(`  ✗ ${title}\n${said.replace(/^/gm, '      ')}`);
      await workbench.picture(pictured(`failed-${failures.length}`));
      await workbench.page.keyboard.press('Escape');
    }
  }
  return { passed, failures };
}
