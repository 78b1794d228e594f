import { describe, expect, it } from 'vitest';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { complaintText } from '../text/json/complaint.ts';
import { readJsonValue } from '../text/json/readJson.ts';
import { isKernelVersion, profileSchema } from './profileJson.ts';

const readProfile = (value: unknown) => readJsonValue(value, profileSchema());

describe('a profile', () => {
  it('reads every key of the contract', () => {
    const { value, complaints } = readProfile({
      kernel: '7.3.4',
      architecture: 'arm64',
      patches: ['coherent-heap-v3'],
      config: { CONFIG_CMA_AREAS: 20, CONFIG_ARM64_4K_PAGES: 'y', CONFIG_CMA_DEBUG: false },
      commandLine: 'cma=32M',
      memory: [{ base: '0x40000000', size: '2G' }],
      occupied: [{ name: 'kernel', base: '0x40200000', size: '0x650000' }],
      firmwareRegions: [{ name: 'mmode_resv0@80000000', base: '0x80000000', size: '0x80000', noMap: true }],
    });
    expect(complaints).toEqual([]);
    expect(value).toEqual({
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

  it.each(['CONFIG_DEBUG_INFO', 'CONFIG_CMA_DEBUG', 'CONFIG_CMA_SYSFS', 'CONFIG_NET', 'CONFIG_ARM64_48K_PAGES'])(
    'takes %s for an option of the kernel that makes no difference',
    (name) => expect(readProfile({ config: { [name]: 'y' } }).complaints).toEqual([]),
  );

  it('leaves out what is not set', () => expect(readProfile({})).toEqual({ value: {}, complaints: [] }));

  it.each([
    [[], '[] is not a profile'],
    [{ kernel: 'six' }, 'kernel: "six" is not a version'],
    [{ kernel: 6.1 }, 'kernel: 6.1 is a number, as which 6.1 and 6.10 are the same: write it as a string'],
    [{ kernel: '99999999999999999999.1' }, 'kernel: "99999999999999999999.1" is not a version'],
    [{ kernel: true }, 'kernel: true is not a version'],
    [{ config: { CONFIG_CMA: 'maybe' } }, 'config.CONFIG_CMA: "maybe" is no value of CONFIG_CMA: y or n is expected'],
    [{ config: { CMA: 'y' } }, 'config.CMA: there is no option "CMA"; did you mean "CONFIG_CMA"?'],
    [{ config: { DEBUG_INFO: 'y' } }, 'config.DEBUG_INFO: "DEBUG_INFO" is no option: their names begin with CONFIG_'],
    [{ config: { CONFIG_CAM: 'y' } }, 'did you mean "CONFIG_CMA"?'],
    [{ config: { CONFIG_CMA_AERAS: 8 } }, 'did you mean "CONFIG_CMA_AREAS"?'],
    [{ cmdline: 'cma=1M' }, 'did you mean "commandLine"?'],
    [{ architecture: 'x86' }, 'architecture: "x86" is none of arm64, arm, riscv'],
    [{ architecture: 'arm46' }, 'did you mean "arm64"?'],
    [{ patches: ['coherent'] }, 'patches[0]: "coherent" is none of'],
    [
      { patches: ['coherent-heap-v1', 'coherent-heap-v3'] },
      'names coherent-heap-v1 and coherent-heap-v3: they are postings of one series',
    ],
    [{ memory: [{ base: '0x0', size: 'much' }] }, 'memory[0].size: "much" is not a size or address'],
    [{ memory: [{ base: '0x0', size: 1.5 }] }, 'memory[0].size: 1.5 is not a size or address'],
    [{ memory: [{ base: '0x0' }] }, 'memory[0].size: size is missing'],
    [{ memory: [7] }, 'memory[0]: 7 is not a base and a size'],
    [{ memory: {} }, 'memory: {} is not a list'],
    [{ config: { CONFIG_CMA: [] } }, 'config.CONFIG_CMA: [] is not a value'],
    [{ colour: 'red' }, 'colour: there is no member of a profile "colour"; there are kernel, architecture'],
    [{ kernal: '7.3' }, 'did you mean "kernel"?'],
  ])('%j is said in words', (value, message) => {
    const { complaints } = readProfile(value);
    expect(complaints.map(complaintText)).toEqual([expect.stringContaining(message)]);
  });

  it.each([1.5, -1, 1e308, Number.POSITIVE_INFINITY, '9'.repeat(400), '0xffffffffffffffff', 'many', true])(
    'takes no %j for a number of Kconfig',
    (size) => {
      const { value, complaints } = readProfile({ config: { CONFIG_CMA_SIZE_MBYTES: size, CONFIG_CMA: 'y' } });
      expect(complaints.map(complaintText)).toEqual([expect.stringContaining('CONFIG_CMA_SIZE_MBYTES')]);
      expect(value?.config).toEqual(new Map([['CONFIG_CMA', 'y']]));
    },
  );

  it.each(['64', 64, '0x40', 'n', 0, false])('takes %j for a number of Kconfig', (size) => {
    expect(readProfile({ config: { CONFIG_CMA_SIZE_MBYTES: size } }).complaints).toEqual([]);
  });

  it('takes the tree’s memory where no stated range can be used', () => {
    expect(readProfile({ memory: [{ base: 0 }], kernel: '7.3' }).value).toEqual({ kernel: '7.3' });
  });
});

describe('isKernelVersion', () => {
  it.each(['7.3', '6.12.117', '6.19-rc4', '6.6.23-lts-next', '5.10.160-rockchip', '7.0', '6.12.0', '6.1.0-rc03'])(
    '%s is one',
    (text) => expect(isKernelVersion(text)).toBe(true),
  );
  it.each(['', '7', 'v7.3', '7.x', '7.3.', 'latest', '007.3', '6.012', '6.12.07'])('%j is none', (text) =>
    expect(isKernelVersion(text)).toBe(false),
  );
});
