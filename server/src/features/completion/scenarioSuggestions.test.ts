import { beforeAll, describe, expect, it } from 'vitest';
import { sample, TypedBoard } from '../../../../test/completion.ts';
import { testParser } from '../../../../test/parser.ts';
import type { Analysis } from '../../analysis.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { completeScenario } from './scenarioSuggestions.ts';

let analysis: Analysis;
beforeAll(async () => {
  const files = { 'heron.dtsi': sample('heron.dtsi'), 'memory-sizes.h': sample('memory-sizes.h') };
  ({ analysis } = new TypedBoard(await testParser(), sample('camera-board.dts'), files));
});

/** What is listed at the `|` of a scenario. */
function labels(marked: string, board: Analysis | 'none' = analysis): string[] | undefined {
  const file = new SourceFile('a.heapsim.json', marked.replace('|', ''));
  return completeScenario(file, marked.indexOf('|'), board === 'none' ? undefined : board)?.suggestions.map(
    ({ label }) => label,
  );
}

describe('what a scenario can name', () => {
  it('heaps: its own names, those of the board, labels, the default', () => {
    const typed = '{ "heaps": { "frames": ["camera@a0000000"] }, "steps": [{ "op": "allocate", "heap": "|" }] }';
    expect(labels(typed)).toEqual([
      'frames',
      ...analysis.boot.heaps.map(({ name }) => name),
      '&secure_firmware',
      '&camera_pool',
      'default',
    ]);
    expect(labels(typed.replace('"|"', '"cam|"'))).toEqual(['camera@a0000000', '&camera_pool']);
    expect(labels(typed, 'none')).toEqual(['frames']);
    expect(labels('{ "heaps": { "frames": ["ca|')).toContain('camera@a0000000');
  });

  it('buffers that were made before, one by one or all', () => {
    const typed =
      '{ "steps": [{ "op": "allocate", "id": "a", "heap": "x" }, { "op": "fill", "id": "b", "heap": "x" },\n' +
      '{ "op": "free", "id": "|" }, { "op": "allocate", "id": "later" }] }';
    expect(labels(typed)).toEqual(['a', 'b0', 'b*']);
    expect(labels('{ "steps": [{ "op": "allocate", "id": "|" }] }')).toBeUndefined();
  });

  it('buffers of loops, inside and after them', () => {
    const loop =
      '{ "steps": [{ "op": "repeat", "times": 2, "steps": [{ "op": "allocate", "id": "a" }, { "op": "free", "id": "|" }] }';
    expect(labels(loop)).toEqual(['a']);
    expect(labels(`${loop.replace('|', 'a')}, { "op": "put", "id": "|`)).toEqual(['a']);
  });

  it('devices of the scenario, and their nodes on the board', () => {
    expect(
      labels(
        '{ "devices": [{ "name": "isp", "path": "/soc@0/isp@10000000" }], "steps": [{ "op": "map", "device": "|" }] }',
      ),
    ).toEqual(['isp']);
    const nodes = labels('{ "devices": [{ "name": "isp", "path": "|" }] }');
    expect(nodes?.slice(0, 2)).toEqual(['/soc@0/isp@10000000', '/soc@0/isp@10010000']);
  });

  it('programs and formats', () => {
    expect(labels('{ "programs": { "mine": ["system"] }, "steps": [{ "op": "allocate", "program": |')?.[0]).toBe(
      'mine',
    );
    expect(labels('{ "steps": [{ "op": "allocate", "frame": { "format": "NV1|')).toContain('NV12');
    expect(labels('{ "steps": [{ "op": "allocate", "frame": { "format": "H26|') ?? []).not.toContain('H264');
  });

  it('heaps of streams, access and expectations, and streams by their names', () => {
    const stream = '{ "streams": [{ "name": "camera", "heap": "|", "buffers": 2, "size": "1M" }], "steps": [] }';
    expect(labels(stream)).toContain('camera@a0000000');
    expect(labels(stream.replace('"heap": "|"', '"frame": { "format": "NV1|" }'))).toContain('NV12');
    expect(labels('{ "access": [{ "heap": "cam|" }], "steps": [] }')).toEqual(['camera@a0000000', '&camera_pool']);
    const start = stream
      .replace('"|"', '"system"')
      .replace('"steps": []', '"steps": [{ "op": "start", "stream": "|" }]');
    expect(labels(start)).toEqual(['camera']);
  });

  it('what an expected step comes to', () => {
    const step = '{ "op": "allocate", "heap": "camera@a0000000", "size": "1G", "id": "a" }';
    const typed = `{ "steps": [${step}], "expect": [{ "step": 0, "result": "|" }] }`;
    expect(labels(typed)).toEqual(['ENOMEM']);
    expect(labels(typed.replace('"1G"', '"1M"'))).toEqual(['ok']);
    expect(labels(typed, 'none')).toBeUndefined();
  });

  it('with quotes where none are there', () => {
    const file = new SourceFile('a.heapsim.json', '{ "steps": [{ "op": "allocate", "heap":  }] }');
    const found = completeScenario(file, file.text.indexOf('heap":') + 7, analysis);
    expect(found?.suggestions[0]?.insertion).toEqual(['"system"']);
  });

  it.each([
    '{ "st|eps": [] }',
    '{ "steps": [{ "op": "allocate", "size": "|" }] }',
    '{ "steps": [{ "heap": "a" // b|\n }] }',
    '{ "steps": [{ "heap": 12| }] }',
    '{ "steps": [{ "heap": "a" | }] }',
    '{ "steps": [{ "heap": /* | */ "a" }] }',
    `${'['.repeat(5000)}"|`,
    '|',
  ])('nothing in %s', (typed) => expect(labels(typed)).toBeUndefined());

  it('at each stop of a scenario that is typed', () => {
    const text = '{ "devices": [{ "name": "a", "path": "/x" }], "steps": [{ "op": "free", "id": "a*" }] }';
    for (let keys = 0; keys <= text.length; keys++) labels(`${text.slice(0, keys)}|`);
    expect(labels(`${text.slice(0, 30)}|`)).toBeUndefined();
  });
});
