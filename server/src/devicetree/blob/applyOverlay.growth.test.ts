import { expect, test } from 'vitest';
import { squares } from '../../../../test/counted/squares.ts';
import { addPath, newRoot, setCells, setStrings, treeOf } from '../../../../test/handmadeTree.ts';
import type { DeviceTree } from '../tree/deviceTree.ts';
import { applyOverlays } from './applyOverlay.ts';

test('the cost grows with the nodes and properties of an overlay', async () => {
  const base = newRoot();
  addPath(base, '/soc');
  const wide = (count: number): DeviceTree => {
    const root = newRoot();
    setStrings(addPath(root, '/fragment@0'), 'target-path', '/soc');
    const content = addPath(root, '/fragment@0/__overlay__');
    for (let index = 0; index < count; index++) setCells(content, `p${index}`, index);
    for (let index = 0; index < count; index++) addPath(content, `n${index}`);
    return treeOf(root);
  };
  expect(await squares(100, wide, (overlay) => applyOverlays(treeOf(base), [overlay]))).toEqual([]);
});
