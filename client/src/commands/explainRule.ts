import { commands, Uri, window, workspace } from 'vscode';

/** Shows the page of a rule, which comes with the extension; asks for the rule where none is named. */
export async function explainRule(extension: Uri, named: unknown): Promise<void> {
  const folder = Uri.joinPath(extension, 'docs', 'rules');
  const rule = typeof named === 'string' ? named : await askRule(folder);
  if (rule === undefined || !/^[a-z0-9-]+$/.test(rule)) return;
  await commands.executeCommand('markdown.showPreview', Uri.joinPath(folder, `${rule}.md`));
}

async function askRule(folder: Uri): Promise<string | undefined> {
  const files = await workspace.fs.readDirectory(folder);
  const rules = files.flatMap(([name]) => /^([a-z0-9-]+)\.md$/.exec(name)?.[1] ?? []);
  return window.showQuickPick(rules.sort(), {
    title: 'Devicetree Heaps: Explain Rule',
    placeHolder: 'Which rule do you want to read about?',
  });
}
