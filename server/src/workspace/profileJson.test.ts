import { describe, expect, it } from 'vitest';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { isKernelVersion, readProfileJson } from './profileJson.ts';

describe('readProfileJson', () => {
  it('reads every key of the contract', () => {
    const { settings, problems } = readProfileJson({
      kernel: '7.3.4',
      architecture: 'arm64',
      patches: ['coherent-heap-v3'],
      config: { CONFIG_CMA_AREAS: 20, CONFIG_ARM64_4K_PAGES: 'y', CONFIG_CMA_DEBUG: false },
      commandLine: 'cma=32M',
      memory: [{ base: '0x40000000', size: '2G' }],
      occupied: [{ name: 'kernel', base: '0x40200000', size: '0x650000' }],
      firmwareRegions: [{ name: 'mmode_resv0@80000000', base: '0x80000000', size: '0x80000', noMap: true }],
    });
    expect(problems).toEqual([]);
    expect(settings).toEqual({
      kernel: '7.3.4',
      architecture: 'arm64',
      patches: ['coherent-heap-v3'],
      config: new Map<string, string | number>([
        ['CONFIG_CMA_AREAS', 20],
        ['CONFIG_ARM64_4K_PAGES', 'y'],
        ['CONFIG_CMA_DEBUG', 'n'],
      ]),
      commandLine: 'cma=32M',
      memory: [new AddressRange(0x40000000n, 0x80000000n)],
      occupied: [{ name: 'kernel', range: new AddressRange(0x40200000n, 0x650000n) }],
      firmwareRegions: [{ name: 'mmode_resv0@80000000', range: new AddressRange(0x80000000n, 0x80000n), noMap: true }],
    });
  });

  it('leaves out what is not set', () => expect(readProfileJson({})).toEqual({ settings: {}, problems: [] }));

  it.each([
    [[], 'a profile is an object'],
    [{ kernel: 'six' }, 'kernel: "six" is not a version'],
    [{ architecture: 'x86' }, 'architecture: "x86" is none of arm64, arm, riscv'],
    [{ patches: ['coherent'] }, 'patches[0]: "coherent" is none of'],
    [{ memory: [{ base: '0x0', size: 'much' }] }, 'memory[0].size: a base and a size are wanted'],
    [{ memory: {} }, 'memory: {} is not a list'],
    [{ config: { CONFIG_CMA: [] } }, 'config.CONFIG_CMA: [] is not a value'],
    [{ colour: 'red' }, 'colour: a profile has no such key'],
  ])('%j is said in words', (value, message) => {
    expect(readProfileJson(value).problems.join('\n')).toContain(message);
  });
});

describe('isKernelVersion', () => {
  it.each(['7.3', '6.12.117', '6.19-rc4', '6.6.23-lts-next', '5.10.160-rockchip'])('%s is one', (text) =>
    expect(isKernelVersion(text)).toBe(true),
  );
  it.each(['', '7', 'v7.3', '7.x', '7.3.', 'latest'])('%j is none', (text) =>
    expect(isKernelVersion(text)).toBe(false),
  );
});
