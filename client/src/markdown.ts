/** Text as it is, in Markdown: what comes from a tree must not become a link or an icon. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-.!|<>~$&@:]/g, '\\$&').replaceAll(/\s*\n\s*/g, ' ');
}

/** A link that runs one of the extension's commands; `title` is Markdown of our own. */
export function commandLink(title: string, command: string): string {
  return `[${title}](command:devicetreeHeaps.${command})`;
}
