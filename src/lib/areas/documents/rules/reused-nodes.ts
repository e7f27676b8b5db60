/**
 * Makes a text that is read anew consist of the nodes of before wherever they are equal: what is computed once for
 * each node (`once-per-node.ts`) is then computed for the block that has changed.
 */
import { idOfNode, type ContentNode, type SectionContent } from '#base/content.ts';
import type { Json } from '#base/canonical.ts';

/** Returns the fresh nodes, with each that is equal to the known one of the same id replaced by it. */
export function reuseNodes(known: readonly ContentNode[], fresh: readonly ContentNode[]): ContentNode[] {
  const byId = new Map(known.map((node) => [idOfNode(node, ''), node]));
  return fresh.map((node) => {
    const old = byId.get(idOfNode(node, ''));
    return old && areEqual(old, node) ? old : node;
  });
}

/** Returns the fresh section with the nodes of the known one, as `reuseNodes` does, in both languages. */
export const reuseSection = (known: SectionContent, fresh: SectionContent): SectionContent => ({
  id: fresh.id,
  en: reuseNodes(known.en, fresh.en),
  zh: reuseNodes(known.zh, fresh.zh)
});

type Value = Json | ContentNode | undefined;

function areEqual(one: Value, other: Value): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const [fields, others] = [Object.entries<Value>(one), other as Readonly<Record<string, Value>>];
  return (
    Array.isArray(one) === Array.isArray(other) &&
    fields.length === Object.keys(other).length &&
    fields.every(([name, value]) => Object.hasOwn(others, name) && areEqual(value, others[name]))
  );
}
