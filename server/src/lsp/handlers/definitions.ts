import type { Location, LocationLink, TextDocumentPositionParams } from 'vscode-languageserver';
import { boardNamesInScenario, nodeOfBoardName } from '../../features/navigation/boardNamesInJson.ts';
import { declarationsAt, definitionAt, type Targets, typeDefinitionAt } from '../../features/navigation/definition.ts';
import { askedDocument, type LanguageFeature, type ServerParts } from '../languageFeature.ts';
import { navigationSources } from '../navigationSources.ts';
import { locationOfSpan, offsetOf, pathOfUri, rangeOfSpan, uriOfPath } from '../positions.ts';

type LookUp = typeof definitionAt;

/** Where what a place names is defined and declared, and the node that a reference leads to. */
export const definitions: LanguageFeature = {
  capabilities: { definitionProvider: true, declarationProvider: true, typeDefinitionProvider: true },
  serve(parts) {
    const { connection, requests, client } = parts;
    const { definition, declaration, typeDefinition } = client.capabilities.textDocument ?? {};
    const answering = (name: string, lookUp: LookUp, takesLinks = false) =>
      requests.answering(
        name,
        async (params: TextDocumentPositionParams) => answered(await targetsOf(parts, params, lookUp), takesLinks),
        async (params) => answered(await targetsInScenario(parts, params), takesLinks),
      );
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

/** The region or device that a scenario names at a place, on the board that it runs on. */
async function targetsInScenario(
  { choice, scenarios }: ServerParts,
  { textDocument, position }: TextDocumentPositionParams,
): Promise<Targets | undefined> {
  const path = pathOfUri(textDocument.uri);
  if (path === undefined) return undefined;
  await choice.indexed(path);
  const placed = await scenarios.placed(path);
  if (placed?.analysis === undefined) return undefined;
  const offset = offsetOf(placed.file, position);
  const name = boardNamesInScenario(placed.file).find(({ span }) => span.start <= offset && offset <= span.end);
  const opened = name && nodeOfBoardName(placed.analysis, name)?.declarations[0];
  return name && opened && { origin: name.span, targets: [{ name: opened, whole: opened }] };
}

function answered(found: Targets | undefined, takesLinks: boolean): Location[] | LocationLink[] | null {
  if (found === undefined) return null;
  return takesLinks ? linksTo(found) : locationsOf(found);
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
