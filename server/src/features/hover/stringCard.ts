import type { WrittenName } from '../../devicetree/document/writtenNames.ts';
import type { DeviceTreeNode } from '../../devicetree/tree/deviceTree.ts';
import { REGION_COMPATIBLES } from '../../memory/regionProperties/compatibles.ts';
import { isAvailableStatus } from '../../text/cells.ts';
import { bytesOf } from '../../text/sourceFile.ts';
import { meaningAt } from '../navigation/meaning.ts';
import { nodeRoleOf } from '../nodeRole.ts';
import { asCode, type NamedFact, paragraph, type RichText, strong } from '../richText.ts';
import { bootOptionText } from './bootOption.ts';
import type { Hover, HoverAsked } from './hoverAsked.ts';
import { nodeCard } from './nodeCards.ts';

/** A string: the node that it leads to or names, a `compatible`, a `status`, an option of the command line. */
export function stringHover(asked: HoverAsked, { text, span, statement }: WrittenName): Hover | undefined {
  const { analysis, document, offset } = asked;
  if (statement?.kind !== 'property' || statement.parent === undefined) return undefined;
  const role = nodeRoleOf(analysis, statement.parent);
  const property = statement.name.text;
  if (role.holder === 'chosen' && property === 'bootargs') {
    const start = Math.max(span.start, document.file.text.lastIndexOf(' ', offset - 1) + 1);
    const word = /^[^\s"]*/.exec(document.file.text.slice(start, span.end))?.[0] ?? '';
    const option = bootOptionText(analysis, word);
    return option && { text: option, span: { ...span, start, end: start + word.length } };
  }
  const meaning = meaningAt(analysis, document, offset);
  const node = meaning?.kind === 'node' || meaning?.kind === 'label' ? meaning.node : undefined;
  if (meaning !== undefined && node !== undefined) return { text: nodeCard(asked, node), span: meaning.span };
  if (role.holder === 'region' && property === 'compatible') return compatibleHover(text, span);
  if (property === 'status') return { text: [paragraph(asCode(text), statusText(text, role.node))], span };
  return undefined;
}

/** A `compatible` of a region: what takes it. */
export function compatibleHover(text: string, span: Hover['span']): Hover | undefined {
  const known = REGION_COMPATIBLES.find(({ name }) => name === text.toLowerCase());
  if (known === undefined) return undefined;
  const { driver, since, source, meaning } = known;
  const facts: NamedFact[] = [
    ['Driver', [driver === '' ? 'none in mainline' : asCode(driver)]],
    ...(since === undefined ? [] : [['Since', [`Linux ${since}`]] satisfies NamedFact]),
    ['Defined in', [asCode(source)]],
  ];
  const card: RichText = [paragraph(strong(text)), paragraph(meaning), { kind: 'facts', facts }];
  return { text: card, span };
}

function statusText(text: string, node: DeviceTreeNode | undefined): string {
  const isOn = isAvailableStatus(bytesOf(`${text}\0`));
  const what = node === undefined || node.name === '' ? 'the node' : node.name;
  return isOn ? ` switches ${what} on.` : ` switches ${what} off: only "okay" and "ok" switch a node on.`;
}
