/** Names and codes as a header of the kernel defines them: `['NV12', 'NV12']`, `['Y16_BE', 'Y16 -BE']`. */
export type HeaderFormats = readonly (readonly [name: string, code: string])[];

const DEFINITION =
  /^#define\s+(?:V4L2_(?:PIX|META|SDR|TCH)_FMT|DRM_FORMAT)_(\w+)\s+(?:v4l2_fourcc(_be)?|fourcc_code)\('(.)',\s*'(.)',\s*'(.)',\s*'(.)'\)/gm;

/** The pixel formats that `linux/videodev2.h` or `drm/drm_fourcc.h` defines, in their order. */
export function headerFormats(header: string): HeaderFormats {
  return [...header.matchAll(DEFINITION)].map(([, name = '', bigEndian, ...characters]) => [
    name,
    characters.slice(0, 4).join('') + (bigEndian === undefined ? '' : '-BE'),
  ]);
}
