/**
 * Text as it stands in the markup of XML and HTML. Characters that XML forbids are replaced, and those that a terminal
 * obeys when the file is printed on one (C1 controls among them), that turn the direction of text or that end its line.
 */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replaceAll(/[\u{7F}-\u{9F}\u{2028}-\u{202E}\u{2066}-\u{2069}\u{200E}\u{200F}\u{61C}]/gu, '\u{FFFD}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A length in pixels, as far as anybody sees its digits. */
export const round = (value: number): string => String(Math.round(value * 100) / 100);
