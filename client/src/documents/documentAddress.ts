import { Uri } from 'vscode';
import type { BoardDocumentKind } from '../../../server/src/lsp/documentProtocol.ts';
import { fileNameOf } from '../fileName.ts';

/** The scheme of the texts about a board that are read and not written. */
export const SCHEME = 'devicetree-heaps';

/** The folder that they seem to lie in: the language of the reports goes by it (`contributes.languages`). */
const FOLDER = '/devicetree-heaps';

/** A text about a board, about it beside a target's, or about all boards. */
type DocumentKind = BoardDocumentKind | 'target' | 'workspace';

/** What each kind is called in a tab, and the extension that gives it its colours. */
const TITLES: Readonly<Record<DocumentKind, readonly [title: string, extension: string]>> = {
  bootLog: ['boot', 'log'],
  tree: ['merged tree', 'dts'],
  expansion: ['expanded', 'dts'],
  report: ['report', 'txt'],
  kernels: ['kernels', 'txt'],
  target: ['target', 'txt'],
  whatIf: ['what if', 'txt'],
  workspace: ['check', 'txt'],
};

/** What a document shows: of which source, and for which kernels. */
export interface DocumentAddress {
  readonly source: Uri;
  readonly kind: DocumentKind;
  readonly kernels?: readonly string[] | undefined;
  /** What a target printed, where it is compared with that. */
  readonly capture?: Uri | undefined;
  /** The changes of the board that are looked at. */
  readonly changes?: readonly string[] | undefined;
  /** The scenario whose steps are run before and after these. */
  readonly scenario?: Uri | undefined;
}

/** The URI of a document. */
export function uriOf({ source, kind, kernels, capture, changes, scenario }: DocumentAddress): Uri {
  const name = fileNameOf(source);
  const [title, extension] = TITLES[kind];
  const query = JSON.stringify({
    source: source.toString(),
    kind,
    kernels,
    capture: capture?.toString(),
    changes,
    scenario: scenario?.toString(),
  });
  return Uri.from({ scheme: SCHEME, path: `${FOLDER}/${name} ${title}.${extension}`, query });
}

/** What the document at a URI shows; `undefined` where it is none of ours, or somebody made it up. */
export function addressOf({ scheme, query }: Uri): DocumentAddress | undefined {
  if (scheme !== SCHEME) return undefined;
  try {
    const { source, kind, kernels, capture, changes, scenario } = JSON.parse(query);
    if (typeof source !== 'string' || !Object.hasOwn(TITLES, kind)) return undefined;
    return {
      source: Uri.parse(source),
      kind,
      kernels: textsOf(kernels),
      capture: uriIn(capture),
      changes: textsOf(changes),
      scenario: uriIn(scenario),
    };
  } catch {
    return undefined;
  }
}

const textsOf = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined;

const uriIn = (value: unknown): Uri | undefined => (typeof value === 'string' ? Uri.parse(value) : undefined);
