/** Answers with a response, or an empty form for one, as a file to download. */
import type { RequestEvent } from '@sveltejs/kit';
import { exchangeFormats, exchangeTypes, type ExchangeFormat } from '#rules/exchange/exchange.ts';
import type { Locale } from '#base/locale.ts';
import type { Result } from '#base/refusal.ts';
import { locale } from '#lib/i18n/locale.ts';
import { attachment } from './approval-acts.ts';
import { must, refuseRequest } from './guard.ts';

export async function answersFile(
  { locals }: Pick<RequestEvent, 'locals'>,
  requested: string,
  make: (
    format: ExchangeFormat,
    language: Locale
  ) => Promise<Result<{ readonly fileName: string; readonly bytes: Uint8Array }>>
): Promise<Response> {
  const format =
    exchangeFormats.find((one) => one === requested) ?? refuseRequest(locals, { code: 'not-found' });
  const { bytes, fileName } = must(locals, await make(format, locale()));
  return attachment(bytes, exchangeTypes[format], fileName);
}
