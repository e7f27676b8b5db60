/**
 * Reads, renders and finds the node that names a field of a city. It is rendered without knowing any value: as
 * a placeholder with the field, which the code that shows the text fills with what its reader may know.
 */
import type { FactRef } from '#domain/fact.ts';
import { textOfFact } from '#domain/version.ts';
import { allowedFact, allowedSlug } from './allowed.ts';

export const factOf = (attrs: Readonly<Record<string, unknown>>): FactRef => ({
  fact: allowedFact(attrs['fact']),
  city: allowedSlug(attrs['city'])
});

/** Returns the attributes that name a fact in HTML. Keys and slugs need no escaping. */
export const factAttributes = ({ fact, city }: FactRef): string =>
  `data-fact="${fact ?? ''}"${city ? ` data-city="${city}"` : ''}`;

export const factPlaceholder = (ref: FactRef): string =>
  `<span class="fact" ${factAttributes(ref)}>${textOfFact(ref)}</span>`;

const spans =
  /<span class="fact" data-fact="([A-Za-z0-9._:/-]{0,300})"(?: data-city="([a-z0-9-]{1,64})")?>[^<]*<\/span>/g;

/**
 * Replaces the placeholders in HTML that was rendered here. A text cannot imitate one: its special characters
 * are escaped.
 */
export const replaceFactPlaceholders = (html: string, render: (ref: FactRef) => string): string =>
  html.replace(spans, (_, fact: string, city?: string) =>
    render({ fact: allowedFact(fact), city: city ?? null })
  );
