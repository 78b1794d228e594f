import type { ServerCapabilities } from 'vscode-languageserver';
import { boardQuestions } from './handlers/board.ts';
import { boardChoiceQuestions } from './handlers/boardChoice.ts';
import { codeActions } from './handlers/codeActions.ts';
import { documentSymbols } from './handlers/documentSymbols.ts';
import { hover } from './handlers/hover.ts';
import type { LanguageFeature } from './languageFeature.ts';

/** What the server does for a client, besides reading documents and reporting what is wrong in them. */
export const LANGUAGE_FEATURES: readonly LanguageFeature[] = [
  boardChoiceQuestions,
  boardQuestions,
  codeActions,
  documentSymbols,
  hover,
];

/** What all of them announce. */
export const FEATURE_CAPABILITIES: ServerCapabilities = Object.assign(
  {},
  ...LANGUAGE_FEATURES.map(({ capabilities }) => capabilities),
);
