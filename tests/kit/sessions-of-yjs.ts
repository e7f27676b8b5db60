/** Records what honest clients write: small seeded sessions of real Yjs documents, with every update. */
import * as Y from 'yjs';
import { chanceOf, type Chance } from '#base/chance.ts';

export const roots = ['strategy.en', 'strategy.zh'] as const;

export const pieces = [
  'intelligent ',
  '智慧城市',
  'a',
  '🏙️',
  'ß',
  ' and the city said so. ',
  '数据共享',
  '\n'
];
export const marks = ['bold', 'italic', 'link'];

export const pick = <T>(chance: Chance, from: readonly T[]): T => {
  const found = from[Math.floor(chance() * from.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
};

/** Makes one edit of a narrative, as an editor would. */
export function edit(doc: Y.Doc, chance: Chance): void {
  const root = doc.getXmlFragment(pick(chance, roots));
  const elements = [...root.createTreeWalker((node) => node instanceof Y.XmlElement)] as Y.XmlElement[];
  const texts = [...root.createTreeWalker((node) => node instanceof Y.XmlText)] as Y.XmlText[];
  const choice = chance();
  if (choice < 0.15 || texts.length === 0) {
    const block = new Y.XmlElement(pick(chance, ['paragraph', 'heading', 'blockquote']));
    block.setAttribute('id', String(Math.floor(chance() * 1e9)));
    block.insert(0, [new Y.XmlText(pick(chance, pieces))]);
    root.insert(Math.floor(chance() * (root.length + 1)), [block]);
  } else if (choice < 0.2) {
    const holder = pick(chance, elements);
    const inner = new Y.XmlElement('listItem');
    inner.insert(0, [new Y.XmlText('inner')]);
    holder.insert(Math.floor(chance() * (holder.length + 1)), [inner]);
  } else if (choice < 0.3) {
    // An editor sets numbers and nulls as well, which the types of Yjs do not declare.
    const element = pick(chance, elements) as Y.XmlElement<Record<string, number | string | object>>;
    element.setAttribute(
      pick(chance, ['level', 'id', 'counterpart']),
      pick<number | string | object>(chance, [2, 'x', { a: [1, true] }, -1.5])
    );
  } else if (choice < 0.33) {
    pick(chance, elements).removeAttribute('level');
  } else if (choice < 0.45 && root.length > 0) {
    root.delete(Math.floor(chance() * root.length), 1);
  } else {
    const text = pick(chance, texts);
    const at = Math.floor(chance() * (text.length + 1));
    if (choice < 0.6 && text.length > at)
      text.delete(at, Math.min(text.length - at, 1 + Math.floor(chance() * 4)));
    else if (choice < 0.7 && text.length > at)
      text.format(at, text.length - at, {
        [pick(chance, marks)]: pick<unknown>(chance, [true, null, { href: '#' }])
      });
    else text.insert(at, pick(chance, pieces));
  }
}

export interface Recorded {
  /** Every update in an order in which one server may have received them; each builds only on those before it. */
  readonly updates: readonly Uint8Array[];
  /** Holds the document that all updates make. */
  readonly doc: Y.Doc;
}

/** Describes how people edit a model of text. */
export interface Editing {
  readonly edit: (doc: Y.Doc, chance: Chance) => void;
  /** Returns what a person's undo reaches. */
  readonly undoneIn: (doc: Y.Doc) => Y.Doc | Y.XmlFragment[];
}

const treeEditing: Editing = { edit, undoneIn: (doc) => roots.map((root) => doc.getXmlFragment(root)) };

/**
 * Records three people who edit, undo, go offline and come back with one larger update; `prepare` sees each
 * one's document first.
 */
export function recordSession(
  seed: number,
  edits = 40,
  prepare: (doc: Y.Doc) => void = () => undefined,
  editing: Editing = treeEditing
): Recorded {
  const chance = chanceOf(seed);
  const server = new Y.Doc();
  const updates: Uint8Array[] = [];
  const deliver = (update: Uint8Array): void => {
    updates.push(update);
    Y.applyUpdate(server, update);
  };
  const people = [1, 2, 3].map((n) => {
    const doc = new Y.Doc();
    doc.clientID = 1000 * n + Math.floor(chance() * 900);
    prepare(doc);
    const person = {
      doc,
      undo: new Y.UndoManager(editing.undoneIn(doc), { captureTimeout: 0 }),
      queue: [] as Uint8Array[],
      online: true
    };
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'server') person.queue.push(update);
    });
    return person;
  });
  for (let i = 0; i < edits; i++) {
    const person = pick(chance, people);
    if (chance() < 0.1) person.undo.undo();
    else if (chance() < 0.05) person.undo.redo();
    else editing.edit(person.doc, chance);
    if (chance() < 0.1) person.online = !person.online;
    if (!person.online) continue;
    if (chance() < 0.3) {
      // Reconnects as a provider does: step 1 in both directions, then the differences.
      const known = Y.encodeStateVector(server);
      Y.applyUpdate(person.doc, Y.encodeStateAsUpdate(server, Y.encodeStateVector(person.doc)), 'server');
      person.queue = [];
      deliver(Y.encodeStateAsUpdate(person.doc, known));
    } else {
      for (const update of person.queue.splice(0)) deliver(update);
    }
    if (chance() < 0.5)
      Y.applyUpdate(person.doc, Y.encodeStateAsUpdate(server, Y.encodeStateVector(person.doc)), 'server');
  }
  for (const person of people) deliver(Y.encodeStateAsUpdate(person.doc, Y.encodeStateVector(server)));
  return { updates, doc: server };
}

/** Changes, moves, cuts or doubles a few bytes, one to four times, or inserts a boundary number. */
export function mutate(bytes: Uint8Array, chance: Chance): Uint8Array {
  let mutated = Array.from(bytes);
  for (let times = 1 + Math.floor(chance() * 4); times > 0; times--) {
    const at = Math.floor(chance() * mutated.length);
    const length = 1 + Math.floor(chance() * 8);
    const choice = chance();
    if (choice < 0.35) mutated[at] = Math.floor(chance() * 256);
    else if (choice < 0.5) mutated[at] = ((mutated[at] ?? 0) + (chance() < 0.5 ? 1 : 255)) & 255;
    else if (choice < 0.6) mutated.splice(at, length);
    else if (choice < 0.7) mutated.splice(at, 0, ...mutated.slice(at, at + length));
    else if (choice < 0.8)
      mutated.splice(
        at,
        0,
        ...pick(chance, [
          [0],
          [1],
          [127],
          [128, 1],
          [255, 255, 255, 255, 15],
          [255, 255, 255, 255, 255, 255, 255, 15]
        ])
      );
    else if (choice < 0.9) {
      const from = Math.floor(chance() * mutated.length);
      mutated.splice(at, length, ...mutated.slice(from, from + length));
    } else mutated = mutated.slice(0, at + 1);
  }
  return Uint8Array.from(mutated);
}
