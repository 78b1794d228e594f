import { findPixelFormat, type PixelFormat, pixelFormats } from '../../server/src/simulation/frames/pixelFormats.ts';
import type { HeaderFormats } from './headerFormats.ts';

/** Names that mean another layout in the other interface, which is preferred where there is no prefix. */
const SHADOWED = new Set(['v4l2 YUV444']);

/** What of a header's formats the table lacks, or finds wrongly by name or code, in one line each. */
export function missingFormats(api: 'v4l2' | 'drm', formats: HeaderFormats): string[] {
  const prefix = api === 'v4l2' ? 'V4L2_PIX_FMT_' : 'DRM_FORMAT_';
  return formats.flatMap(([name, code]) => {
    const own = pixelFormats().find((format) => format.api === api && format.name === name);
    if (own === undefined) return [`${api} ${name} is not in the table`];
    if (own.code !== code) return [`${api} ${name} has the code '${own.code}', the header '${code}'`];
    const byName = SHADOWED.has(`${api} ${name}`) ? [] : [name];
    return [...byName, prefix + name, code, code.trimEnd(), `'${code}'`].flatMap((written) =>
      isAlike(findPixelFormat(written), own) ? [] : [`${written} is not found as ${api} ${name}`],
    );
  });
}

function isAlike(found: ReturnType<typeof findPixelFormat>, own: PixelFormat): boolean {
  if (typeof found === 'function') return false;
  const layout = ({ planes, tile, lineUnit, separate, strideFollows }: PixelFormat): string =>
    JSON.stringify([planes, tile, lineUnit, separate, planes?.length === 1 || strideFollows]);
  return layout(found) === layout(own);
}
