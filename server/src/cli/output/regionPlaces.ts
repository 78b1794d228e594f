import type { Analysis } from '../../analysis.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { fileNameOf } from '../../workspace/path.ts';
import { printablePath } from './printable.ts';

/** Where a region's node is written, file name and line; empty for a blob, `firmware` for what firmware added. */
export function regionPlaces(analysis: Analysis): (region: BootedRegion) => string {
  const regions = new Map(analysis.memory.regions.map((region) => [region.path, region]));
  return ({ path }) => {
    const region = regions.get(path);
    if (region === undefined) return 'firmware';
    const span = region.node.declarations[0];
    if (span === undefined) return '';
    return `${printablePath(fileNameOf(span.file.path))}:${span.file.lines.lineColumn(span.start).line}`;
  };
}
