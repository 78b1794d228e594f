import { expect, test } from 'vitest';
import { writtenIncludes } from '../../server/src/devicetree/document/writtenIncludes.ts';
import { commandLineArguments } from '../../server/src/kernel/input/commandLine.ts';
import { abilitiesOf } from '../../server/src/lsp/clientAbilities.ts';
import { diagnosticsOfProblems } from '../../server/src/lsp/diagnostics.ts';
import { FramedInput } from '../../server/src/node/framedInput.ts';
import { captureLines } from '../../server/src/simulation/capture/captureLines.ts';
import { commandOn } from '../../server/src/simulation/capture/command.ts';
import { frameLayout, PLAIN_FRAME } from '../../server/src/simulation/frames/frameLayout.ts';
import { readScenario } from '../../server/src/simulation/readScenario.ts';
import { isTooDeep } from '../../server/src/text/json/jsonDocument.ts';
import { INPUT_LIMITS } from '../../server/src/text/limits.ts';
import { SourceFile } from '../../server/src/text/sourceFile.ts';
import { scanIncludes } from '../../server/src/workspace/includeScan.ts';
import { foldersAbove } from '../../server/src/workspace/sourceTrees/foldersAbove.ts';
import { textLinkTarget } from '../../server/src/workspace/textLink.ts';
import { MemoryFiles } from '../memoryFiles.ts';

/** What a stream of messages says is wrong with these bytes. */
function faultsOf(bytes: string): string[] {
  const faults: string[] = [];
  const input = new FramedInput((fault) => faults.push(fault));
  input.write(Buffer.from(bytes, 'latin1'));
  input.destroy();
  return faults;
}

/** A message whose head has this many bytes, the empty line included. */
const head = (length: number): string => {
  const lines = 'Content-Length: 2\r\nX: ';
  return `${lines}${'x'.repeat(length - lines.length - 4)}\r\n\r\n{}`;
};

const problemsOf = (step: object): readonly string[] =>
  readScenario({ steps: [{ heap: 'system', size: '4K', ...step }] }).problems;

test('the head of a message', () => {
  const { messageHeadBytes } = INPUT_LIMITS;
  expect(faultsOf(head(messageHeadBytes))).toEqual([]);
  // One byte more is read to see that the head goes on.
  expect(faultsOf(head(messageHeadBytes + 2))).toContainEqual(expect.stringContaining(`${messageHeadBytes} bytes`));
});

test('a message', () => {
  const { messageBytes } = INPUT_LIMITS;
  expect(faultsOf(`Content-Length: ${messageBytes}\r\n\r\n`)).toEqual([]);
  expect(faultsOf(`Content-Length: ${messageBytes + 1}\r\n\r\n`)).toEqual([
    `a message of ${messageBytes + 1} bytes is too large`,
  ]);
});

test('a link as a text file', () => {
  const { linkBytes } = INPUT_LIMITS;
  const path = (length: number): string => `../${'a'.repeat(length - 3)}`;
  expect(textLinkTarget(path(linkBytes))).toBe(path(linkBytes));
  expect(textLinkTarget(path(linkBytes + 1))).toBeUndefined();
});

test('folders above a file, and above the working folder', () => {
  const above = (path: string): number => [...foldersAbove(new MemoryFiles({}), path)].length;
  expect(above(`/${'a/'.repeat(INPUT_LIMITS.foldersAbove - 1)}x.dts`)).toBe(INPUT_LIMITS.foldersAbove);
  expect(above(`/${'a/'.repeat(INPUT_LIMITS.foldersAbove + 9)}x.dts`)).toBe(INPUT_LIMITS.foldersAbove);
  // The working folder itself is one more.
  expect(above('x.dts')).toBe(INPUT_LIMITS.foldersAboveWorking + 1);
});

test('includes of a text, in the index and in a document', () => {
  const text = (count: number): string => '#include "a.dtsi"\n'.repeat(count);
  for (const [most, count] of [
    [INPUT_LIMITS.scannedIncludes, (source: string) => scanIncludes(source).length],
    [INPUT_LIMITS.documentIncludes, (source: string) => writtenIncludes(new SourceFile('a.dts', source)).length],
  ] as const) {
    expect(count(text(most - 1))).toBe(most - 1);
    expect(count(text(most + 1))).toBe(most);
  }
});

test('levels of JSON', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  expect(isTooDeep(nested(INPUT_LIMITS.jsonDepth))).toBe(false);
  expect(isTooDeep(nested(INPUT_LIMITS.jsonDepth + 1))).toBe(true);
});

test('problems of a file', () => {
  const { diagnosticsOfAFile } = INPUT_LIMITS;
  const problem = { id: 'syntax-error', severity: 'error', message: 'x', span: undefined, related: [] } as const;
  const count = (problems: number): number =>
    diagnosticsOfProblems(
      new Array(problems).fill(problem),
      abilitiesOf({ capabilities: {}, processId: null, rootUri: null }),
    ).length;
  expect(count(diagnosticsOfAFile)).toBe(diagnosticsOfAFile);
  expect(count(diagnosticsOfAFile + 1)).toBe(diagnosticsOfAFile);
});

test("characters of a kernel's command line", () => {
  const { bootArguments } = INPUT_LIMITS;
  expect(commandLineArguments(`${' '.repeat(bootArguments - 5)}cma=1`)).toEqual(['cma=1']);
  expect(commandLineArguments(`${' '.repeat(bootArguments - 5)}cma=1M`)).toEqual(['cma=1']);
});

test('characters of a line of a capture', () => {
  const most = INPUT_LIMITS.captureLineCharacters;
  const text = (length: number): string => captureLines('x'.repeat(length))[0]?.text ?? '';
  expect(text(most)).toHaveLength(most);
  expect(text(most + 1)).toHaveLength(most);
});

test('a typed command', () => {
  const { typedCommandCharacters } = INPUT_LIMITS;
  const line = (length: number): string => `root@board:~# cat ${'a'.repeat(length - 18)}`;
  expect(commandOn(line(typedCommandCharacters))).toBeDefined();
  expect(commandOn(line(typedCommandCharacters + 1))).toBeUndefined();
});

test('lists, loops and buffers of a scenario', () => {
  const { scenarioItems, scenarioTimes, stepBuffers } = INPUT_LIMITS;
  const listed = (count: number) => readScenario({ steps: new Array(count).fill({ op: 'freeAll' }) }).problems;
  expect(listed(scenarioItems)).toEqual([]);
  expect(listed(scenarioItems + 1)).toEqual([expect.stringContaining(`has more than ${scenarioItems} entries`)]);
  expect(problemsOf({ op: 'allocate', id: 'a', count: stepBuffers })).toEqual([]);
  expect(problemsOf({ op: 'allocate', id: 'a', count: stepBuffers + 1 })).toHaveLength(1);
  const repeat = (times: number) => readScenario({ steps: [{ op: 'repeat', times, steps: [] }] }).problems;
  expect(repeat(scenarioTimes)).toEqual([]);
  expect(repeat(scenarioTimes + 1)).toHaveLength(1);
});

test('the width of a frame', () => {
  const { framePixels } = INPUT_LIMITS;
  const layout = (width: number) => frameLayout({ ...PLAIN_FRAME, width, height: 1, format: 'NV12' });
  expect(layout(framePixels)).not.toHaveProperty('message');
  expect(layout(framePixels + 1)).toHaveProperty('member', 'width');
});
