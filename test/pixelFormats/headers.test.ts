import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { frameLayout, PLAIN_FRAME } from '../../server/src/simulation/frames/frameLayout.ts';
import { findPixelFormat, type PixelFormat, pixelFormats } from '../../server/src/simulation/frames/pixelFormats.ts';
import { type HeaderFormats, headerFormats } from './headerFormats.ts';
import { missingFormats } from './missingFormats.ts';

/** Where linux-libc-dev and libdrm-dev have the headers. */
const INSTALLED: readonly (readonly ['v4l2' | 'drm', string])[] = [
  ['v4l2', '/usr/include/linux/videodev2.h'],
  ['drm', '/usr/include/drm/drm_fourcc.h'],
  ['drm', '/usr/include/libdrm/drm_fourcc.h'],
];

const PREFIXES = { v4l2: 'V4L2_PIX_FMT_', drm: 'DRM_FORMAT_' } as const;

const LISTED: Readonly<Record<'v4l2' | 'drm', HeaderFormats>> = JSON.parse(
  readFileSync(new URL('linux-6.12.json', import.meta.url), 'utf8'),
);

/**
 * What the kernel's own tables say of formats, in numbers: v4l2_format_info (drivers/media/v4l2-core/v4l2-common.c) and
 * __drm_format_info (drivers/gpu/drm/drm_fourcc.c) of 6.12, those without a linear layout left out. Of each plane the bytes
 * of how many pixels; then by how much the planes after the first are smaller.
 */
type KernelLayout = readonly [
  api: 'v4l2' | 'drm',
  name: string,
  buffers: number,
  planes: readonly (readonly [bytes: number, pixels: number])[],
  subsampling: readonly [horizontal: number, vertical: number],
];
const LAYOUTS: readonly KernelLayout[] = JSON.parse(
  readFileSync(new URL('layouts-6.12.json', import.meta.url), 'utf8'),
);

describe('the table of pixel formats', () => {
  it('has the layouts of the kernel’s own tables', () => {
    // A size that all tiles and groups of pixels divide.
    const [width, height] = [1920, 1088];
    expect(LAYOUTS.length).toBeGreaterThan(190);
    for (const [api, name, buffers, planes, [horizontal, vertical]] of LAYOUTS) {
      const pixels = (plane: number): number =>
        plane === 0 ? width * height : (width / horizontal) * (height / vertical);
      const sizes = planes.map(([bytes, of], plane) => BigInt((pixels(plane) * bytes) / of));
      const layout = frameLayout({ ...PLAIN_FRAME, width, height, format: PREFIXES[api] + name });
      const total = sizes.reduce((sum, size) => sum + size, 0n);
      expect([name, layout]).toMatchObject([name, { buffers: buffers === 1 ? [total] : sizes }]);
    }
  });

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
      "#define V4L2_MBUS_FMT_Y8          v4l2_fourcc('M', 'B', '0', '8')",
    ].join('\n');
    expect(headerFormats(header)).toEqual([
      ['Y16_BE', 'Y16 -BE'],
      ['C1', 'C1  '],
      ['CU8', 'CU08'],
    ]);
  });

  it('names each format once', () => {
    const names = pixelFormats().map(({ api, name }) => `${api} ${name}`);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});

describe('findPixelFormat', () => {
  /** The format, or what is said where there is none. */
  const found = (written: string): PixelFormat | string => {
    const format = findPixelFormat(written);
    return typeof format === 'function' ? format() : format;
  };

  it('tells codes apart that differ in case alone, and takes any case where there is no doubt', () => {
    expect(found('pGAA')).toMatchObject({ name: 'SGBRG10P' });
    expect(found('pgAA')).toMatchObject({ name: 'SGRBG10P' });
    expect(found('PGAA')).toBe('PGAA may be pGAA or pgAA: write it as one of these');
    expect(found('v4l2_pix_fmt_nv12m')).toMatchObject({ name: 'NV12M' });
    expect(found('AR15_BE')).toMatchObject({ name: 'ARGB555X' });
  });

  it.each([
    ["'YU12' (Planar YUV 4:2:0)", 'YUV420'],
    ["[1]: 'NM12' (Y/UV 4:2:0 (N-C))", 'NV12M'],
    ["\t[2]: 'Z16 ' (16-bit Depth)", 'Z16'],
    ["'Y16 -BE' (16-bit Greyscale BE)", 'Y16_BE'],
    ['XR24 (0x34325258)', 'XRGB8888'],
    ['XR24 little-endian (0x34325258)', 'XRGB8888'],
    ['Y16  big-endian (0xa0363159)', 'Y16_BE'],
    ['0x34325258', 'XRGB8888'],
    ['0xa0363159', 'Y16_BE'],
    ['XR24:LINEAR(0x0)', 'XRGB8888'],
    ['NV12:0x0000000000000000', 'NV12'],
  ])('reads %j, as tools and kernels print it', (printed, name) => {
    expect(found(printed)).toMatchObject({ name });
  });

  it('takes a name with a prefix for that of the interface which has it', () => {
    expect(found('V4L2_PIX_FMT_YUV444')).toMatchObject({ api: 'v4l2', code: 'Y444' });
    expect(found('DRM_FORMAT_YUV444')).toMatchObject({ api: 'drm', code: 'YU24' });
    expect(found('YUV444')).toMatchObject({ api: 'drm' });
  });

  it.each(['NV12:AFBC', 'NV12_UBWC', 'NV12:0x0800000000000001'])('says where what %s adds is written', (written) => {
    expect(found(written)).toMatch(/a modifier is no part of a format; write NV12, .* as extraBytes$/);
  });

  it('knows what is no picture, so that no picture is proposed for it', () => {
    for (const [code, name] of [
      ['CU08', 'CU8'],
      ['UVCH', 'UVC'],
      ['RK1P', 'RK_ISP1_PARAMS'],
    ]) {
      expect(found(code ?? '')).toMatchObject({ name, planes: undefined });
    }
  });

  it('proposes the nearest names', () => {
    expect(found('NV12X')).toBe('NV12X is not a known pixel format; did you mean NV12 or NV12M?');
    expect(found('XRGB888')).toContain('did you mean XRGB8888');
    expect(found('whatever else')).toContain('use a name or four-character code');
  });
});
