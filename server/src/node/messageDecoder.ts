import { type ContentTypeDecoder, ErrorCodes, Message, type ResponseMessage } from 'vscode-languageserver/node';

/** What a refused message is replaced by: a notification that nobody has to know (Language Server Protocol 3.17, "$ Notifications"). */
const NOTHING: Message = { jsonrpc: '2.0', method: '$/refused' } as Message;

/**
 * Reads the bodies of messages. What is no JSON, and what is no message, is answered as JSON-RPC 2.0 says (5.1, "Error
 * object"), so that a client learns of it; the library logs the one and passes over the other. The protocol knows no batches.
 */
export function messageDecoder(answer: (error: ResponseMessage) => void): ContentTypeDecoder {
  const refuse = (code: number, message: string, id: ResponseMessage['id'] = null): Message => {
    answer({ jsonrpc: '2.0', id, error: { code, message } });
    return NOTHING;
  };
  const read = (body: string): Message => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch (error) {
      return refuse(ErrorCodes.ParseError, error instanceof Error ? error.message : String(error));
    }
    if (Array.isArray(parsed)) return refuse(ErrorCodes.InvalidRequest, 'a batch of messages is no message');
    if (isMessage(parsed)) return parsed;
    return refuse(ErrorCodes.InvalidRequest, 'neither a request nor a notification nor an answer', idOf(parsed));
  };
  return {
    name: 'application/json',
    decode: async (bytes) => read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')),
  };
}

/** An answer without a result counts as one: the library knows what to do with it, and an error is no answer to an answer. */
function isMessage(value: unknown): value is Message {
  const message = value as Message | undefined;
  if (typeof value !== 'object' || value === null) return false;
  if (Message.isRequest(message) || Message.isNotification(message) || Message.isResponse(message)) return true;
  return !('method' in value) && idOf(value) !== null;
}

/** The ID of what may be a message; null where it has none that a message can have. */
function idOf(value: unknown): ResponseMessage['id'] {
  const { id } = (value ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}
