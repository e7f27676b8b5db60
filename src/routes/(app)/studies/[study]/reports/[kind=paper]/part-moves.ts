/** Says where a part of a composition can be moved: up, down, into the part before it, or out of its parent. */
import { m } from '#lib/paraglide/messages.js';
import type { ComposedPart } from '#areas/report';

const siblings = (part: ComposedPart, parts: readonly ComposedPart[]): readonly ComposedPart[] =>
  parts.filter(({ parentId }) => parentId === part.parentId);
export interface Way {
  readonly key: string;
  readonly sign: string;
  readonly label: string;
  readonly place: { readonly parent: string; readonly before: string } | null;
}
export function waysOf(part: ComposedPart, parts: readonly ComposedPart[]): readonly Way[] {
  const own = siblings(part, parts);
  const at = own.findIndex(({ id }) => id === part.id);
  const [before, next, afterNext] = [own[at - 1], own[at + 1], own[at + 2]];
  const parent = parts.find(({ id }) => id === part.parentId);
  const afterParent =
    parent && siblings(parent, parts)[siblings(parent, parts).findIndex(({ id }) => id === parent.id) + 1];
  return [
    {
      key: 'ArrowUp',
      sign: '↑',
      label: m.report_up(),
      place: before ? { parent: part.parentId ?? '', before: before.id } : null
    },
    {
      key: 'ArrowDown',
      sign: '↓',
      label: m.report_down(),
      place: next ? { parent: part.parentId ?? '', before: afterNext?.id ?? '' } : null
    },
    {
      key: 'ArrowRight',
      sign: '→',
      label: m.report_in(),
      place: before && part.depth < 3 ? { parent: before.id, before: '' } : null
    },
    {
      key: 'ArrowLeft',
      sign: '←',
      label: m.report_out(),
      place: parent ? { parent: parent.parentId ?? '', before: afterParent?.id ?? '' } : null
    }
  ];
}
