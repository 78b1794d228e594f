import type { PageFinding } from '../../pictures/htmlPage.ts';
import { textOfMessage } from '../../text/bytesAndText.ts';
import { fileNameOf } from '../../text/fileName.ts';
import { type Diagnostic, fileOf } from './diagnostic.ts';

/** A diagnostic as a page of HTML shows it. */
export function pageFinding(diagnostic: Diagnostic): PageFinding {
  const { severity, rule, span, kernels, message, fixes } = diagnostic;
  const line = span === undefined ? '' : `:${span.file.lines.lineColumn(span.start).line}`;
  return {
    severity,
    rule,
    place: `${fileNameOf(fileOf(diagnostic))}${line}`,
    kernels: kernels.join(', '),
    message: textOfMessage(message),
    fixes: fixes.map(({ title }) => textOfMessage(title)),
  };
}
