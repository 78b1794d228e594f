import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findPixelFormat, pixelFormats } from '../../server/src/simulation/frames/pixelFormats.ts';
import { type HeaderFormats, headerFormats } from './headerFormats.ts';
import { missingFormats } from './missingFormats.ts';

/** Where linux-libc-dev and libdrm-dev have the headers. */
const INSTALLED: readonly (readonly ['v4l2' | 'drm', string])[] = [
  ['v4l2', '/usr/include/linux/videodev2.h'],
  ['drm', '/usr/include/drm/drm_fourcc.h'],
  ['drm', '/usr/include/libdrm/drm_fourcc.h'],
];

const LISTED: Readonly<Record<'v4l2' | 'drm', HeaderFormats>> = JSON.parse(
  readFileSync(new URL('linux-6.12.json', import.meta.url), 'utf8'),
);

describe('the table of pixel formats', () => {
  it('has every name and code of the headers of Linux 6.12', () => {
    expect(LISTED.v4l2.length).toBeGreaterThan(200);
    expect(LISTED.drm.length).toBeGreaterThan(120);
    expect(missingFormats('v4l2', LISTED.v4l2)).toEqual([]);
    expect(missingFormats('drm', LISTED.drm)).toEqual([]);
  });

  it('has every name and code of the headers that are installed', () => {
    for (const [api, path] of INSTALLED.filter((each) => existsSync(each[1]))) {
      expect(missingFormats(api, headerFormats(readFileSync(path, 'utf8')))).toEqual([]);
    }
  });

  it('reads definitions as the headers write them', () => {
    const header = [
      "#define V4L2_PIX_FMT_Y16_BE  v4l2_fourcc_be('Y', '1', '6', ' ') /* 16  Greyscale BE  */",
      "#define DRM_FORMAT_C1\t\tfourcc_code('C', '1', ' ', ' ') /* [7:0] */",
      '#define DRM_FORMAT_INVALID\t0',
      "#define V4L2_SDR_FMT_CU8          v4l2_fourcc('C', 'U', '0', '8')",
    ].join('\n');
    expect(headerFormats(header)).toEqual([
      ['Y16_BE', 'Y16 -BE'],
      ['C1', 'C1  '],
    ]);
  });

  it('names each format once', () => {
    const names = pixelFormats().map(({ api, name }) => `${api} ${name}`);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});

describe('findPixelFormat', () => {
  it('tells codes apart that differ in case alone, and takes any case where there is no doubt', () => {
    expect(findPixelFormat('pGAA')).toMatchObject({ name: 'SGBRG10P' });
    expect(findPixelFormat('pgAA')).toMatchObject({ name: 'SGRBG10P' });
    expect(findPixelFormat('PGAA')).toBe('PGAA may be pGAA or pgAA: write it as one of these');
    expect(findPixelFormat('v4l2_pix_fmt_nv12m')).toMatchObject({ name: 'NV12M' });
    expect(findPixelFormat('AR15_BE')).toMatchObject({ name: 'ARGB555X' });
  });

  it('proposes the nearest names', () => {
    expect(findPixelFormat('NV12X')).toBe('NV12X is not a known pixel format; did you mean NV12 or NV12M?');
    expect(findPixelFormat('XRGB888')).toContain('did you mean XRGB8888');
    expect(findPixelFormat('whatever else')).toContain('use a name or four-character code');
  });
});
