/** Defines how a block is written as HTML that is safe to show. */
export interface BlockElement {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Holds the attributes in HTML that every block has: its id, and what marks it on the page. */
  readonly own: string;
  readonly inner: () => string;
}

export type BlockHtml = (element: BlockElement) => string;

/** `added` holds further attributes in HTML. */
export const wrapped = ({ own, inner }: BlockElement, tag: string, added = ''): string =>
  `<${tag}${own}${added}>${inner()}</${tag}>`;
