import type {
  BoardStatus,
  FindingCounts,
  IncludingBoardsAnswer,
  OverviewAnswer,
} from '../../../server/src/lsp/protocol.ts';
import { commandLink, escapeMarkdown } from '../markdown.ts';

const KERNEL_SOURCES: Readonly<Record<BoardStatus['kernelSource'], string>> = {
  chosen: 'as selected for this workspace',
  setting: 'from the settings, a profile or .dtheaps.json',
  kernelTree: 'from the kernel tree around the board',
  default: 'the newest that is known',
};

/** The commands that the tooltip's links run, with their titles; a row each of what is read, tried, chosen and the server. */
const ROWS: readonly Readonly<Record<string, string>>[] = [
  { showBootLog: '$(output) Boot log', showMemoryMap: '$(graph) Memory map', showReport: '$(book) Report' },
  {
    simulateAllocation: '$(beaker) Simulate',
    whatIf: '$(lightbulb) What if',
    compareKernels: '$(diff) Compare kernels',
  },
  {
    selectBoard: '$(circuit-board) Board',
    createBoard: '$(new-file) Create a board that includes this file',
    selectKernel: '$(vm) Kernel',
    showOutput: '$(list-flat) Output',
    restartServer: '$(refresh) Restart',
  },
];

/** All of them. */
export const LINKS: Readonly<Record<string, string>> = Object.assign({}, ...ROWS);

/** More heaps would not fit on a screen. */
const MAXIMUM_HEAPS = 12;

/** `1 heap`, `3 heaps`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** The line of the status bar: board · kernel · heaps · findings. */
export function statusLine({ boardName, kernel, booted, heapCount, findings }: BoardStatus): string {
  const heaps = booted ? count(heapCount, 'heap') : 'does not boot';
  return [plain(boardName), `Linux ${plain(kernel)}`, heaps, ...findingIcons(findings)].join(' · ');
}

/** What a screen reader says in place of the line. */
export function spokenStatus({ boardName, kernel, booted, heapCount, findings }: BoardStatus): string {
  const heaps = booted ? count(heapCount, 'heap') : 'it does not boot';
  const found = [count(findings.errors, 'error'), count(findings.warnings, 'warning')].join(', ');
  return `Devicetree Heaps: ${boardName} on Linux ${kernel}, ${heaps}, ${found}`;
}

/** What was found, in words: kinds of which there is none are left out; where nothing was, that. */
function findingCounts({ errors, warnings, notes }: FindingCounts): string[] {
  const counts = [
    [errors, 'error'],
    [warnings, 'warning'],
    [notes, 'note'],
  ] as const;
  const found = counts.filter(([number]) => number > 0).map(([number, noun]) => count(number, noun));
  return found.length === 0 ? ['nothing found'] : found;
}

function findingIcons({ errors, warnings }: FindingCounts): string[] {
  const icons = [errors > 0 ? `$(error) ${errors}` : '', warnings > 0 ? `$(warning) ${warnings}` : ''];
  const shown = icons.filter((text) => text !== '');
  return shown.length === 0 ? [] : [shown.join(' ')];
}

/** In the status bar `$(…)` is an icon, also where a file is called so. */
const plain = (text: string): string => text.replaceAll('$(', '$ (');

/** The tooltip: the board and its kernel, the heaps, what bears on them, and links. */
export function statusTooltip(
  { status, kernels: [own] }: OverviewAnswer,
  through: IncludingBoardsAnswer | undefined,
): string {
  const lines = [
    `**${escapeMarkdown(status.boardName)}** on Linux ${escapeMarkdown(status.kernel)} (${escapeMarkdown(status.architecture)}); the kernel is ${KERNEL_SOURCES[status.kernelSource]}`,
  ];
  if (through !== undefined) lines.push(escapeMarkdown(throughText(through)));
  if (!status.booted) lines.push(`$(error) ${escapeMarkdown(status.reason ?? 'The board does not boot.')}`);
  const heaps = own?.heaps ?? [];
  if (heaps.length > 0) {
    const rows = heaps
      .slice(0, MAXIMUM_HEAPS)
      .map(({ name, text }) => `| ${escapeMarkdown(`/dev/dma_heap/${name}`)} | ${escapeMarkdown(text)} |`);
    const more = heaps.length > MAXIMUM_HEAPS ? [`| and ${heaps.length - MAXIMUM_HEAPS} more | |`] : [];
    lines.push(['| Heap | Memory |', '|:--|:--|', ...rows, ...more].join('\n'));
  }
  lines.push([count(status.regionCount, 'reserved region'), ...findingCounts(status.findings)].join(', '));
  if (status.kernelNote !== undefined) lines.push(`$(warning) ${escapeMarkdown(status.kernelNote)}`);
  for (const note of status.notes) lines.push(`$(info) ${escapeMarkdown(note)}`);
  for (const problem of status.settingsProblems) lines.push(`$(warning) Settings: ${escapeMarkdown(problem)}`);
  const isShown = (name: string): boolean =>
    name !== 'createBoard' && (name !== 'selectBoard' || through !== undefined);
  // Rows that are short enough: a longer one is broken between an icon and its word.
  return [...lines, ...ROWS.map((row) => linkLine(Object.keys(row).filter(isShown)))].join('\n\n');
}

/** Links to commands, in a row. */
export function linkLine(names: readonly string[]): string {
  return names.map((name) => commandLink(LINKS[name] ?? name, name)).join(' · ');
}

/** Through which board a file is seen, and what there is to choose from. */
export function throughText({ current, isChosen, isOverlay, boards, isIndexing }: IncludingBoardsAnswer): string {
  const how = isChosen ? 'as selected' : 'selected automatically';
  const name = current?.replace(/.*\//, '');
  const none = isOverlay ? 'This overlay is looked at without a board.' : 'No board includes this file so far.';
  const seen = name === undefined ? none : `This file is looked at through ${decodeURIComponent(name)}, ${how}.`;
  const more = isIndexing ? ' so far; still looking' : '';
  const many = count(boards.length, 'board');
  const which = isOverlay
    ? `${many} may be what it goes on`
    : `${many} ${boards.length === 1 ? 'includes' : 'include'} it`;
  return `${seen} ${which}${more}.`;
}
