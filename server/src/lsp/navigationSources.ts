import type { NavigationSources } from '../features/navigation/sources.ts';
import type { AskedDocument, ServerParts } from './languageFeature.ts';

/** Where to look for what a document names: on the boards that it is seen through. */
export function navigationSources({ trees }: ServerParts, { boards }: AskedDocument): NavigationSources {
  return { analyses: boards.map(({ analysis }) => analysis), documentOf: (file) => trees.of(file) };
}
