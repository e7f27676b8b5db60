/**
 * Reads, renders and finds the node that names the question on whose answer a statement rests. It is rendered
 * without knowing any framework: as a placeholder with the question's id, which the code that shows the text
 * fills with its code.
 */
import type { SourceRef } from '#domain/source.ts';
import { textOfSource } from '#domain/version.ts';
import { allowedAnswerPrint, allowedQuestion } from './allowed.ts';

export const sourceOf = (attrs: Readonly<Record<string, unknown>>): SourceRef => ({
  source: allowedQuestion(attrs['source']),
  seen: allowedAnswerPrint(attrs['seen'])
});

/** Returns the attributes that name a source in HTML. Ids and fingerprints need no escaping. */
export const sourceAttributes = ({ source, seen }: SourceRef): string =>
  `data-source="${source ?? ''}"${seen ? ` data-seen="${seen}"` : ''}`;

export const sourcePlaceholder = (ref: SourceRef): string =>
  `<span class="source" ${sourceAttributes(ref)}>${textOfSource(ref.source)}</span>`;

const spans =
  /<span class="source" data-source="([A-Za-z0-9._-]{0,80})"(?: data-seen="([0-9a-f]{16})")?>[^<]*<\/span>/g;

/**
 * Replaces the placeholders in HTML that was rendered here. A text cannot imitate one: its special characters
 * are escaped.
 */
export const replaceSourcePlaceholders = (html: string, render: (ref: SourceRef) => string): string =>
  html.replace(spans, (_, source: string, seen?: string) =>
    render({ source: allowedQuestion(source), seen: seen ?? null })
  );
