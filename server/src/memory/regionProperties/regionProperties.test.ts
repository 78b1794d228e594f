import { describe, expect, it } from 'vitest';
import { REGION_COMPATIBLES } from './compatibles.ts';
import { propertiesOf, propertyNamed, REGION_PROPERTIES } from './regionProperties.ts';
import type { PropertyHolder } from './regionProperty.ts';

/** What the bindings of reserved memory name in a region, beside each other's common part: dt-schema and Linux 6.12. */
const BINDINGS: Readonly<Record<string, readonly string[]>> = {
  'reserved-memory/reserved-memory.yaml': [
    'reg',
    'size',
    'alignment',
    'alloc-ranges',
    'no-map',
    'reusable',
    'compatible',
    'iommu-addresses',
    'export',
    'ecc-detection-bits',
    'ecc-correction-bits',
  ],
  'reserved-memory/shared-dma-pool.yaml': ['linux,cma-default', 'linux,dma-default'],
  'Documentation/devicetree/bindings/reserved-memory/ramoops.yaml': [
    'ecc-size',
    'record-size',
    'console-size',
    'ftrace-size',
    'pmsg-size',
    'mem-type',
    'max-reason',
    'flags',
    'no-dump-oops',
    'unbuffered',
  ],
  'Documentation/devicetree/bindings/reserved-memory/qcom,rmtfs-mem.yaml': [
    'qcom,client-id',
    'qcom,vmid',
    'qcom,use-guard-pages',
  ],
  'Documentation/devicetree/bindings/soc/qcom/qcom,smem.yaml': ['hwlocks', 'qcom,rpm-msg-ram'],
  'Documentation/devicetree/bindings/reserved-memory/xen,shared-memory.txt': ['xen,offset', 'xen,id'],
};

/** The compatibles that those bindings define. */
const COMPATIBLES = [
  ...['shared-dma-pool', 'restricted-dma-pool', 'framebuffer', 'ramoops', 'phram', 'nvmem-rmem', 'google,open-dice'],
  ...['qcom,cmd-db', 'qcom,rmtfs-mem', 'qcom,smem', 'nvidia,tegra210-emc-table', 'nvidia,tegra264-bpmp-shmem'],
  ...['fsl,qman-fqd', 'fsl,qman-pfdr', 'fsl,bman-fbpr', 'intel,wakeup-mailbox', 'xen,shared-memory-v1'],
];

/** What the nodes around the regions say: memory-region.yaml, the schemas of the root, /memory and /chosen. */
const SURROUNDINGS: Readonly<Partial<Record<PropertyHolder, readonly string[]>>> = {
  root: ['#address-cells', '#size-cells'],
  'reserved-memory': ['#address-cells', '#size-cells', 'ranges'],
  memory: ['device_type', 'reg', 'linux,usable-memory', 'hotpluggable', 'numa-node-id', 'status'],
  chosen: ['bootargs', 'linux,usable-memory-range', 'linux,elfcorehdr'],
  device: ['memory-region', 'memory-region-names', 'dma-coherent', 'dma-noncoherent', 'iommus'],
  bus: ['dma-ranges'],
  any: [
    ...['compatible', 'status', 'reg', 'reg-names', 'ranges', '#address-cells', '#size-cells'],
    ...['interrupts', 'interrupts-extended', 'interrupt-names', 'interrupt-parent'],
    ...['interrupt-controller', '#interrupt-cells', 'clocks', 'clock-names'],
  ],
};

const VERSION = /^\d+\.\d+$/;

describe('the properties about memory', () => {
  it.each(Object.entries(BINDINGS))('have all that %s names', (source, names) => {
    for (const name of names) expect(propertyNamed('region', name), name).toMatchObject({ source });
  });

  it.each(Object.entries(SURROUNDINGS))('have all that a %s says', (holder, names) => {
    expect(propertiesOf(holder as PropertyHolder).map(({ name }) => name)).toEqual(names);
  });

  it('are there once for each kind of node', () => {
    const keys = REGION_PROPERTIES.map(({ holder, name }) => `${holder} ${name}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(REGION_PROPERTIES.map((property) => [`${property.name} of ${property.holder}`, property] as const))(
    '%s says what it means, who reads it and where it is defined',
    (_, property) => {
      expect(property.meaning).toMatch(/^[A-Z][\s\S]{15,}\.$/);
      expect(property.source).toMatch(/\.(?:yaml|txt|c)$/);
      expect(property.readers.every((reader) => reader.length > 5)).toBe(true);
      if (property.readers.length === 0) expect(property.meaning).toMatch(/\b(?:not|none|no)\b/);
      if (property.since !== undefined) {
        expect(property.since).toMatch(VERSION);
        expect(property.readers).not.toEqual([]);
      }
      if (property.replacedBy !== undefined)
        expect(propertyNamed(property.holder, property.replacedBy)?.scope).toEqual(property.scope);
      if (property.decisive === true) expect(property.readers).not.toEqual([]);
      for (const mistaken of property.mistakenNames ?? [])
        expect(propertyNamed(property.holder, mistaken), mistaken).toBeUndefined();
    },
  );

  it('belong to compatibles that the bindings define, where they are a driver’s', () => {
    const known = new Set(REGION_COMPATIBLES.map(({ name }) => name));
    const own = REGION_PROPERTIES.filter(({ readers }) => readers.length > 0).flatMap(({ scope }) =>
      typeof scope === 'string' ? [] : [scope.compatible],
    );
    expect(own.filter((compatible) => !known.has(compatible))).toEqual([]);
    expect(own).not.toEqual([]);
  });
});

describe('the compatibles of regions', () => {
  it('are those of the bindings', () =>
    expect(REGION_COMPATIBLES.map(({ name }) => name).sort()).toEqual([...COMPATIBLES].sort()));

  it.each(REGION_COMPATIBLES.map((compatible) => [compatible.name, compatible] as const))(
    '%s says what it means and who takes it',
    (_, { meaning, source, driver, since, isPool }) => {
      expect(meaning).toMatch(/^[A-Z][\s\S]{15,}\.$/);
      expect(source).toMatch(/\.(?:yaml|txt)$/);
      if (since !== undefined) {
        expect(since).toMatch(VERSION);
        expect(driver).not.toBe('');
      }
      if (isPool) expect(driver).toContain('kernel/dma/');
    },
  );
});
