import { beforeAll, describe, expect, test } from 'vitest';
import { BoardReader } from '../../server/src/devicetree/board.ts';
import type { DevicetreeParser } from '../../server/src/devicetree/syntax/parser.ts';
import type { DeviceTree } from '../../server/src/devicetree/tree/deviceTree.ts';
import { boot } from '../../server/src/kernel/boot.ts';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import { bootInputOf, deviceNodeAt } from '../../server/src/memory/bootInput.ts';
import { readMemory, statesMemory } from '../../server/src/memory/memoryMap.ts';
import { SourceFile } from '../../server/src/text/sourceFile.ts';
import { boardRequest } from '../boardRequest.ts';
import { testParser } from '../parser.ts';
import { plainProfile } from '../plainProfile.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

/** The tree of a source that begins after `/dts-v1/;`. */
function treeOf(source: string): DeviceTree {
  const file = new SourceFile('board.dts', `/dts-v1/;\n${source}`);
  const board = new BoardReader({ read: (path) => (path === 'board.dts' ? file : undefined) }, parser).read(
    boardRequest('board.dts'),
  );
  expect(board.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  return board.tree;
}

const BOARD = `
/memreserve/ 0x48000000 0x1000;
/ {
  #address-cells = <2>;
  #size-cells = <1>;
  memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0x40000000>, <1 0 0x20000000>; };
  memory@90000000 { device_type = "memory"; reg = <0 0x90000000 0x1000000>; status = "disabled"; };
  chosen { bootargs = "cma=48M"; };
  reserved-memory {
    #address-cells = <2>;
    #size-cells = <1>;
    ranges;
    video: video@60000000 {
      compatible = "vendor,video", "shared-dma-pool";
      reusable;
      reg = <0 0x60000000 0x1000000>;
    };
    dynamic: pool {
      compatible = "shared-dma-pool";
      no-map;
      size = <0x200000>;
      alignment = <0 0x100000>;
      alloc-ranges = <0 0x50000000 0x10000000>;
    };
  };
  soc {
    #address-cells = <1>;
    #size-cells = <1>;
    dma-ranges = <0x0 0x0 0x40000000 0x40000000>;
    isp@1000 { memory-region = <&video>, <&dynamic>; memory-region-names = "frames", "firmware"; };
    vpu@2000 { vendor,memory-region = <&dynamic>; };
    lost@3000 { memory-region = <0x7777>; };
  };
};`;

describe('the memory map', () => {
  test('banks, reservations and regions, read with the cells of the root', () => {
    const map = readMemory(treeOf(BOARD));
    expect(map.cells).toEqual({ address: 2, size: 1 });
    expect(map.banks.map((bank) => bank.entries.map((entry) => entry.range))).toEqual([
      [new AddressRange(0x4000_0000n, 0x4000_0000n), new AddressRange(0x1_0000_0000n, 0x2000_0000n)],
    ]);
    expect(map.reservations).toEqual([{ range: new AddressRange(0x4800_0000n, 0x1000n), index: 0 }]);
    const [video, pool] = map.regions;
    expect(video).toMatchObject({
      name: 'video@60000000',
      labels: ['video'],
      reusable: true,
      noMap: false,
      enabled: true,
    });
    expect(video?.reg[0]?.range).toEqual(new AddressRange(0x6000_0000n, 0x100_0000n));
    expect(pool).toMatchObject({ size: 0x20_0000n, alignment: 0x10_0000n, reg: [] });
    expect(pool?.allocRanges[0]?.range).toEqual(new AddressRange(0x5000_0000n, 0x1000_0000n));
  });

  test('consumers by region, with index and name', () => {
    const map = readMemory(treeOf(BOARD));
    const shown = (index: number) =>
      map.regions[index]?.consumers.map(
        (consumer) => `${consumer.path} ${consumer.property.name} ${consumer.index} ${consumer.name}`,
      );
    expect(shown(0)).toEqual(['/soc/isp@1000 memory-region 0 frames']);
    expect(shown(1)).toEqual([
      '/soc/isp@1000 memory-region 1 firmware',
      '/soc/vpu@2000 vendor,memory-region 0 undefined',
    ]);
    expect(map.consumers.find((consumer) => consumer.path === '/soc/lost@3000')?.target).toBeUndefined();
  });

  test('sizes with the wrong number of cells are absent', () => {
    const map = readMemory(
      treeOf(
        '/ { #address-cells = <2>; #size-cells = <2>; reserved-memory { a { size = <1>; alignment = <1>; reg = <0 1 0>; }; }; };',
      ),
    );
    expect(map.regions[0]).toMatchObject({ size: undefined, alignment: undefined, reg: [] });
    expect(statesMemory(map)).toBe(false);
  });

  test('/reserved-memory is found with a unit address, like the kernel finds it', () => {
    const map = readMemory(treeOf('/ { reserved-memory@0 { a { }; }; };'));
    expect(map.regions.map((region) => region.path)).toEqual(['/reserved-memory@0/a']);
  });
});

describe('the boot input', () => {
  test('boots: regions, the bootargs of the tree, and the DMA zone of its buses', () => {
    const outcome = boot(bootInputOf(treeOf(BOARD), plainProfile()));
    expect(outcome.booted).toBe(true);
    expect(outcome.regions.map((region) => region.state)).toEqual(['cma', 'coherent']);
    expect(outcome.regions[1]?.range?.base).toBe(0x5fe0_0000n);
    expect(outcome.dma.dmaZoneLimit).toBe(0x7fff_ffffn);
    expect(outcome.cmaAreas[outcome.defaultCmaArea ?? -1]?.range.size).toBe(48n << 20n);
    expect(outcome.memory).toHaveLength(2);
  });

  test('a command line of the profile takes the place of the bootargs', () => {
    const outcome = boot(bootInputOf(treeOf(BOARD), plainProfile({ commandLine: 'cma=16M' })));
    expect(outcome.cmaAreas[outcome.defaultCmaArea ?? -1]?.range.size).toBe(16n << 20n);
  });

  test('a device has its regions and the buses above it, from the root on', () => {
    const device = deviceNodeAt(treeOf(BOARD), '/soc/isp@1000');
    expect(device?.memoryRegions).toEqual(['/reserved-memory/video@60000000', '/reserved-memory/pool']);
    expect(device?.buses.map((bus) => bus.path)).toEqual(['/', '/soc']);
    expect(deviceNodeAt(treeOf(BOARD), '/soc/none')).toBeUndefined();
  });
});
