/**
 * Does steps one after another, each a title and a function that throws where something is not as it should be; says how each
 * ended, and leaves a picture of what failed under the name that `pictured` makes. Answers how many passed and failed.
 */
export async function runSteps(workbench, steps, pictured) {
  let passed = 0;
  let failed = 0;
  for (const [title, step] of steps) {
    const started = Date.now();
    try {
      await step();
      passed++;
      console.log(`  ✓ ${title} (${Date.now() - started} ms)`);
    } catch (error) {
      failed++;
      console.log(`  ✗ ${title}\n${String(error instanceof Error ? error.message : error).replace(/^/gm, '      ')}`);
      await workbench.picture(pictured(`failed-${failed}`));
      await workbench.page.keyboard.press('Escape');
    }
  }
  return { passed, failed };
}
