/**
 * Sends passages to the translation service that the operator configured; no other module does. What comes back is
 * bounded, parsed and freed of markup before anybody sees it. A redirect is not followed: the text would go to
 * whom nobody named.
 */
import { z } from 'zod';
import { otherLocale, type Locale } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { TranslationAddress, TranslationKind } from '#server/process/config.ts';
import { withoutMarkup } from './markup.ts';

/** In characters. */
export const longestSource = 10_000;
const mostAnswerBytes = 500_000;
const usualMilliseconds = 20_000;

export interface TranslationClient {
  /**
   * Translates a passage of this language to the other. `translation-unavailable` where no answer comes in time,
   * `translation-unusable` where it is none.
   */
  translate(from: Locale, text: string, signal?: AbortSignal): Promise<Result<string>>;
}

interface Shape {
  readonly path: string;
  readonly headers: (key: string | null) => Readonly<Record<string, string>>;
  readonly body: (from: Locale, text: string, key: string | null) => unknown;
  readonly answer: z.ZodType<string>;
}

const shapes: Readonly<Record<TranslationKind, Shape>> = {
  libretranslate: {
    path: '/translate',
    headers: () => ({}),
    body: (from, text, key) => ({
      q: text,
      source: from,
      target: otherLocale(from),
      format: 'text',
      ...(key === null ? {} : { api_key: key })
    }),
    answer: z.object({ translatedText: z.string() }).transform(({ translatedText }) => translatedText)
  },
  deepl: {
    path: '/v2/translate',
    headers: (key) => (key === null ? {} : { authorization: `DeepL-Auth-Key ${key}` }),
    body: (from, text) => ({
      text: [text],
      source_lang: from === 'en' ? 'EN' : 'ZH',
      target_lang: from === 'en' ? 'ZH-HANS' : 'EN-GB',
      preserve_formatting: true
    }),
    answer: z
      .object({ translations: z.tuple([z.object({ text: z.string() })]) })
      .transform(({ translations: [{ text }] }) => text)
  }
};

export interface TranslationClientTools {
  readonly address: TranslationAddress;
  readonly milliseconds?: number;
  /** Hears why a request failed; never what was sent or answered. */
  readonly onFault?: (reason: string) => void;
}

export function openTranslationClient({
  address: { kind, url, key },
  milliseconds = usualMilliseconds,
  onFault = () => undefined
}: TranslationClientTools): TranslationClient {
  const shape = shapes[kind];
  const unavailable = (reason: string): Result<never> => {
    onFault(reason);
    return refuse('translation-unavailable');
  };
  const unusable = (reason: string): Result<never> => {
    onFault(reason);
    return refuse('translation-unusable');
  };
  return {
    async translate(from, text, signal) {
      if (text.length > longestSource) return refuse('too-large', { field: 'block' });
      const timeOut = AbortSignal.timeout(milliseconds);
      let body: string | null;
      try {
        const response = await fetch(`${url}${shape.path}`, {
          method: 'POST',
          redirect: 'error',
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            ...shape.headers(key)
          },
          body: JSON.stringify(shape.body(from, text, key)),
          signal: signal ? AbortSignal.any([timeOut, signal]) : timeOut
        });
        if (!response.ok) {
          await response.body?.cancel();
          return unavailable(`status ${response.status}`);
        }
        body = await readBounded(response);
      } catch (error) {
        return unavailable(timeOut.aborted ? 'no answer in time' : nameOf(error));
      }
      if (body === null) return unusable('the answer is too large');
      const answer = shape.answer.safeParse(jsonOf(body));
      if (!answer.success) return unusable('the answer has another shape');
      const translated = withoutMarkup(answer.data, text);
      if (translated === '') return unusable('the answer holds no words');
      // A translation of a short passage may be several times as long, and no more.
      if (translated.length > 10 * text.length + 200) return unusable('the answer is much too long');
      return ok(translated);
    }
  };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** Null where it is larger than the limit. */
async function readBounded(response: Response): Promise<string | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > mostAnswerBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
