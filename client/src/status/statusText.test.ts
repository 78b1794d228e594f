import { describe, expect, it } from 'vitest';
import type { BoardStatus, IncludingBoardsAnswer } from '../../../server/src/lsp/protocol.ts';
import { spokenStatus, statusLine, statusTooltip, throughText } from './statusText.ts';

const status: BoardStatus = {
  board: 'file:///w/camera.dts',
  boardName: 'camera.dts',
  isAlone: false,
  kernel: '7.3',
  kernelNote: undefined,
  kernelSource: 'default',
  architecture: 'arm64',
  booted: true,
  reason: undefined,
  heapCount: 3,
  regionCount: 2,
  findings: { errors: 1, warnings: 2, notes: 0 },
  settingsProblems: [],
  notes: [],
  kernels: [],
};

describe('the status item', () => {
  it('says board, kernel, heaps and findings', () => {
    expect(statusLine(status)).toBe('camera.dts · Linux 7.3 · 3 heaps · $(error) 1 $(warning) 2');
    expect(spokenStatus(status)).toBe('Devicetree Heaps: camera.dts on Linux 7.3, 3 heaps, 1 error, 2 warnings');
  });

  it('says that a board does not boot, and nothing of findings where there are none', () => {
    const findings = { errors: 0, warnings: 0, notes: 4 };
    expect(statusLine({ ...status, booted: false, findings })).toBe('camera.dts · Linux 7.3 · does not boot');
  });

  it('shows no icon or link that a file name asks for', () => {
    const boardName = '$(bug)[x](command:y).dts';
    expect(statusLine({ ...status, boardName })).toContain('$ (bug)');
    const tooltip = statusTooltip(
      { status: { ...status, boardName }, kernels: [], names: [], lanes: [], unplaced: [] },
      undefined,
    );
    expect(tooltip).not.toContain('[x](');
    expect(tooltip).not.toContain('$(bug)');
  });

  it('has the heaps and the links in its tooltip', () => {
    const heap = {
      name: 'video@60000000',
      allocator: 'cma',
      backing: 'video@60000000',
      sharedWith: undefined,
      size: '0x1000000',
      free: '0x1000000',
      largestFree: '0x1000000',
      text: 'CMA, 16 MiB at 0x60000000',
      regions: [],
    } as const;
    const kernel = { kernel: '7.3', booted: true, note: undefined, heaps: [heap], withoutHeap: [] };
    const tooltip = statusTooltip({ status, kernels: [kernel], names: [], lanes: [], unplaced: [] }, undefined);
    expect(tooltip).toContain('video\\@60000000 | CMA, 16 MiB at 0x60000000 |');
    for (const command of ['showBootLog', 'simulateAllocation', 'selectKernel', 'showOutput', 'restartServer'])
      expect(tooltip).toContain(`(command:devicetreeHeaps.${command})`);
  });
});

describe('what was found, in the tooltip', () => {
  const tooltipOf = (findings: BoardStatus['findings']): string =>
    statusTooltip({ status: { ...status, findings }, kernels: [], names: [], lanes: [], unplaced: [] }, undefined);

  it('names the kinds that there are', () => {
    expect(tooltipOf({ errors: 1, warnings: 2, notes: 0 })).toContain('2 reserved regions, 1 error, 2 warnings\n');
    expect(tooltipOf({ errors: 0, warnings: 0, notes: 1 })).toContain('2 reserved regions, 1 note\n');
  });

  it('says that there is nothing', () => {
    expect(tooltipOf({ errors: 0, warnings: 0, notes: 0 })).toContain('2 reserved regions, nothing found\n');
  });
});

describe('through which board a file is seen', () => {
  const seen: IncludingBoardsAnswer = {
    isBoard: false,
    isOverlay: false,
    current: 'file:///w/evk%20a.dts',
    isChosen: false,
    boards: [{ uri: 'file:///w/evk%20a.dts', name: 'evk a.dts' }],
    isIndexing: false,
  };

  it('is said with the choice that there is', () => {
    expect(throughText(seen)).toBe(
      'This file is looked at through evk a.dts, selected automatically. 1 board includes it.',
    );
  });

  it('is nothing so far where none is known', () => {
    expect(throughText({ ...seen, current: undefined, boards: [], isIndexing: true })).toBe(
      'No board includes this file so far. 0 boards include it so far; still looking.',
    );
  });
});
