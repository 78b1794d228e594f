import { expect, test } from 'vitest';
import { plainProfile } from '../../../../test/plainProfile.ts';
import { cmaMinimumAlignment } from '../cma/minimumAlignment.ts';
import { type Kernel, kernelOf } from './kernel.ts';
import { readKernelConfig } from './kernelConfig.ts';
import type { Profile } from './profile.ts';

const MIB = 1n << 20n;

function kernel(
  version: string,
  config: Record<string, string | number>,
  architecture: Profile['architecture'],
): Kernel {
  const result = kernelOf(plainProfile({ kernel: version, architecture, config: new Map(Object.entries(config)) }));
  if ('kind' in result) throw new Error(result.kind);
  return result;
}

test('a .config is read line by line; what a whole one does not name is off', () => {
  const config = readKernelConfig(
    '# comment\nCONFIG_CMA=y\nCONFIG_CMA_SIZE_MBYTES=64\n# CONFIG_SWIOTLB is not set\nCONFIG_LOCALVERSION="-x"\r\nnoise\n',
  );
  expect(config.get('CONFIG_CMA')).toBe('y');
  expect(config.get('CONFIG_CMA_SIZE_MBYTES')).toBe(64);
  expect(config.get('CONFIG_SWIOTLB')).toBe('n');
  expect(config.get('CONFIG_LOCALVERSION')).toBe('-x');
  expect(config.has('CONFIG_DMABUF_HEAPS')).toBe(false);
  const many = Array.from({ length: 300 }, (_, index) => `CONFIG_OPTION_${index}=y`).join('\n');
  expect(readKernelConfig(many).get('CONFIG_DMABUF_HEAPS')).toBe('n');
  expect(readKernelConfig('not a config').size).toBe(0);
});

test('the alignment of CMA areas by page size, huge pages and version', () => {
  const alignment = (
    version: string,
    config: Record<string, string | number>,
    architecture: Profile['architecture'] = 'arm64',
  ) => cmaMinimumAlignment(kernel(version, config, architecture));
  const without = { CONFIG_HUGETLB_PAGE: 'n', CONFIG_TRANSPARENT_HUGEPAGE: 'n' };
  expect(alignment('7.3', {})).toBe(2n * MIB);
  expect(alignment('7.3', without)).toBe(4n * MIB);
  expect(alignment('6.1', { ...without, CONFIG_TRANSPARENT_HUGEPAGE: 'y' })).toBe(4n * MIB);
  expect(alignment('6.12', { ...without, CONFIG_TRANSPARENT_HUGEPAGE: 'y' })).toBe(2n * MIB);
  expect(alignment('5.15', {})).toBe(4n * MIB);
  expect(alignment('7.3', { CONFIG_ARM64_16K_PAGES: 'y' })).toBe(32n * MIB);
  expect(alignment('7.3', { CONFIG_ARM64_16K_PAGES: 'y', CONFIG_PAGE_BLOCK_MAX_ORDER: 10 })).toBe(16n * MIB);
  expect(alignment('7.3', { CONFIG_ARM64_64K_PAGES: 'y' })).toBe(512n * MIB);
  expect(alignment('6.1', { ...without, CONFIG_ARCH_FORCE_MAX_ORDER: 11 })).toBe(4n * MIB);
  expect(alignment('7.3', {}, 'arm')).toBe(4n * MIB);
  expect(alignment('7.3', {}, 'riscv')).toBe(2n * MIB);
});

test('arm has a swiotlb with LPAE, which selects it', () => {
  expect(kernel('7.3', {}, 'arm').configuration.isEnabled('CONFIG_SWIOTLB')).toBe(false);
  expect(kernel('7.3', { CONFIG_ARM_LPAE: 'y' }, 'arm').configuration.isEnabled('CONFIG_SWIOTLB')).toBe(true);
});
