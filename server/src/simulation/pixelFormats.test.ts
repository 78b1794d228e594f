import { describe, expect, it } from 'vitest';
import { frameLayout, PIXEL_FORMATS } from './pixelFormats.ts';

function sizeOf(format: string, width = 1920, height = 1080, strideAlign = 1): bigint | string {
  const layout = frameLayout({ format, width, height, strideAlign });
  return typeof layout === 'string' ? layout : layout.size;
}

describe('frameLayout', () => {
  it('knows the usual formats', () => {
    expect(sizeOf('NV12')).toBe(3110400n);
    expect(sizeOf('nv16')).toBe(4147200n);
    expect(sizeOf('P010')).toBe(6220800n);
    expect(sizeOf('YUV420')).toBe(3110400n);
    expect(sizeOf('YUYV')).toBe(4147200n);
    expect(sizeOf('RGB24')).toBe(6220800n);
    expect(sizeOf('XRGB8888')).toBe(8294400n);
    expect(sizeOf('RAW8')).toBe(2073600n);
    expect(sizeOf('RAW10')).toBe(2592000n);
    expect(sizeOf('SRGGB12P')).toBe(3110400n);
    expect(sizeOf('SGRBG10')).toBe(4147200n);
    expect(sizeOf('NV15')).toBe(3888000n);
  });

  it('rounds odd sizes up to whole blocks and strides up to the alignment', () => {
    const layout = frameLayout({ format: 'NV12', width: 1917, height: 1079, strideAlign: 64 });
    expect(layout).toEqual({
      size: 1920n * 1079n + 1920n * 540n,
      planes: [
        { offset: 0n, stride: 1920n, rows: 1079 },
        { offset: 1920n * 1079n, stride: 1920n, rows: 540 },
      ],
    });
    expect(sizeOf('RAW10', 1921, 1)).toBe(2405n);
  });

  it('says what is wrong', () => {
    expect(sizeOf('H264')).toContain('H264 is not a known pixel format');
    expect(sizeOf('NV12', 0)).toContain('width 0');
    expect(sizeOf('NV12', 1920, -1)).toContain('height -1');
    expect(sizeOf('NV12', 1920, 1080, 1.5)).toContain('strideAlign 1.5');
    expect(PIXEL_FORMATS.length).toBe(new Set(PIXEL_FORMATS).size);
  });
});
