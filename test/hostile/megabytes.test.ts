import { expect, test } from 'vitest';
import { findingsOf } from '../../server/src/rules/findings.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { MemoryFiles } from '../memoryFiles.ts';
import { testParser } from '../parser.ts';

const parser = await testParser();

const ROOT =
  '/dts-v1/;\n/ {\n\t#address-cells = <1>;\n\t#size-cells = <1>;\n\tmemory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };\n';

/** What one board says, from its text to its findings. */
function check(text: string): readonly string[] {
  const workspace = new Workspace(new MemoryFiles({ 'a.dts': text }), parser);
  const { problems, findings } = findingsOf(workspace.analyse(workspace.open('a.dts')));
  return [...problems.map(({ id }) => id), ...findings.map(({ rule }) => rule)];
}

// A regular expression that takes a character at a time runs out of stack, and so does a call with an argument for each thing.
test.each([
  ['a string beside a reference to nothing', `${ROOT}p = "${'a'.repeat(20_000_000)}", <&none>;\n};\n`],
  ['a character literal', `${ROOT}p = <('${'a'.repeat(20_000_000)}' + 1)>;\n};\n`],
  ['the name in a line marker', `# 1 "${'a'.repeat(20_000_000)}"\n${ROOT}};\n`],
  ['the name of a #line', `#line 1 "${'a'.repeat(1_000_000)}"\n${ROOT}};\n`],
  [
    'the banks of a memory node',
    `${ROOT}memory@1 { device_type = "memory"; reg = <${'1 2 '.repeat(250_000)}>; };\n};\n`,
  ],
  [
    'the path that an overlay goes to',
    `/dts-v1/;\n/plugin/;\n/ { f { target-path = "${'a/'.repeat(500_000)}"; __overlay__ {}; }; };\n`,
  ],
])('megabytes end in no internal error: %s', (_name, text) => {
  expect(check(text)).not.toContain('internal-error');
});
