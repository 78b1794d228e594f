import type { Analysis } from '../../analysis.ts';
import { definitionsOf } from '../../devicetree/expansion/units/definitions.ts';
import { unitsBelow } from '../../devicetree/expansion/units/unitsBelow.ts';
import { TreeNodes } from '../../devicetree/tree/treeNodes.ts';
import type { Span } from '../../text/sourceFile.ts';
import { includedPath } from '../navigation/includes.ts';
import { openedRegions } from '../openedRegions.ts';
import { asCode, type Line, type NamedFact, paragraph, type RichText, strong } from '../richText.ts';

/** At most this many regions of an included file are named. */
const MOST_REGIONS = 8;

/** An include: the file that it leads to, and what that brings to the board. */
export function includeCard(analysis: Analysis, name: string, span: Span): RichText {
  const path = includedPath(analysis, span);
  if (path === undefined) {
    return [
      paragraph(strong(name)),
      paragraph('Not read on this board: it is left out by #if, or found in no folder that is searched.'),
    ];
  }
  const units = unitsBelow(analysis.board.units).filter((unit) => unit.file.path === path);
  const macros = new Set(units.flatMap((unit) => definitionsOf(unit).map((macro) => macro.name))).size;
  const nodes = new Set(
    TreeNodes.of(analysis.board.tree)
      .openingsIn(path)
      .map(({ node }) => node),
  ).size;
  const regions = openedRegions(analysis, path).map(({ region }) => region.name);
  const below = unitsBelow(units).length - units.length;
  const named = regions.slice(0, MOST_REGIONS).map((region): Line => [asCode(region)]);
  const facts: NamedFact[] = [
    ...(nodes === 0 ? [] : [['Nodes', [`${nodes}`]] satisfies NamedFact]),
    ...(named.length === 0 ? [] : [['Regions', ...named] satisfies NamedFact]),
    ...(macros === 0 ? [] : [['Macros', [`${macros}`]] satisfies NamedFact]),
    ...(below === 0 ? [] : [['Files that it includes', [`${below}`]] satisfies NamedFact]),
  ];
  return [paragraph(strong(name)), paragraph(asCode(path)), { kind: 'facts', facts }];
}
