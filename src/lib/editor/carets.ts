/**
 * Shows the carets of the others, by name and side, and sends the reader's own. The server owns their identity;
 * this sends only positions. While the reader composes nothing is rendered or sent: a caret rendered into a
 * composition would break it.
 */
import { Extension } from '@tiptap/core';
import { Plugin, PluginKey, type EditorState } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { CompositionGate } from '#lib/collab/gate.ts';
import { personOf, type Person } from '#lib/collab/presence.ts';
import { followsText, type PassageBinding } from './binding/binding.ts';
import { positionOfCaret } from './binding/carets.ts';
import { readCaret } from './caret-first.ts';
import { bindingOf } from './own-undo.ts';

export interface CaretOptions {
  awareness: Awareness | null;
  gate: CompositionGate | null;
  nameOf: (person: Person) => string;
  initialsOf: (name: string) => string;
}

/** Describes where somebody else's caret is; `anchor` differs from `head` if text is selected. */
interface OthersCaret {
  readonly client: number;
  readonly person: Person;
  readonly anchor: number;
  readonly head: number;
}

const field = 'cursor';
const key = new PluginKey<DecorationSet>('othersCarets');

export const Carets = Extension.create<CaretOptions>({
  name: 'carets',
  addOptions: () => ({
    awareness: null,
    gate: null,
    nameOf: (person) => person.name.en,
    initialsOf: (name) => name.slice(0, 2)
  }),
  addProseMirrorPlugins() {
    const { editor, options } = this;
    const { awareness, gate } = options;
    if (!awareness || !gate) return [];
    const rendered = (state: EditorState): DecorationSet =>
      DecorationSet.create(
        state.doc,
        caretsIn(state, awareness, bindingOf(editor)).flatMap((caret) => decorationsOf(caret, options))
      );
    return [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: () => DecorationSet.empty,
          apply: (transaction, shown, _, state) => {
            if (gate.isHolding) return shown.map(transaction.mapping, transaction.doc);
            const isAnew =
              transaction.getMeta(key) !== undefined ||
              (transaction.docChanged && transaction.getMeta(followsText) !== undefined);
            return isAnew ? rendered(state) : shown.map(transaction.mapping, transaction.doc);
          }
        },
        props: {
          // No caret of others is rendered into the empty block that holds the reader's own: an element
          // inserted there in the moment before a composition begins removes the composition's first letter.
          decorations: (state) => {
            const shown = key.getState(state);
            return shown && editor.isFocused ? elsewhereThan(state, shown) : shown;
          }
        },
        view: (view) => follow(view, awareness, gate, () => bindingOf(editor))
      })
    ];
  }
});

/** Draws the others' carets when they move, and sends the reader's own; returns what ends both. */
function follow(
  view: EditorView,
  awareness: Awareness,
  gate: CompositionGate,
  boundTo: () => PassageBinding | null
): { update: () => void; destroy: () => void } {
  const draw = (): void => {
    if (view.isDestroyed || gate.isHolding) return;
    readCaret(view);
    view.dispatch(view.state.tr.setMeta(key, true));
  };
  const moved = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>): void => {
    // The reader's own caret is not rendered; a redraw for each of its moves would race with the browser's own.
    if ([...added, ...updated, ...removed].some((client) => client !== awareness.clientID)) draw();
  };
  let sent: string | null = null;
  const send = (): void => {
    if (gate.isHolding || view.isDestroyed) return;
    const carets = view.hasFocus() ? (boundTo()?.carets ?? null) : null;
    const text = carets && JSON.stringify(carets);
    // What another editor of this document has sent is left alone.
    if (text === sent) return;
    sent = text;
    awareness.setLocalStateField(field, carets);
  };
  const released = gate.onRelease(() => {
    draw();
    send();
  });
  const soon = (): void => queueMicrotask(send);
  view.dom.addEventListener('focus', soon);
  view.dom.addEventListener('blur', soon);
  awareness.on('change', moved);
  queueMicrotask(draw);
  return {
    update: send,
    destroy: () => {
      released();
      view.dom.removeEventListener('focus', soon);
      view.dom.removeEventListener('blur', soon);
      awareness.off('change', moved);
      if (sent !== null) awareness.setLocalStateField(field, null);
    }
  };
}

function caretsIn(state: EditorState, awareness: Awareness, binding: PassageBinding | null): OthersCaret[] {
  if (!binding) return [];
  const placeOf = (json: unknown): number | null => {
    if (typeof json !== 'object' || json === null) return null;
    const at = positionOfCaret(binding.tree, state.doc, Y.createRelativePositionFromJSON(json));
    return at === null ? null : Math.max(0, Math.min(at, state.doc.content.size));
  };
  const carets: OthersCaret[] = [];
  for (const [client, shown] of awareness.getStates()) {
    const person = client === awareness.clientID ? null : personOf(shown);
    const cursor = shown[field] as { readonly anchor?: unknown; readonly head?: unknown } | null | undefined;
    const [anchor, head] = person && cursor ? [placeOf(cursor.anchor), placeOf(cursor.head)] : [null, null];
    if (person && anchor !== null && head !== null) carets.push({ client, person, anchor, head });
  }
  return carets;
}

function decorationsOf({ client, person, anchor, head }: OthersCaret, options: CaretOptions): Decoration[] {
  const side = person.side ? `side-${person.side.position}` : 'no-side';
  const name = options.nameOf(person);
  const caret = Decoration.widget(head, () => caretElement(client, side, name, options.initialsOf(name)), {
    key: `caret ${client} ${name}`,
    side: 10
  });
  const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)];
  return from === to
    ? [caret]
    : [caret, Decoration.inline(from, to, { class: `caret-selection ${side}` }, { inclusiveEnd: true })];
}

function caretElement(client: number, side: string, name: string, initials: string): HTMLElement {
  const caret = document.createElement('span');
  caret.className = `caret ${side}`;
  caret.dataset['client'] = String(client);
  caret.setAttribute('aria-hidden', 'true');
  const flag = document.createElement('span');
  flag.className = 'caret-flag';
  const short = document.createElement('b');
  short.textContent = initials;
  const full = document.createElement('span');
  full.textContent = name;
  flag.append(short, full);
  // Word joiners prevent a break of the text line or the word at the caret.
  caret.append('\u2060', flag, '\u2060');
  return caret;
}

/** Returns the decorations without those at the position of a caret that is alone in its block. */
function elsewhereThan({ selection: { $head, head } }: EditorState, shown: DecorationSet): DecorationSet {
  if ($head.parent.content.size > 0) return shown;
  return shown.remove(shown.find(head, head).filter(({ from, to }) => from === head && to === head));
}
