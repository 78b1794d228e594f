import { describe, expect, it } from 'vitest';
import { type Frame, type FrameLayout, frameLayout, PLAIN_FRAME } from './frameLayout.ts';
import { frameText } from './frameText.ts';

function layoutOf(format: string, width = 1920, height = 1080, more: Partial<Frame> = {}): FrameLayout {
  const layout = frameLayout({ ...PLAIN_FRAME, format, width, height, ...more });
  if ('message' in layout) throw new Error(layout.message());
  return layout;
}

function sizeOf(format: string, width = 1920, height = 1080, more: Partial<Frame> = {}): bigint {
  return layoutOf(format, width, height, more).size;
}

function stridesOf(format: string, width: number, strideAlign: number, planes?: 'separate'): number[] {
  return layoutOf(format, width, 1080, { strideAlign, planes }).planes.map(({ stride }) => Number(stride));
}

function faultOf(frame: Partial<Frame>): { member: string; message: string } {
  const fault = frameLayout({ ...PLAIN_FRAME, format: 'NV12', width: 1920, height: 1080, ...frame });
  return 'message' in fault ? { ...fault, message: fault.message() } : { member: '', message: '' };
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
    expect(sizeOf('NV30')).toBe(7776000n);
    expect(sizeOf('C1', 12, 2)).toBe(4n);
    expect(sizeOf('M420')).toBe(3110400n);
  });

  it('lays columns and lines of metadata out as pixels', () => {
    expect(layoutOf('Nc12', 1930, 1081).buffers).toEqual([2048n * 1088n, 2048n * 544n]);
    expect(sizeOf('NC30', 1930, 1080)).toBe((2016n / 3n) * 4n * 1080n + (2016n / 3n) * 4n * 540n);
    expect(sizeOf('MC1A', 1920, 2)).toBe(4800n);
    expect(sizeOf('V4L2_META_FMT_GENERIC_CSI2_20', 1920, 1)).toBe(4800n);
    expect(sizeOf('TU16', 32, 20)).toBe(1280n);
  });

  it('rounds odd sizes up to whole blocks and strides up to the alignment', () => {
    const { planes, size } = layoutOf('NV12', 1917, 1079, { strideAlign: 64 });
    expect(size).toBe(1920n * 1079n + 1920n * 540n);
    expect(planes).toEqual([
      { buffer: 0, offset: 0n, stride: 1920n, rows: 1079 },
      { buffer: 0, offset: 1920n * 1079n, stride: 1920n, rows: 540 },
    ]);
    expect(sizeOf('RAW10', 1921, 1)).toBe(2405n);
    expect(sizeOf('YUYV', 1921, 1)).toBe(3842n);
    expect(sizeOf('Y210', 1921, 1)).toBe(7684n);
    expect(sizeOf('IPU3_SBGGR10', 26, 1)).toBe(64n);
    expect(sizeOf('P030', 1921, 2)).toBe(2564n * 2n + 2568n);
  });

  it('lets the strides of V4L2 follow that of plane 0 in one buffer, and aligns each plane otherwise', () => {
    expect(sizeOf('NV24', 1920, 1080, { strideAlign: 256 })).toBe(6635520n);
    expect(stridesOf('NV24', 1920, 256)).toEqual([2048, 4096]);
    expect(stridesOf('NV24', 1920, 256, 'separate')).toEqual([2048, 3840]);
    expect(stridesOf('YUV420', 1080, 256)).toEqual([1280, 640, 640]);
    expect(stridesOf('YM12', 1080, 256)).toEqual([1280, 768, 768]);
    // DRM alone has YUV422; V4L2 has YUV422P.
    expect(stridesOf('YUV422', 1080, 256)).toEqual([1280, 768, 768]);
    expect(stridesOf('YUV422P', 1080, 256)).toEqual([1280, 640, 640]);
    // An odd width leaves more chroma than luma.
    expect(stridesOf('P010', 1921, 1)).toEqual([3842, 3844]);
  });

  it('aligns heights, rounds up to tiles, and puts extra bytes last', () => {
    expect(layoutOf('NV12', 1920, 1080, { heightAlign: 16 }).planes.map(({ rows }) => rows)).toEqual([1088, 544]);
    expect(sizeOf('NV12_32L32')).toBe(3133440n);
    expect(sizeOf('NV12_8L128', 1917, 1080)).toBe((1920n * 1152n * 3n) / 2n);
    expect(stridesOf('NV12MT', 800, 1)).toEqual([896, 896]);
    expect(stridesOf('NV12_10BE_8L128', 1922, 1)).toEqual([2408, 2408]);
    expect(layoutOf('NV12M', 64, 64, { extraBytes: 4096n }).buffers).toEqual([4096n, 2048n + 4096n]);
  });

  it('has one buffer a frame or one a plane, as the format or its author says', () => {
    expect(layoutOf('NV12').buffers).toEqual([3110400n]);
    expect(layoutOf('NV12M').buffers).toEqual([2073600n, 1036800n]);
    expect(layoutOf('NV12', 1920, 1080, { planes: 'separate' }).buffers).toEqual([2073600n, 1036800n]);
    expect(layoutOf('NM12', 1920, 1080, { planes: 'contiguous' }).buffers).toEqual([3110400n]);
    expect(layoutOf('YUYV', 1920, 1080, { planes: 'separate' }).buffers).toEqual([4147200n]);
  });

  it('says what is wrong', () => {
    expect(faultOf({ format: 'H264' })).toEqual({ member: 'format', message: expect.stringContaining('give size') });
    expect(faultOf({ format: 'RK1P' }).message).toContain('RK_ISP1_PARAMS is metadata, so that width and height');
    expect(faultOf({ format: 'MJPG' }).message).toContain('MJPEG is compressed');
    expect(faultOf({ width: 0 })).toEqual({ member: 'width', message: '0 is not a whole number from 1 to 1048576' });
    expect(faultOf({ height: -1 }).member).toBe('height');
    expect(faultOf({ strideAlign: 1.5 }).member).toBe('strideAlign');
    expect(faultOf({ heightAlign: Number.NaN }).member).toBe('heightAlign');
  });
});

describe('frameText', () => {
  it('says format, size, stride, bytes and pages in one line', () => {
    expect(frameText(layoutOf('NV12', 1920, 1080, { heightAlign: 16 }), [768])).toBe(
      'NV12 1920x1088, stride 1920, 3,133,440 bytes, 768 pages with alignment',
    );
    expect(frameText(layoutOf('NM12'), [512, 256])).toBe(
      'NV12M 1920x1080, stride 1920, 2,073,600 + 1,036,800 bytes, 512 + 256 pages with alignment',
    );
    expect(frameText(layoutOf('YUV420'), [undefined])).toBe(
      'YUV420 1920x1080, strides 1920 + 960 + 960, 3,110,400 bytes',
    );
  });
});
