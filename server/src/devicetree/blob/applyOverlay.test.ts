import { describe, expect, test } from 'vitest';
import { addPath, newRoot, outline, setCells, setStrings, treeOf } from '../../../../test/handmadeTree.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import { byteString, SourceFile } from '../../text/sourceFile.ts';
import { type DeviceTree, nodeAtPath } from '../tree/deviceTree.ts';
import { cellsOf, stringsOf } from '../tree/readProperty.ts';
import { applyOverlays } from './applyOverlay.ts';
import type { BlobNode } from './blobTree.ts';
import { readBlob } from './readBlob.ts';
import { writeBlob } from './writeBlob.ts';

/** A base with a labelled node that has a phandle, and one that refers to it. */
function baseTree(): DeviceTree {
  const root = newRoot();
  setCells(addPath(root, '/soc/clock'), 'phandle', 1);
  setCells(addPath(root, '/soc/uart@5'), 'clocks', 1, 9);
  setStrings(addPath(root, '/__symbols__'), 'clock', '/soc/clock');
  return treeOf(root);
}

/** An overlay with one fragment that goes to a path; `fill` puts in what it holds. */
function overlayTo(path: string, fill: (content: BlobNode, root: BlobNode) => void): DeviceTree {
  const root = newRoot();
  setStrings(addPath(root, '/fragment@0'), 'target-path', path);
  fill(addPath(root, '/fragment@0/__overlay__'), root);
  return treeOf(root);
}

function applied(...overlays: DeviceTree[]): DeviceTree {
  const { tree, problems } = applyOverlays(baseTree(), overlays);
  expect(problems).toEqual([]);
  if (tree === undefined) expect.fail('no tree');
  return tree;
}

function faultOf(overlay: DeviceTree): string | undefined {
  const { tree, problems, refused } = applyOverlays(baseTree(), [overlay]);
  expect(refused).toBe(true);
  expect(tree && outline(tree.root)).toEqual(outline(baseTree().root));
  return problems[0]?.id;
}

