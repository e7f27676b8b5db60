/** Writes where a block stands among lists and quotes as attributes of HTML, and reads it from them. */
import { attributeChecks, attributeNames } from '#document/sequence/attributes.ts';
import { defaultAttributes, type BlockAttributes } from '#document/sequence/shapes.ts';
import { allowedId } from '#document/allowed.ts';

type Reader = (text: string) => unknown;

const readers: { readonly [Name in keyof BlockAttributes]: Reader } = {
  kind: String,
  list: String,
  indent: Number,
  quote: Number,
  start: Number,
  apart: () => true,
  counterpart: String
};

/** Returns the attributes of HTML for those of a block that differ from the defaults. */
export function placeToHtml(attrs: Readonly<Record<string, unknown>>): Record<string, string> {
  const html: Record<string, string> = {};
  const id = allowedId(attrs['id']);
  if (id !== null) html['data-id'] = id;
  for (const name of attributeNames) {
    const value = attrs[name];
    if (name === 'kind' || value === defaultAttributes[name] || !attributeChecks[name](value)) continue;
    if (name === 'apart') html['data-apart'] = '';
    else if (typeof value === 'string' || typeof value === 'number') html[`data-${name}`] = `${value}`;
  }
  return html;
}

/** Returns the valid attributes that an element names. */
export function placeFromHtml(element: HTMLElement): Record<string, unknown> {
  const attrs: Record<string, unknown> = {};
  const id = allowedId(element.getAttribute('data-id'));
  if (id !== null) attrs['id'] = id;
  for (const name of attributeNames) {
    const text = element.getAttribute(`data-${name}`);
    const value = text === null ? undefined : readers[name](text);
    if (value !== undefined && attributeChecks[name](value)) attrs[name] = value;
  }
  return attrs;
}
