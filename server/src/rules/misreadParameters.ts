import type { Analysis } from '../analysis.ts';
import { stringsOf } from '../devicetree/tree/readProperty.ts';
import { misreadSizes } from '../kernel/input/misreadSizes.ts';
import type { Problem } from '../text/problem.ts';
import { startOf } from './boardPlace.ts';

/** The id of the warning that the kernel reads a parameter of its command line otherwise than it is written. */
const ID = 'misread-parameter';

/** The warnings about the command line that boots a board: the profile's, or the tree's where that has none. */
export function misreadParameters(analysis: Analysis): Problem[] {
  const { board, profile } = analysis;
  const bootargs = board.tree.root.children.get('chosen')?.properties.get('bootargs');
  const isTrees = profile.commandLine.trim() === '';
  const commandLine = isTrees ? (stringsOf(bootargs)[0] ?? '') : profile.commandLine;
  const span = isTrees ? bootargs?.valueSpan(0, bootargs.value.length) : undefined;
  return misreadSizes(commandLine).map((message) => ({
    id: ID,
    severity: 'warning',
    message,
    span: span ?? startOf(analysis),
    related: [],
  }));
}