describe('an overlay', () => {
  test('puts new properties and nodes before the old ones', () => {
    const tree = applied(
      overlayTo('/soc', (content) => {
        setCells(content, 'one', 1);
        setCells(content, 'two', 2);
        addPath(content, 'first');
        addPath(content, 'second');
      }),
    );
    const soc = nodeAtPath(tree, '/soc');
    expect([...(soc?.properties.keys() ?? [])]).toEqual(['two', 'one']);
    expect([...(soc?.children.keys() ?? [])]).toEqual(['second', 'first', 'clock', 'uart@5']);
  });

  test('finds a node by its name without the unit address', () => {
    const tree = applied(overlayTo('/soc/uart', (content) => setCells(content, 'clocks', 7)));
    expect(cellsOf(nodeAtPath(tree, '/soc/uart@5')?.properties.get('clocks'))).toEqual([7]);
  });

  test('has its phandles, and the references to them, moved after those of the base', () => {
    const tree = applied(
      overlayTo('/soc', (content, root) => {
        setCells(addPath(content, 'dma'), 'phandle', 1);
        setCells(content, 'dmas', 5, 1);
        setCells(addPath(root, '/__local_fixups__/fragment@0/__overlay__'), 'dmas', 4);
      }),
    );
    expect(cellsOf(nodeAtPath(tree, '/soc/dma')?.properties.get('phandle'))).toEqual([2]);
    expect(cellsOf(nodeAtPath(tree, '/soc')?.properties.get('dmas'))).toEqual([5, 2]);
  });

  test('leaves the phandle of a node of the base alone, and follows it', () => {
    const tree = applied(
      overlayTo('/soc', (content, root) => {
        setCells(addPath(content, 'clock'), 'phandle', 4);
        setCells(content, 'clocks', 4);
        setCells(addPath(root, '/__local_fixups__/fragment@0/__overlay__'), 'clocks', 0);
      }),
    );
    expect(cellsOf(nodeAtPath(tree, '/soc/clock')?.properties.get('phandle'))).toEqual([1]);
    expect(cellsOf(nodeAtPath(tree, '/soc')?.properties.get('clocks'))).toEqual([1]);
  });

  test('refers to labels of the base, and brings its own for the next overlay', () => {
    const labelled = (label: string, property: string): DeviceTree =>
      overlayTo('/', (content, root) => {
        const node = addPath(content, `node-${property}`);
        setCells(node, 'phandle', 1);
        setCells(node, property, 0xffffffff);
        setStrings(addPath(root, '/__fixups__'), label, `/fragment@0/__overlay__/node-${property}:${property}:0`);
        setStrings(addPath(root, '/__symbols__'), 'mine', `/fragment@0/__overlay__/node-${property}`);
      });
    const tree = applied(labelled('clock', 'a'), labelled('mine', 'b'));
    expect(cellsOf(nodeAtPath(tree, '/node-a')?.properties.get('a'))).toEqual([1]);
    expect(cellsOf(nodeAtPath(tree, '/node-b')?.properties.get('b'))).toEqual([2]);
    expect(stringsOf(nodeAtPath(tree, '/__symbols__')?.properties.get('mine'))).toEqual(['/node-b']);
  });

  test('keeps the sources of the values that it does not change', () => {
    const base = baseTree();
    const { tree } = applyOverlays(base, [overlayTo('/soc', (content) => setCells(content, 'one', 1))]);
    const [before, after] = [base, tree].map((one) => one && nodeAtPath(one, '/soc/uart@5')?.properties.get('clocks'));
    expect(after).toBe(before);
  });

  test('gives the same bytes when base and overlay are blobs', () => {
    const overlay = overlayTo('/soc', (content) => setStrings(content, 'status', 'ok'));
    const file = (tree: DeviceTree): SourceFile => new SourceFile('some.dtb', byteString(writeBlob(tree)));
    const ofTrees = applyOverlays(baseTree(), [overlay]).tree?.blob;
    const ofFiles = applyOverlays(file(baseTree()), [file(overlay)]).tree?.blob;
    expect(ofTrees).toEqual(ofFiles);
    expect(ofFiles && readBlob(new SourceFile('out.dtb', byteString(ofFiles))).refused).toBe(false);
  });

  test('may be as deep as nodes may be nested', () => {
    const deep = overlayTo('/', (content) => {
      let node = content;
      for (let level = 3; level < INPUT_LIMITS.blobDepth; level++) node = addPath(node, 'n');
      setCells(node, 'phandle', 1);
    });
    expect(applyOverlays(baseTree(), [deep, deep]).problems).toEqual([]);
  });

  test('may have very many nodes and properties', () => {
    const wide = overlayTo('/soc', (content) => {
      for (let index = 0; index < 20_000; index++) setCells(content, `p${index}`, index);
      for (let index = 0; index < 20_000; index++) addPath(content, `n${index}`);
    });
    expect(applyOverlays(baseTree(), [wide]).problems).toEqual([]);
  });
});

describe('what fdtoverlay refuses', () => {
  test('a target that the base does not have', () => {
    expect(faultOf(overlayTo('/nowhere', () => {}))).toBe('overlay-missing-target');
  });

  test('a label that the base does not have', () => {
    const overlay = overlayTo('/', (content, root) => {
      setCells(content, 'a', 0);
      setStrings(addPath(root, '/__fixups__'), 'nobody', '/fragment@0/__overlay__:a:0');
    });
    expect(faultOf(overlay)).toBe('overlay-missing-label');
  });

  test('a reference outside its property', () => {
    const overlay = overlayTo('/', (content, root) => {
      setCells(content, 'a', 0);
      setStrings(addPath(root, '/__fixups__'), 'clock', '/fragment@0/__overlay__:a:1');
    });
    expect(faultOf(overlay)).toBe('overlay-malformed');
  });

  test('phandles that run out', () => {
    const overlay = overlayTo('/', (content) => setCells(content, 'phandle', 0xfffffffe));
    expect(faultOf(overlay)).toBe('overlay-phandles-exhausted');
  });

  test('an overlay that fails half way leaves nothing of itself behind', () => {
    const overlay = overlayTo('/soc', (content, root) => {
      setCells(content, 'left-behind', 1);
      setStrings(addPath(root, '/fragment@1'), 'target-path', '/nowhere');
      addPath(root, '/fragment@1/__overlay__');
    });
    expect(faultOf(overlay)).toBe('overlay-missing-target');
  });
});
