import type { InputBoxValidationMessage, QuickPickItem } from 'vscode';
import { InputBoxValidationSeverity, Uri, window } from 'vscode';
import type { HeapSummary, SimulateAnswer, SimulateArgument } from '../../../server/src/lsp/protocol.ts';
import type { BoardConnection } from '../boardConnection.ts';
import { currentDocument } from '../devicetreeDocuments.ts';
import type { MemoryMapPanel } from '../map/memoryMapPanel.ts';
import type { ShownOutput } from '../shownOutput.ts';

const TITLE = 'Devicetree Heaps: Simulate Allocation';

interface HeapItem extends QuickPickItem {
  readonly heap: HeapSummary;
}

/**
 * Asks for a heap and a size or frames, and shows what the allocation on a freshly booted board comes to: in a sentence, and in
 * the memory map, where it stays, follows edits of the board and can be saved as a scenario. `argument` may be a
 * `SimulateArgument`, which says the document and the heap.
 */
export async function simulateAllocation(
  board: BoardConnection,
  map: MemoryMapPanel,
  output: ShownOutput,
  argument: unknown,
): Promise<void> {
  const named = isSimulateArgument(argument) ? argument : undefined;
  const document = named === undefined ? currentDocument()?.uri : Uri.parse(named.uri);
  if (document === undefined) {
    await window.showInformationMessage('Open a devicetree first: a .dts, .dtsi, .dtso or .overlay file.');
    return;
  }
  const answer = await board.heaps(document);
  if (answer === undefined || answer.heaps.length === 0) {
    const why = answer?.status.reason ?? 'No heap appears on this board.';
    await window.showWarningMessage(`There is nothing to allocate from: ${why}`);
    return;
  }
  const { status } = answer;
  const heap =
    answer.heaps.find(({ name }) => name === named?.heap) ??
    (
      await window.showQuickPick(answer.heaps.map(heapItem), {
        title: `${TITLE} (1/2)`,
        placeHolder: `Which heap of ${status.boardName} on Linux ${status.kernel}?`,
        matchOnDescription: true,
      })
    )?.heap;
  if (heap === undefined) return;
  const size =
    named?.size ??
    (await window.showInputBox({
      title: `${TITLE} (2/2)`,
      prompt: `How much of ${heap.name}, or which frames? ${heap.text}`,
      placeHolder: '1M, 0x100000, 64K until full, 8 x 1920x1080 NV12, 1920x1080 NV12 stride 64 lines 16',
      ignoreFocusOut: true,
      validateInput: (text) => outlook(board, document, heap.name, text),
    }));
  if (size === undefined || size.trim() === '') return;
  const outcome = await board.simulate(document, heap.name, size);
  if (outcome === undefined) return;
  const title = `${size.trim()} of ${heap.name} (${status.boardName}, Linux ${status.kernel})`;
  if (outcome.scenario !== undefined) {
    await map.showScenario({ kind: 'unsaved', board: document, text: outcome.scenario, title });
  }
  await show(outcome, title, output);
}

function isSimulateArgument(argument: unknown): argument is SimulateArgument {
  return typeof argument === 'object' && argument !== null && 'uri' in argument && typeof argument.uri === 'string';
}

function heapItem(heap: HeapSummary): HeapItem {
  const icon = heap.allocator === 'system' ? '$(server)' : heap.allocator === 'cma' ? '$(layers)' : '$(lock)';
  const shared = heap.sharedWith === undefined ? '' : `, the same memory as ${heap.sharedWith}`;
  return {
    label: `${icon} ${heap.name}`,
    description: heap.text,
    detail: `/dev/dma_heap/${heap.name}${shared}`,
    heap,
  };
}

/** What the size typed so far would come to, below the input box; only a size that cannot be read stops the command. */
async function outlook(
  board: BoardConnection,
  document: Uri,
  heap: string,
  size: string,
): Promise<InputBoxValidationMessage | undefined> {
  if (size.trim() === '') return undefined;
  const outcome = await board.simulate(document, heap, size);
  if (outcome === undefined) return undefined;
  const severity =
    outcome.result === 'ok' || outcome.result === 'max'
      ? InputBoxValidationSeverity.Info
      : outcome.result === 'invalid'
        ? InputBoxValidationSeverity.Error
        : InputBoxValidationSeverity.Warning;
  return { message: capitalised(outcome.summary), severity };
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

async function show(outcome: SimulateAnswer, what: string, output: ShownOutput): Promise<void> {
  const lines = [`${what}: ${outcome.summary}`, ...outcome.details, ...outcome.log.map((line) => `kernel: ${line}`)];
  for (const line of lines) output.channel.info(line);
  const details = 'Show Details';
  const isGood = outcome.result === 'ok' || outcome.result === 'max';
  const say = isGood ? window.showInformationMessage : window.showWarningMessage;
  if ((await say(`${what}: ${outcome.summary}`, details)) === details) output.show();
}
