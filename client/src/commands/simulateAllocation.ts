import type { InputBoxValidationMessage, LogOutputChannel, QuickPickItem, Uri } from 'vscode';
import { InputBoxValidationSeverity, window } from 'vscode';
import type { HeapSummary, SimulateAnswer } from '../../../server/src/lsp/protocol.ts';
import type { BoardConnection } from '../boardConnection.ts';
import { currentDocument } from '../documents.ts';

const TITLE = 'Devicetree Heaps: Simulate Allocation';

interface HeapItem extends QuickPickItem {
  readonly heap: HeapSummary;
}

/** Asks for a heap and a size and shows what the allocation on a freshly booted board comes to. */
export async function simulateAllocation(board: BoardConnection, output: LogOutputChannel): Promise<void> {
  const document = currentDocument();
  if (document === undefined) {
    await window.showInformationMessage('Open a devicetree first: a .dts, .dtsi, .dtso or .overlay file.');
    return;
  }
  const answer = await board.heaps(document.uri);
  if (answer === undefined || answer.heaps.length === 0) {
    const why = answer?.status.reason ?? 'No heap appears on this board.';
    await window.showWarningMessage(`There is nothing to allocate from: ${why}`);
    return;
  }
  const { status } = answer;
  const picked = await window.showQuickPick(answer.heaps.map(heapItem), {
    title: `${TITLE} (1/2)`,
    placeHolder: `Which heap of ${status.boardName} on Linux ${status.kernel}?`,
    matchOnDescription: true,
  });
  if (picked === undefined) return;
  const size = await window.showInputBox({
    title: `${TITLE} (2/2)`,
    prompt: `How much of ${picked.heap.name}? ${picked.heap.text}`,
    placeHolder: '1M, 64K, 0x100000, 4096',
    ignoreFocusOut: true,
    validateInput: (text) => outlook(board, document.uri, picked.heap.name, text),
  });
  if (size === undefined || size.trim() === '') return;
  const outcome = await board.simulate(document.uri, picked.heap.name, size);
  if (outcome === undefined) return;
  await show(outcome, `${size.trim()} of ${picked.heap.name} (${status.boardName}, Linux ${status.kernel})`, output);
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
    outcome.result === 'ok'
      ? InputBoxValidationSeverity.Info
      : outcome.result === 'invalid'
        ? InputBoxValidationSeverity.Error
        : InputBoxValidationSeverity.Warning;
  return { message: capitalised(outcome.summary), severity };
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

async function show(outcome: SimulateAnswer, what: string, output: LogOutputChannel): Promise<void> {
  const lines = [`${what}: ${outcome.summary}`, ...outcome.details, ...outcome.log.map((line) => `kernel: ${line}`)];
  for (const line of lines) output.info(line);
  const details = 'Show Details';
  const chosen =
    outcome.result === 'ok'
      ? await window.showInformationMessage(`${what}: ${outcome.summary}`, details)
      : await window.showWarningMessage(`${what}: ${outcome.summary}`, details);
  if (chosen === details) output.show();
}
