/**
 * Renders links to sources of the bibliography. They are rendered without knowing any bibliography: as links that name
 * their source, to which the code that shows the text adds the source's short name.
 */
import { sourceLinkOf } from '#rules/bibliography/source-link.ts';
import { allowedId } from './allowed.ts';

/** Returns what marks a link as a citation; null for any other link. Ids need no escaping. */
export function citationAttributes(
  href: string
): { readonly class: string; readonly 'data-cites': string } | null {
  const cites = allowedId(sourceLinkOf(href)?.source);
  return cites === null ? null : { class: 'citation', 'data-cites': cites };
}

const openings =
  /<a class="citation" data-cites="([\w~-]{1,80})" href="([^"]*)"(?=([^>]*>.*?<\/a>)(<a class="citation" data-cites="\1")?)/gs;

/**
 * Adds attributes to the citations in HTML that was rendered here. A text cannot imitate one: its special characters
 * are escaped. A citation whose words are rendered in several pieces gets them once, at its end.
 */
export const withCitationAttributes = (html: string, attributesOf: (href: string) => string): string =>
  html.replace(openings, (opening: string, _: string, href: string, __: string, more: string | undefined) =>
    more === undefined ? `${opening}${attributesOf(href)}` : opening
  );
