import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { headerFormats } from '../pixelFormats/headerFormats.ts';
import { missingFormats } from '../pixelFormats/missingFormats.ts';

/** What the table of pixel formats lacks of the kernel's own headers, in one line each. */
export function missingFromTree(root: string): string[] {
  const read = (path: string): string => readFileSync(join(root, 'include/uapi', path), 'utf8');
  return [
    ...missingFormats('v4l2', headerFormats(read('linux/videodev2.h'))),
    ...missingFormats('drm', headerFormats(read('drm/drm_fourcc.h'))),
  ];
}
