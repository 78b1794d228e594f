import type { CodeAction, CodeActionParams } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import type { Finding } from '../../rules/finding.ts';
import { abilitiesOf, type ClientAbilities } from '../clientAbilities.ts';
import { type AskedFinding, askedFindings } from '../codeActions/askedFindings.ts';
import { explainActions } from '../codeActions/explainActions.ts';
import { type MendableProblem, mendableProblems } from '../codeActions/mendableProblems.ts';
import { severityActions } from '../codeActions/severityActions.ts';
import { type Silenceable, suppressionActions } from '../codeActions/suppressionActions.ts';
import type { EditedBoard } from '../editedBoards.ts';
import { findingsOfBoards } from '../findings.ts';
import { askedDocument, type LanguageFeature, type ServerParts } from '../languageFeature.ts';
import { pathOfUri } from '../positions.ts';
import type { Fixable, ProvenFixes } from '../provenFixes.ts';
import { sizingActions } from '../scenarios/sizingActions.ts';
import { fixesEdit } from '../workspaceEdits.ts';

/** The kind under which all preferred fixes are applied at once, on saving for instance. */
const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.dtheaps`;

/**
 * Code actions: the proven fixes of the findings that are asked about, all preferred fixes of one rule where it speaks
 * more than once, and all preferred fixes of the document; after them what silences, changes and explains the rules.
 */
export const codeActions: LanguageFeature = {
  capabilities: { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL_KIND] } },
  serve(parts) {
    const client = abilitiesOf(parts.client);
    parts.connection.onCodeAction(
      parts.requests.answering(
        'code actions',
        async (params) => {
          const document = await readDocument(parts, params, client);
          if (document === undefined) return null;
          const quick = wants(params, CodeActionKind.QuickFix);
          return [
            ...(quick ? await fixActions(parts, document, params) : []),
            ...(quick ? await otherActions(parts, client, document, params) : []),
            ...(await fixAll(parts, document, params)),
          ];
        },
        async (params) => {
          const path = pathOfUri(params.textDocument.uri);
          return path !== undefined && wants(params, CodeActionKind.QuickFix) ? sizingActions(parts, path) : [];
        },
      ),
    );
  },
};

const wants = ({ context }: CodeActionParams, kind: string): boolean =>
  context.only === undefined || context.only.some((only) => kind === only || kind.startsWith(`${only}.`));

/** A document with the boards that it is shown through, and what is reported in it. */
interface Document {
  readonly tree: DocumentTree;
  readonly shown: readonly EditedBoard[];
  readonly findings: readonly Finding[];
  /** Problems of reading that have fixes: text that is missing, names that are nearly right. */
  readonly mendable: readonly MendableProblem[];
  /** What was found in reading the boards and does not keep them from being compiled. */
  readonly warnings: readonly Silenceable[];
  readonly proven: ProvenFixes;
}

async function readDocument(
  parts: ServerParts,
  params: CodeActionParams,
  client: ClientAbilities,
): Promise<Document | undefined> {
  const document = await askedDocument(parts, params.textDocument);
  if (document === undefined) return undefined;
  const { path, tree, boards } = document;
  const reported = findingsOfBoards(boards);
  const findings = reported.flatMap((board) => board.findings).filter(({ span }) => span.file.path === path);
  const warnings = reported.flatMap(({ problems }) =>
    problems.flatMap(({ id, severity, span }) =>
      severity === 'error' || span?.file.path !== path ? [] : [{ rule: id, span }],
    ),
  );
  const mendable = await mendableProblems(parts.boards, boards, path, params, client);
  return { tree, shown: boards, findings, mendable, warnings, proven: parts.proven };
}

async function fixActions(parts: ServerParts, document: Document, params: CodeActionParams): Promise<CodeAction[]> {
  const { shown, proven } = document;
  const findings = [...document.mendable, ...document.findings];
  const asked = new Map(askedFindings(findings, params).map(({ finding, diagnostics }) => [finding, diagnostics]));
  // One fix may mend several findings, which have it each.
  const actions = new Map<string, CodeAction>();
  for (const [finding, fixes] of await proven.of(shown, [...asked.keys()])) {
    const diagnostics = asked.get(finding) ?? [];
    for (const fix of fixes) {
      const { title, preferred } = fix;
      const edit = fixesEdit(parts, [fix]);
      const key = JSON.stringify([title, edit]);
      const all = [...(actions.get(key)?.diagnostics ?? []), ...diagnostics];
      const about = all.length === 0 ? {} : { diagnostics: all };
      actions.set(key, { title, kind: CodeActionKind.QuickFix, ...about, isPreferred: preferred, edit });
    }
  }
  return [...actions.values(), ...(await ruleActions(parts, document, findings, new Set(asked.keys())))];
}

/** Of each rule that is asked about all preferred fixes at once, where one of them mends what is asked about. */
async function ruleActions(
  parts: ServerParts,
  { shown, proven }: Document,
  findings: readonly Fixable[],
  asked: ReadonlySet<Fixable>,
): Promise<CodeAction[]> {
  const actions: CodeAction[] = [];
  for (const rule of new Set([...asked].map((finding) => finding.rule))) {
    const ofRule = findings.filter((finding) => finding.rule === rule);
    if (ofRule.length < 2) continue;
    const mendings = await proven.together(shown, ofRule);
    if (mendings.length < 2 || !mendings.some(({ fault }) => ofRule.some((of) => of === fault && asked.has(of))))
      continue;
    const title = `Fix all ${mendings.length} of ${rule} in this file`;
    const edit = fixesEdit(
      parts,
      mendings.map(({ fix }) => fix),
    );
    actions.push({ title, kind: CodeActionKind.QuickFix, edit });
  }
  return actions;
}

/** What can be done about a rule besides mending what it found. */
async function otherActions(
  parts: ServerParts,
  client: ClientAbilities,
  document: Document,
  params: CodeActionParams,
): Promise<CodeAction[]> {
  const silenceable: readonly AskedFinding<Silenceable>[] = askedFindings(
    [...document.findings, ...document.warnings],
    params,
  );
  const asked = askedFindings(document.findings, params);
  const place = await parts.boards.configurationPlace(document.tree.file.path);
  return [
    ...suppressionActions(parts, silenceable, document.tree),
    ...severityActions(asked, params.textDocument.uri, place, parts, client),
    ...explainActions(asked, client),
  ];
}

/** All preferred fixes of the document as one edit, which was tried as one: of those that spoil another, the first counts. */
async function fixAll(
  parts: ServerParts,
  { shown, findings, mendable, proven }: Document,
  params: CodeActionParams,
): Promise<CodeAction[]> {
  // Only where it is asked for: beside the quick fixes of one place it would be in the way.
  if (params.context.only === undefined || !wants(params, FIX_ALL_KIND)) return [];
  const fixes = (await proven.together(shown, [...mendable, ...findings])).map(({ fix }) => fix);
  if (fixes.length === 0) return [];
  const title = `Fix all ${fixes.length} faults of this file that have a safe fix`;
  return [{ title, kind: FIX_ALL_KIND, edit: fixesEdit(parts, fixes) }];
}
