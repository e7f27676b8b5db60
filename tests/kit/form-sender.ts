/** Sends forms as pages with scripts do, and reads of an answer only what became of the form. */
import { request } from 'node:http';

export interface SentForm {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * Says what became of a request: taken, refused, or cut off. A server need not read to its end what it refuses, and who
 * still sends then may find the connection closed before the answer.
 */
export type Outcome = 'taken' | 'refused' | 'failed';

/** Returns the form in the bytes that a browser would send. */
export async function formOf(fields: Readonly<Record<string, string | File>>): Promise<SentForm> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const response = new Response(form);
  return {
    type: response.headers.get('content-type') ?? '',
    bytes: new Uint8Array(await response.arrayBuffer())
  };
}

export function sendForm(
  origin: string,
  path: string,
  { cookie, form }: { readonly cookie: string; readonly form: SentForm | null }
): Promise<Outcome> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(origin);
    const sent = request({
      hostname,
      port,
      path,
      agent: false,
      method: form ? 'POST' : 'GET',
      headers: {
        origin,
        cookie,
        accept: form ? 'application/json' : 'text/html',
        ...(form
          ? { 'content-type': form.type, 'content-length': form.bytes.length, 'x-sveltekit-action': 'true' }
          : {})
      }
    });
    sent.on('response', (response) => {
      const { statusCode = 0 } = response;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        if (text.length < 1_000) text += part;
      });
      response.on('close', () => resolve(outcomeOf(statusCode, form ? text : '')));
    });
    // The connection ended without an answer: a client that sends on after a refusal can miss it.
    sent.on('error', () => resolve('refused'));
    sent.end(form?.bytes);
  });
}

function outcomeOf(status: number, text: string): Outcome {
  // An overloaded server says so with 503, which is an answer.
  if (status >= 500 && status !== 503) return 'failed';
  if (status >= 400) return 'refused';
  return /^\{"type":"(?:failure|error)"/.test(text) ? 'refused' : 'taken';
}
