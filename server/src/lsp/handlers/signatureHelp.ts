import { signatureAt } from '../../features/signatureHelp.ts';
import { textOfMessage } from '../../text/bytesAndText.ts';
import { askedDocument, type LanguageFeature } from '../languageFeature.ts';
import { offsetOf } from '../positions.ts';

/** Which cell of what is being typed, seen on the first board that the document is part of. */
export const signatureHelp: LanguageFeature = {
  capabilities: { signatureHelpProvider: { triggerCharacters: ['<', ' ', ','] } },
  serve(parts) {
    const supports = parts.client.capabilities.textDocument?.signatureHelp?.signatureInformation;
    const takesOffsets = supports?.parameterInformation?.labelOffsetSupport === true;
    parts.connection.onSignatureHelp(
      parts.requests.answering('signature help', async ({ textDocument, position }) => {
        const document = await askedDocument(parts, textDocument);
        if (document === undefined) return null;
        const { file, tree, boards } = document;
        const found = signatureAt(tree, offsetOf(file, position), boards[0]?.analysis);
        if (found === undefined) return null;
        const { label, parameters, active, documentation } = found;
        const signature = {
          label,
          documentation: textOfMessage(documentation),
          parameters: parameters.map(({ start, end }) => ({
            label: takesOffsets ? ([start, end] as [number, number]) : label.slice(start, end),
          })),
        };
        return { signatures: [signature], activeSignature: 0, activeParameter: active };
      }),
    );
  },
};
