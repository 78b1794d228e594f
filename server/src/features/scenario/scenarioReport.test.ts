import { beforeAll, describe, expect, it } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { boardSource } from '../../../../test/boardSource.ts';
import { plainProfile } from '../../../../test/plainProfile.ts';
import { type Analysis, analyse } from '../../analysis.ts';
import { BoardReader } from '../../devicetree/board.ts';
import { loadParser } from '../../devicetree/syntax/parser.ts';
import { readGrammarModules } from '../../disk/grammarModules.ts';
import { SourceFile, type Span } from '../../text/sourceFile.ts';
import { scenarioReport } from './scenarioReport.ts';

const profile = plainProfile();

const BOARD = boardSource({
  regions: ['cam: camera@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x400000>; };'],
});

let analysis: Analysis;
beforeAll(async () => {
  const file = new SourceFile('board.dts', BOARD);
  const reader = new BoardReader(
    { read: (path) => (path === file.path ? file : undefined) },
    await loadParser(readGrammarModules()),
  );
  analysis = analyse(reader.read(boardRequest(file.path)), profile);
});

const textOf = ({ file, start, end }: Span): string => file.text.slice(start, end);

function reportOf(text: string) {
  const report = scenarioReport(new SourceFile('a.heapsim.json', text), () => analysis);
  return { ...report, said: report.problems.map(({ message, span }) => [message, span && textOf(span)]) };
}

describe('a scenario’s file', () => {
  it('has a note at each step', () => {
    const { steps, problems } = reportOf(`{ "steps": [
  { "op": "allocate", "heap": "&cam", "size": "1M", "count": 3, "id": "a" },
  { "op": "allocate", "heap": "camera@50000000", "size": "2M", "id": "b" },
  { "op": "free", "id": "a*" }
] }`);
    expect(problems).toEqual([]);
    expect(steps.map(({ text, span }) => [text, textOf(span).slice(0, 14)])).toEqual([
      ['ok, camera@50000000, 3 buffers', '{ "op": "alloc'],
      ['ENOMEM', '{ "op": "alloc'],
      ['ok, 3 buffers', '{ "op": "free"'],
    ]);
    expect(steps[1]?.detail).toMatch(/largest free run of camera@50000000 is 256 pages, 512 are needed/);
  });

  it('has an error at each expectation that does not hold', () => {
    const { said, problems, result } = reportOf(`{
  "steps": [{ "op": "allocate", "heap": "&cam", "size": "8M", "id": "a" }],
  "expect": [{ "step": 0, "result": "ok", "bufferSize": "8M" }]
}`);
    expect(result?.failed).toBe(2);
    expect(said).toEqual([
      [expect.stringMatching(/^Step 0: result is "ENOMEM", not "ok" as expected \(2048 pages .*\)\.$/), '"ok"'],
      [expect.stringMatching(/^Step 0: bufferSize is null, not "8M" as expected/), '"8M"'],
    ]);
    expect(problems[0]?.related.map(({ span }) => textOf(span).slice(0, 6))).toEqual(['{ "op"']);
  });

  it('has a warning at what has no effect on the board', () => {
    const { said, problems } = reportOf('{ "access": [{ "heap": "camra@*", "mode": "0660" }], "steps": [] }');
    expect(said).toEqual([['no heap has a name that fits "camra@*": this has no effect.', '"camra@*"']]);
    expect(problems[0]?.severity).toBe('warning');
  });

  it('has an error where the tree lacks a device’s node', () => {
    const { said } = reportOf('{ "devices": [{ "name": "isp", "path": "/soc/isp" }], "steps": [] }');
    expect(said).toEqual([['device isp: the tree has no node /soc/isp.', '"/soc/isp"']]);
  });

  it.each([
    ['', /not JSON/],
    ['{ "steps": [', /not JSON/],
    ['{ "steps": [{ "op": "fre" }] }', /is no operation/],
    ['{ "stepps": [] }', /there is no member of a scenario "stepps"/],
  ])('that is half typed is not run: %s', (text, words) => {
    const { problems, result, steps } = scenarioReport(new SourceFile('a.heapsim.json', text), () => {
      throw new Error('nothing is booted for a file that cannot be used');
    });
    expect([result, steps]).toEqual([undefined, []]);
    expect(problems.some(({ message }) => words.test(message))).toBe(true);
  });
});
