import { Uri, type WorkspaceConfiguration, workspace } from 'vscode';
import type { ConfigurationMiddleware } from 'vscode-languageclient';

const SECTION = 'devicetreeHeaps';

/**
 * Answers the server's question for settings with those that somebody set. A default of VS Code would go over the
 * `.dtheaps.json` and the profile of a board as if it had been chosen.
 */
export const askedConfiguration: NonNullable<ConfigurationMiddleware['configuration']> = async (
  params,
  token,
  next,
) => {
  const answers = await next(params, token);
  if (!Array.isArray(answers)) return answers;
  return answers.map((answer, index) => {
    const item = params.items[index];
    return item?.section === SECTION ? onlySet(answer, item.scopeUri) : answer;
  });
};

/** The members of the section's value that are set in one of the places where settings can be. */
function onlySet(answer: unknown, scopeUri: string | undefined): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  const section = workspace.getConfiguration(SECTION, scopeUri === undefined ? undefined : Uri.parse(scopeUri));
  return Object.fromEntries(Object.entries(answer).filter(([name]) => isSet(section.inspect(name))));
}

function isSet(found: ReturnType<WorkspaceConfiguration['inspect']>): boolean {
  if (found === undefined) return false;
  return [
    found.globalValue,
    found.globalLanguageValue,
    found.workspaceValue,
    found.workspaceLanguageValue,
    found.workspaceFolderValue,
    found.workspaceFolderLanguageValue,
  ].some((value) => value !== undefined);
}
