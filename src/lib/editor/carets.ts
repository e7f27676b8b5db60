/**
 * Shows the carets of the others, by name and side. The server owns their identity; this sends only the
 * position of the reader's own caret. While the reader composes nothing is rendered or sent: a caret rendered
 * into a composition would break it.
 */
import { Extension } from '@tiptap/core';
import { Plugin, type Selection } from '@tiptap/pm/state';
import type { DecorationSet } from '@tiptap/pm/view';
import { yCursorPlugin, yCursorPluginKey } from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';
import type { CompositionGate } from '#lib/collab/gate.ts';
import { personOf, type Person } from '#lib/collab/presence.ts';

type Listener = () => void;
type Changes = Readonly<Record<'added' | 'updated' | 'removed', readonly number[]>>;

/** Provides the part of awareness that the caret plugin uses. */
class CaretChannel {
  readonly #awareness: Awareness;
  readonly #gate: CompositionGate;
  readonly #listeners = new Map<Listener, { heard: (changes: Changes) => void; stop: () => void }>();

  constructor(awareness: Awareness, gate: CompositionGate) {
    this.#awareness = awareness;
    this.#gate = gate;
  }
  get doc() {
    return this.#awareness.doc;
  }
  get clientID(): number {
    return this.#awareness.clientID;
  }
  getStates(): Map<number, Record<string, unknown>> {
    return this.#awareness.getStates();
  }
  getLocalState(): Record<string, unknown> | null {
    return this.#awareness.getLocalState();
  }
  setLocalStateField(field: string, value: unknown): void {
    if (!this.#gate.isHolding) this.#awareness.setLocalStateField(field, value);
  }
  on(name: 'change', listener: Listener): void {
    // The reader's own caret is not rendered; a redraw for each of its moves would race with the browser's
    // own caret.
    const heard = ({ added, updated, removed }: Changes): void => {
      const others = [...added, ...updated, ...removed].some((client) => client !== this.clientID);
      if (others && !this.#gate.isHolding) listener();
    };
    this.#listeners.set(listener, { heard, stop: this.#gate.onRelease(listener) });
    this.#awareness.on(name, heard);
  }
  off(name: 'change', listener: Listener): void {
    const found = this.#listeners.get(listener);
    if (!found) return;
    this.#awareness.off(name, found.heard);
    found.stop();
    this.#listeners.delete(listener);
  }
}

export interface CaretOptions {
  awareness: Awareness | null;
  gate: CompositionGate | null;
  nameOf: (person: Person) => string;
  initialsOf: (name: string) => string;
}

export const Carets = Extension.create<CaretOptions>({
  name: 'carets',
  addOptions: () => ({
    awareness: null,
    gate: null,
    nameOf: (person) => person.name.en,
    initialsOf: (name) => name.slice(0, 2)
  }),
  addProseMirrorPlugins() {
    const { editor } = this;
    const { awareness, gate, nameOf, initialsOf } = this.options;
    if (!awareness || !gate) return [];
    const channel = new CaretChannel(awareness, gate);
    const sideOf = (user: unknown): string => {
      const side = personOf({ user })?.side;
      return side ? `side-${side.position}` : 'no-side';
    };
    const plugin: Plugin = // y-tiptap gives it no type
      yCursorPlugin(channel as unknown as Awareness, {
        awarenessStateFilter: (own, client, state) => client !== own && personOf(state) !== null,
        cursorBuilder: (user: unknown, client: number) => {
          const person = personOf({ user });
          const name = person ? nameOf(person) : '';
          const caret = document.createElement('span');
          caret.className = `caret ${sideOf(user)}`;
          caret.dataset['client'] = String(client);
          caret.setAttribute('aria-hidden', 'true');
          const flag = document.createElement('span');
          flag.className = 'caret-flag';
          const short = document.createElement('b');
          short.textContent = initialsOf(name);
          const full = document.createElement('span');
          full.textContent = name;
          flag.append(short, full);
          // Word joiners prevent a break of the text line or the word at the caret.
          caret.append('\u2060', flag, '\u2060');
          return caret;
        },
        selectionBuilder: (user: unknown) => ({ class: `caret-selection ${sideOf(user)}` })
      }) as Plugin;
    const { props, ...spec } = plugin.spec;
    // No caret of others is rendered into the empty block that holds the reader's own: an element inserted
    // there in the moment before a composition begins removes the composition's first letter.
    const elsewhere = new Plugin({
      ...spec,
      props: {
        ...props,
        decorations: (state) => {
          const rendered = yCursorPluginKey.getState(state) as DecorationSet | undefined;
          return rendered && editor.isFocused ? elsewhereThan(state.selection, rendered) : rendered;
        }
      }
    });
    // y-tiptap redraws a moment after a change; a composition may have begun within that moment.
    const notNow = new Plugin({
      filterTransaction: (transaction) =>
        transaction.docChanged || !gate.isHolding || transaction.getMeta(yCursorPluginKey) === undefined
    });
    return [elsewhere, notNow];
  }
});

/** Returns the rendered decorations without those at the position of a caret that is alone in its block. */
function elsewhereThan({ $head, head }: Selection, rendered: DecorationSet): DecorationSet {
  if ($head.parent.content.size > 0) return rendered;
  return rendered.remove(rendered.find(head, head).filter(({ from, to }) => from === head && to === head));
}
