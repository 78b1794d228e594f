import { describe, expect, it } from 'vitest';
import { EXPANSION_LIMITS, INPUT_LIMITS } from '../../server/src/text/limits.ts';
import { captureEdges } from './edges/captureEdges.ts';
import { clientEdges } from './edges/clientEdges.ts';
import { expansionEdges } from './edges/expansionEdges.ts';
import { fileEdges } from './edges/fileEdges.ts';
import { indexEdges } from './edges/indexEdges.ts';
import { scenarioEdges } from './edges/scenarioEdges.ts';
import { textEdges } from './edges/textEdges.ts';
import type { Edges, InputEdges } from './edges.ts';

const INPUTS: InputEdges = {
  ...captureEdges,
  ...clientEdges,
  ...fileEdges,
  ...indexEdges,
  ...scenarioEdges,
  ...textEdges,
};

describe.each([
  ['input', INPUTS, INPUT_LIMITS],
  ['expansion', expansionEdges, EXPANSION_LIMITS],
] as const)('limits of %s', (_list, edges: Edges<Record<string, number>>, limits: Readonly<Record<string, number>>) => {
  it('each have their test, which names them', () => {
    expect(Object.keys(edges).sort()).toEqual(Object.keys(limits).sort());
    for (const [name, edge] of Object.entries(edges)) expect(edge.toString().split(name).length).toBeGreaterThan(2);
  });

  it.each(Object.entries(edges))('%s', async (_name, edge) => await edge());
});
