import type { DeviceTreeNode, SourceEvent } from '../../devicetree/tree/deviceTree.ts';
import type { Span } from '../../text/sourceFile.ts';
import { textOf } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import type { Rule } from '../rule.ts';

/** Two regions that were written as two and became one, since they bear one name. */
export const lostMerge: Rule = {
  id: 'lost-merge',
  title: 'Two regions of one name became one',
  severity: 'warning',
  evidence: OWN_NODE,
  why:
    'dtc merges nodes of one name below one parent, without a word when the parent exists already. Of two regions that ' +
    'were meant to be two, the later reg stands and the first range is ordinary RAM; both labels lead to the same node.',
  kernelLog: undefined,
  source: 'dtc livetree.c merge_nodes (duplicate names are an error only where the parent is first defined)',
  example: {
    wrong:
      '&{/reserved-memory} { display: memory@50000000 { reg = <0x50000000 0x800000>; }; cache: memory@50000000 { reg = <0x50c50000 0xb0000>; }; };',
    right:
      '&{/reserved-memory} { display: memory@50000000 { reg = <0x50000000 0x800000>; }; cache: memory@50c50000 { reg = <0x50c50000 0xb0000>; }; };',
  },
  *check({ memory, profile }) {
    for (const region of memory.regions) {
      const merged = region.labels.length < 2 ? undefined : mergedRanges(region.node);
      if (merged === undefined) continue;
      const { first, second } = merged;
      yield {
        message: messageLines(
          `Two regions are called "${region.name}", so dtc made one of them.`,
          `Their labels are ${region.labels.join(', ')}, and the later reg counts. Linux ${profile.kernel} never sees the ` +
            'first range, and it is ordinary RAM.',
          'Give each the unit address of its own reg.',
        ),
        span: second.name,
        nodePath: region.path,
        related: [
          { span: first.name, message: 'the first region of that name' },
          { span: first.reg, message: 'its range, which is lost' },
        ],
      };
    }
  },
};

interface Opening {
  readonly name: Span;
  readonly reg: Span;
}

/** The last two places that open a node by its name and set its reg to different ranges. */
function mergedRanges(node: DeviceTreeNode): { first: Opening; second: Opening } | undefined {
  const history = node.properties.get('reg')?.history ?? [];
  const standing = history.slice(history.findLastIndex(({ action }) => action === 'delete') + 1);
  const openings = standing.flatMap((event) => openingOf(node, event) ?? []);
  const second = openings.at(-1);
  const first = openings.at(-2);
  if (first === undefined || second === undefined) return undefined;
  return normalised(first.reg) === normalised(second.reg) ? undefined : { first, second };
}

/** The place that opens the node around a statement, if it does so by name and not by a reference. */
function openingOf(node: DeviceTreeNode, { span }: SourceEvent): Opening | undefined {
  const before = node.declarations
    .filter((name) => name.file === span.file && name.start < span.start)
    .sort((a, b) => b.start - a.start);
  const [name] = before;
  return name === undefined || textOf(name).startsWith('&') ? undefined : { name, reg: span };
}

const normalised = (span: Span): string => textOf(span).replace(/\s+/g, ' ');
