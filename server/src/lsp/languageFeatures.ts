import type { InitializeParams, ServerCapabilities } from 'vscode-languageserver';
import { boardQuestions } from './handlers/board.ts';
import { boardChoiceQuestions } from './handlers/boardChoice.ts';
import { boardDocuments } from './handlers/boardDocuments.ts';
import { codeActions } from './handlers/codeActions.ts';
import { codeLens } from './handlers/codeLens.ts';
import { completion } from './handlers/completion.ts';
import { definitions } from './handlers/definitions.ts';
import { documentLinks } from './handlers/documentLinks.ts';
import { documentSymbols } from './handlers/documentSymbols.ts';
import { explainRule } from './handlers/explainRule.ts';
import { folding } from './handlers/folding.ts';
import { formatting } from './handlers/formatting.ts';
import { hover } from './handlers/hover.ts';
import { includeHierarchy } from './handlers/includeHierarchy.ts';
import { inlayHints } from './handlers/inlayHints.ts';
import { kernelChoice } from './handlers/kernelChoice.ts';
import { memoryMap } from './handlers/memoryMap.ts';
import { references } from './handlers/references.ts';
import { rename } from './handlers/rename.ts';
import { scenarioQuestions } from './handlers/scenario.ts';
import { semanticTokens } from './handlers/semanticTokens.ts';
import { severityQuestions } from './handlers/severities.ts';
import { signatureHelp } from './handlers/signatureHelp.ts';
import { workspaceCheck } from './handlers/workspaceCheck.ts';
import { workspaceSymbols } from './handlers/workspaceSymbols.ts';
import type { LanguageFeature } from './languageFeature.ts';

/** What the server does for a client, besides reading documents and reporting what is wrong in them. */
export const LANGUAGE_FEATURES: readonly LanguageFeature[] = [
  boardChoiceQuestions,
  boardDocuments,
  boardQuestions,
  codeActions,
  codeLens,
  definitions,
  documentLinks,
  completion,
  documentSymbols,
  explainRule,
  hover,
  inlayHints,
  kernelChoice,
  severityQuestions,
  memoryMap,
  scenarioQuestions,
  references,
  includeHierarchy,
  rename,
  folding,
  formatting,
  semanticTokens,
  signatureHelp,
  workspaceCheck,
  workspaceSymbols,
];

/** What all of them announce to a client. */
export function featureCapabilities(client: InitializeParams): ServerCapabilities {
  return Object.assign(
    {},
    ...LANGUAGE_FEATURES.flatMap((feature) => [feature.capabilities, feature.capabilitiesFor?.(client) ?? {}]),
  );
}
