/** Names the kinds of things that a statement links, and their pages. */
import { isInWords, type LinkKind, type ThingName } from '#rules/meetings/statement-link.ts';
import { m } from '#lib/paraglide/messages.js';

const linkLabels: Readonly<Record<LinkKind | ThingName, () => string>> = {
  passage: m.link_kind_passage,
  practice: m.thing_practice,
  theme: m.link_kind_theme,
  entry: m.thing_entry,
  figure: m.thing_figure,
  talk: m.thing_talk,
  source: m.thing_source,
  step: m.link_kind_step
};

export const linkKindLabel = (kind: LinkKind | ThingName): string => linkLabels[kind]();

/** Holds the address of each kind of thing within the study, to which its id is added. */
const pages: Readonly<Record<Exclude<LinkKind, 'passage'>, string>> = {
  practice: '/practices/',
  theme: '/themes/',
  entry: '/context/entries/',
  figure: '/context/figures/',
  source: '/context/sources/',
  step: '/roadmap#step-'
};

/** Null for a thing that is named in words. */
export function linkHref(kind: LinkKind, id: string, base: string): string | null {
  if (kind === 'passage') return `${base}${id}`;
  return isInWords(id) ? null : `${base}${pages[kind]}${id}`;
}
