import type { Extension, QuickPickItem } from 'vscode';
import { commands, Uri, window, workspace } from 'vscode';

/** Shows the page of a rule, which comes with the extension; asks for the rule where none is named. */
export async function explainRule(extension: Extension<unknown>, named: unknown): Promise<void> {
  const folder = Uri.joinPath(extension.extensionUri, 'docs', 'rules');
  const rule = typeof named === 'string' ? named : await askRule(folder, titlesOf(extension.packageJSON));
  if (rule === undefined || !/^[a-z0-9-]+$/.test(rule)) return;
  await commands.executeCommand('markdown.showPreview', Uri.joinPath(folder, `${rule}.md`));
}

async function askRule(folder: Uri, titles: ReadonlyMap<string, string>): Promise<string | undefined> {
  const files = await workspace.fs.readDirectory(folder);
  const rules = files.flatMap(([name]) => /^([a-z0-9-]+)\.md$/.exec(name)?.[1] ?? []);
  const items = rules.sort().map((label): QuickPickItem => ({ label, detail: titles.get(label) ?? '' }));
  const picked = await window.showQuickPick(items, {
    title: 'Devicetree Heaps: Explain Rule',
    placeHolder: 'Which rule do you want to read about?',
    matchOnDetail: true,
  });
  return picked?.label;
}

/** What each rule reports and how severe it is, by its id: as the setting of the severities says it. */
function titlesOf({ contributes: { configuration } }: Manifest): ReadonlyMap<string, string> {
  const settings = configuration.flatMap(({ properties }) => properties['devicetreeHeaps.severities'] ?? []);
  const rules = settings.flatMap(({ properties = {} }) => Object.entries(properties));
  return new Map(rules.map(([rule, { description }]) => [rule, description]));
}

/** The part of the extension's manifest that is read. */
interface Manifest {
  readonly contributes: {
    readonly configuration: readonly {
      readonly properties: Readonly<Record<string, { readonly properties?: Readonly<Record<string, RuleSetting>> }>>;
    }[];
  };
}

interface RuleSetting {
  readonly description: string;
}
