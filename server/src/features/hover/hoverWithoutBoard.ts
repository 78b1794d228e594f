import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import { nameAt } from '../../devicetree/document/writtenNames.ts';
import { nodeRoleOf } from '../nodeRole.ts';
import type { Hover } from './hoverAsked.ts';
import { propertyMeaning } from './propertyCard.ts';
import { compatibleHover } from './stringCard.ts';

/**
 * What is known of a byte offset of a document that no board is known to have: what a property about memory means, and
 * which driver takes a region's `compatible`. `undefined` anywhere else.
 */
export function hoverWithoutBoard(document: DocumentTree, offset: number): Hover | undefined {
  const name = nameAt(document, offset);
  const node = name?.statement?.parent;
  if (name?.statement === undefined || node === undefined) return undefined;
  const { kind, text, span, statement } = name;
  const role = nodeRoleOf(undefined, node);
  if (kind === 'property') {
    const meaning = propertyMeaning(role, text);
    return meaning && { text: meaning, span };
  }
  const isCompatible = kind === 'string' && statement.kind === 'property' && statement.name.text === 'compatible';
  return isCompatible && role.holder === 'region' ? compatibleHover(text, span) : undefined;
}
