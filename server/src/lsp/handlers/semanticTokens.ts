import type { SemanticTokensLegend } from 'vscode-languageserver';
import { SemanticTokensBuilder } from 'vscode-languageserver';
import type { Stretch } from '../../devicetree/document/lexicalParts.ts';
import { type SemanticToken, semanticTokens as tokensOf } from '../../features/semanticTokens.ts';
import { BoundedCache } from '../../workspace/boundedCache.ts';
import { type AskedDocument, askedSource, type LanguageFeature } from '../languageFeature.ts';
import { offsetOf } from '../positions.ts';

/** The protocol's types for what there is in a device tree: themes have colours for them. */
const TYPES: Readonly<Record<SemanticToken['kind'], string>> = {
  node: 'class',
  region: 'struct',
  property: 'property',
  label: 'variable',
  macro: 'macro',
  inactive: 'comment',
};
const KINDS = Object.keys(TYPES);

const LEGEND: SemanticTokensLegend = { tokenTypes: Object.values(TYPES), tokenModifiers: ['declaration'] };

/** Documents whose tokens are kept, so that only what changes is sent. */
const MOST_DOCUMENTS = 16;

/** What the names of a document are on its boards, and the lines that none of them reads. */
export const semanticTokens: LanguageFeature = {
  capabilities: { semanticTokensProvider: { legend: LEGEND, full: { delta: true }, range: true } },
  serve(parts) {
    const { connection, requests, documents } = parts;
    const builders = new BoundedCache<string, SemanticTokensBuilder>(MOST_DOCUMENTS);
    const keep = (path: string, builder: SemanticTokensBuilder): void => {
      for (const known of [...builders.keys()]) if (!documents.isOpen(known)) builders.delete(known);
      builders.set(path, builder);
    };
    const { semanticTokens } = connection.languages;
    semanticTokens.on(
      requests.answering('semantic tokens', async ({ textDocument }) => {
        const document = await askedSource(parts, textDocument);
        if (document === undefined) return { data: [] };
        const builder = new SemanticTokensBuilder();
        keep(document.path, builder);
        return push(builder, document).build();
      }),
    );
    semanticTokens.onDelta(
      requests.answering('changed semantic tokens', async ({ textDocument, previousResultId }) => {
        const document = await askedSource(parts, textDocument);
        if (document === undefined) return { data: [] };
        const builder = builders.get(document.path) ?? new SemanticTokensBuilder();
        keep(document.path, builder);
        builder.previousResult(previousResultId);
        return push(builder, document).buildEdits();
      }),
    );
    semanticTokens.onRange(
      requests.answering('semantic tokens of a range', async ({ textDocument, range }) => {
        const document = await askedSource(parts, textDocument);
        if (document === undefined) return { data: [] };
        const within = { start: offsetOf(document.file, range.start), end: offsetOf(document.file, range.end) };
        return push(new SemanticTokensBuilder(), document, within).build();
      }),
    );
  },
};

function push(builder: SemanticTokensBuilder, document: AskedDocument, within?: Stretch): SemanticTokensBuilder {
  const { file, tree, boards } = document;
  const analyses = boards.map(({ analysis }) => analysis);
  for (const { start, end, kind, isDeclaration } of tokensOf(analyses, tree, within)) {
    const { line, character } = file.lines.positionAt(start);
    const length = file.lines.positionAt(end).character - character;
    builder.push(line, character, length, KINDS.indexOf(kind), isDeclaration ? 1 : 0);
  }
  return builder;
}
