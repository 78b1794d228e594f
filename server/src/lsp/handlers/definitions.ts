import type { Location, LocationLink, TextDocumentPositionParams } from 'vscode-languageserver';
import { declarationsAt, definitionAt, type Targets, typeDefinitionAt } from '../../features/navigation/definition.ts';
import { askedDocument, type LanguageFeature, type ServerParts } from '../languageFeature.ts';
import { navigationSources } from '../navigationSources.ts';
import { locationOfSpan, offsetOf, rangeOfSpan, uriOfPath } from '../positions.ts';

type LookUp = typeof definitionAt;

/** Where what a place names is defined and declared, and the node that a reference leads to. */
export const definitions: LanguageFeature = {
  capabilities: { definitionProvider: true, declarationProvider: true, typeDefinitionProvider: true },
  serve(parts) {
    const { connection, requests, client } = parts;
    const { definition, declaration, typeDefinition } = client.capabilities.textDocument ?? {};
    const answering = (name: string, lookUp: LookUp, takesLinks = false) =>
      requests.answering(name, async (params: TextDocumentPositionParams) => {
        const found = await targetsOf(parts, params, lookUp);
        if (found === undefined) return null;
        return takesLinks ? linksTo(found) : locationsOf(found);
      });
    connection.onDefinition(answering('definition', definitionAt, definition?.linkSupport));
    connection.onDeclaration(answering('declaration', declarationsAt, declaration?.linkSupport));
    connection.onTypeDefinition(answering('type definition', typeDefinitionAt, typeDefinition?.linkSupport));
  },
};

async function targetsOf(
  parts: ServerParts,
  { textDocument, position }: TextDocumentPositionParams,
  lookUp: LookUp,
): Promise<Targets | undefined> {
  const document = await askedDocument(parts, textDocument);
  if (document === undefined) return undefined;
  return lookUp(navigationSources(parts, document), document.tree, offsetOf(document.file, position));
}

function linksTo({ origin, targets }: Targets): LocationLink[] {
  return targets.map(({ name, whole }) => ({
    originSelectionRange: rangeOfSpan(origin),
    targetUri: uriOfPath(name.file.path),
    targetRange: rangeOfSpan(whole),
    targetSelectionRange: rangeOfSpan(name),
  }));
}

function locationsOf({ targets }: Targets): Location[] {
  return targets.map(({ name }) => locationOfSpan(name));
}
