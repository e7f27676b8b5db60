/** Makes blocks of plain text: one for each line. Addresses in it become links. */
import type { Node, Schema } from '@tiptap/pm/model';
import { addressesIn } from '../link-mark.ts';

/** Leaves out the empty ones. */
export function linesOf(text: string): string[] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
  const isSpaced = lines.some((line) => line.trim() === '');
  return isSpaced ? lines.filter((line) => line.trim() !== '') : lines;
}

export function blockOfLine(schema: Schema, line: string): Node {
  const link = schema.marks['link'];
  const content: Node[] = [];
  let at = 0;
  const add = (to: number, href: string | null): void => {
    if (to > at)
      content.push(schema.text(line.slice(at, to), href !== null && link ? [link.create({ href })] : []));
    at = to;
  };
  for (const { from, to, href } of addressesIn(line)) {
    add(from, null);
    add(to, href);
  }
  add(line.length, null);
  return schema.node('block', null, content);
}
