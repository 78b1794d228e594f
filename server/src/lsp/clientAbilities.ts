import type { DiagnosticsCapabilities, InitializeParams } from 'vscode-languageserver';
import { type DiagnosticTag, MarkupKind, ResourceOperationKind } from 'vscode-languageserver';
import type { InitializationOptions } from './protocol.ts';

/** What a client said that it can do, as far as answers depend on it. */
export interface ClientAbilities {
  /** Whether hovers may be Markdown; plain text else. */
  readonly readsMarkdown: boolean;
  readonly takesRelatedInformation: boolean;
  readonly diagnosticTags: ReadonlySet<DiagnosticTag>;
  readonly takesCodeDescription: boolean;
  readonly takesDiagnosticData: boolean;
  /** Whether an edit may create files. */
  readonly createsFiles: boolean;
  /** Whether it opens a web page on request (`window/showDocument`). */
  readonly opensPages: boolean;
  /** The commands of this extension that it has registered; empty for every client but the extension's own. */
  readonly commands: ReadonlySet<string>;
}

/** Reads what a client said with `initialize`. What it did not say it cannot do. */
export function abilitiesOf({ capabilities, initializationOptions }: InitializeParams): ClientAbilities {
  const { textDocument, window, workspace } = capabilities;
  // Since 3.18 a client may say it of pulled diagnostics; before that it says it of published ones and means both.
  const diagnostics: DiagnosticsCapabilities = { ...textDocument?.publishDiagnostics, ...textDocument?.diagnostic };
  const { resourceOperations } = workspace?.workspaceEdit ?? {};
  // A client that names no format reads Markdown: older protocols knew nothing else.
  const formats = textDocument?.hover?.contentFormat ?? [MarkupKind.Markdown];
  return {
    readsMarkdown: formats.includes(MarkupKind.Markdown),
    takesRelatedInformation: diagnostics.relatedInformation === true,
    diagnosticTags: new Set(diagnostics.tagSupport?.valueSet ?? []),
    takesCodeDescription: diagnostics.codeDescriptionSupport === true,
    takesDiagnosticData: diagnostics.dataSupport === true,
    // Neovim names the operations alone, which `documentChanges` hold.
    createsFiles: resourceOperations?.includes(ResourceOperationKind.Create) === true,
    opensPages: window?.showDocument?.support === true,
    commands: new Set(commandsIn(initializationOptions)),
  };
}

/** What a client sends as its options is not worth more than what a stranger sends. */
function commandsIn(options: InitializationOptions | undefined): string[] {
  const commands: unknown = options?.commands;
  return Array.isArray(commands) ? commands.filter((command) => typeof command === 'string') : [];
}
