/**
 * Writes the shapes of Lucide's icons as SVG, each icon once. A page shows some fifty icons; building each anew from its
 * parts took a twentieth of the time of a page.
 */

type Attributes = Readonly<Record<string, string | number>>;

/** Describes an icon as the package does. */
export interface IconShapes {
  readonly name: string;
  readonly node: readonly (readonly [tag: string, attributes: Attributes])[];
}

const written = new Map<string, string>();

export function shapesOf({ name, node }: IconShapes): string {
  const known = written.get(name);
  if (known !== undefined) return known;
  const shapes = node.map(([tag, attributes]) => {
    const all = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
    return `<${tag}${all.join('')}></${tag}>`;
  });
  written.set(name, shapes.join(''));
  return shapes.join('');
}

/** Checks whether an icon has a name for those who do not see it. */
export const isNamed = (attributes: object): boolean =>
  Object.keys(attributes).some((name) => name.startsWith('aria-') || name === 'role' || name === 'title');
