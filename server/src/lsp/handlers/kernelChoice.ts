import type { LanguageFeature } from '../languageFeature.ts';
import { type ChooseKernelParams, chooseKernelRequest, type InitializationOptions } from '../protocol.ts';

/** The kernel that a person chose for the workspace: remembered by the client, tried on every board while they choose. */
export const kernelChoice: LanguageFeature = {
  capabilities: {},
  serve({ connection, requests, boards, diagnostics, client }) {
    const options: InitializationOptions | undefined = client.initializationOptions;
    // What a client remembers is not worth more than what a stranger sends.
    const choose = (kernel: unknown): void => boards.chooseKernel(typeof kernel === 'string' ? kernel : undefined);
    choose(options?.chosenKernel);
    connection.onRequest<null, never>(
      chooseKernelRequest,
      requests.answering<ChooseKernelParams & { readonly uri?: never }, null>(
        chooseKernelRequest,
        async ({ kernel }) => {
          choose(kernel);
          diagnostics.changed(true);
          return null;
        },
      ),
    );
  },
};
