import { expect, test } from 'vitest';
import { commandLineArguments, parseMemorySize, readCommandLine } from './commandLine.ts';

test('sizes as memparse reads them', () => {
  expect(parseMemorySize('32M').value).toBe(32n << 20n);
  expect(parseMemorySize('0x1000').value).toBe(0x1000n);
  expect(parseMemorySize('010k')).toEqual({ value: 8192n, rest: '' });
  expect(parseMemorySize('1G@2')).toEqual({ value: 1n << 30n, rest: '@2' });
  expect(parseMemorySize('abc')).toEqual({ value: 0n, rest: 'abc' });
  expect(parseMemorySize('99999999999999999999E').value).toBeLessThan(1n << 64n);
});

test('cma= in all its forms', () => {
  const cma = (text: string) => readCommandLine(text).cma;
  expect(cma('quiet')).toBeUndefined();
  expect(cma('cma=16M')).toEqual({ size: 16n << 20n, base: 0n, limit: 0n });
  expect(cma('cma=16M@1G')).toEqual({ size: 16n << 20n, base: 1n << 30n, limit: (1n << 30n) + (16n << 20n) });
  expect(cma('cma=16M@1G-2G')).toEqual({ size: 16n << 20n, base: 1n << 30n, limit: 2n << 30n });
  expect(cma('cma=0')?.size).toBe(0n);
  expect(cma('cma=garbage')?.size).toBe(0n);
  expect(cma('cma=8M cma=32M')?.size).toBe(32n << 20n);
  expect(cma('cma=8M@1G cma=8M')).toMatchObject({ base: 1n << 30n });
  expect(cma('foo="a cma=8M"')).toBeUndefined();
  expect(cma('-- cma=8M')).toBeUndefined();
});

test('mem=, swiotlb=, coherent_pool=, vmalloc=', () => {
  const line = readCommandLine('mem=512M mem=1G@0x80000000 swiotlb=1000,force coherent_pool=1M vmalloc=256M');
  expect(line.memory).toEqual([
    { size: 512n << 20n, base: undefined },
    { size: 1n << 30n, base: 0x8000_0000n },
  ]);
  expect(line.swiotlb).toEqual({ slots: 1024, force: true, disabled: false });
  expect(line.coherentPool).toBe(1n << 20n);
  expect(line.vmalloc).toBe(256n << 20n);
  expect(readCommandLine('swiotlb=noforce').swiotlb).toEqual({ slots: 0, force: false, disabled: true });
});

test.each(['a', '"', 'a"'])('of megabytes without a blank is one argument: %s', (piece) => {
  expect(commandLineArguments(piece.repeat(20_000_000))).toHaveLength(1);
});
