import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { CompositionGate } from '#lib/collab/gate.ts';

/** Makes two people, each with a network document and an editor's document; the networks are joined. */
function twoPeople() {
  const networks = [new Y.Doc(), new Y.Doc()] as const;
  networks[0].getText('t').insert(0, '北京');
  Y.applyUpdate(networks[1], Y.encodeStateAsUpdate(networks[0]));
  const sent: Uint8Array[] = [];
  networks[0].on('update', (update: Uint8Array, origin: unknown) => {
    if (origin === 'wire') return;
    sent.push(update);
    Y.applyUpdate(networks[1], update, 'wire');
  });
  networks[1].on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'wire') Y.applyUpdate(networks[0], update, 'wire');
  });
  const person = (network: Y.Doc) => {
    const editor = new Y.Doc();
    const gate = new CompositionGate(network, editor);
    const text = editor.getText('t');
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- Y.Text prints as its text
    return { gate, text, editor, read: () => text.toString() };
  };
  return { composing: person(networks[0]), other: person(networks[1]), sent };
}

describe('the composition gate', () => {
  it('lets changes through in both directions while no one composes', () => {
    const { composing, other } = twoPeople();
    composing.text.insert(2, '市');
    other.text.insert(0, '在');
    expect(composing.read()).toBe('在北京市');
    expect(other.read()).toBe('在北京市');
  });

  it('shows nobody the pinyin of a running composition, and its end to everyone (R221)', () => {
    const { composing, other, sent } = twoPeople();
    composing.gate.hold();
    for (const [index, letter] of ['s', 'h', 'i'].entries()) composing.text.insert(2 + index, letter);
    other.text.insert(2, '!');
    expect(other.read()).toBe('北京!');
    expect(composing.read()).toBe('北京shi');
    composing.text.delete(2, 3);
    composing.text.insert(2, '市');
    composing.gate.release();
    expect(composing.read()).toBe(other.read());
    expect(composing.read()).toMatch(/^北京(市!|!市)$/);
    expect(sent.map((update) => Buffer.from(update).toString('latin1')).join('')).not.toContain('shi');
  });

  it('lets what is finished out when the next composition starts as the last one ends', () => {
    const { composing, other } = twoPeople();
    composing.gate.hold();
    composing.text.insert(2, '市');
    other.text.insert(0, '在');
    composing.gate.passOut();
    composing.text.insert(3, 'hai');
    expect(other.read()).toBe('在北京市');
    expect(composing.read()).toBe('北京市hai');
    composing.text.delete(3, 3);
    composing.text.insert(3, '海');
    composing.gate.release();
    expect(composing.read()).toBe('在北京市海');
    expect(other.read()).toBe('在北京市海');
  });

  it('loses nothing when the editor closes while composing', () => {
    const { composing, other } = twoPeople();
    composing.gate.hold();
    composing.text.insert(2, '市');
    composing.gate.close();
    expect(other.read()).toBe('北京市');
  });

  it('says that it holds writing, so that the page does not call it saved', () => {
    const { composing } = twoPeople();
    composing.gate.hold();
    expect(composing.gate.holdsWriting).toBe(false);
    composing.text.insert(2, 's');
    expect(composing.gate.holdsWriting).toBe(true);
    composing.gate.release();
    expect(composing.gate.holdsWriting).toBe(false);
  });

  it('undoes only what this person wrote, a composition as a whole', () => {
    const { composing, other } = twoPeople();
    const undo = new Y.UndoManager(composing.text, { trackedOrigins: new Set(['typing']) });
    const type = (change: () => void) => composing.editor.transact(change, 'typing');
    undo.captureTimeout = Number.MAX_SAFE_INTEGER;
    composing.gate.hold();
    type(() => composing.text.insert(2, 'shi'));
    type(() => composing.text.delete(2, 3));
    type(() => composing.text.insert(2, '市'));
    other.text.insert(0, '在');
    composing.gate.release();
    undo.stopCapturing();
    undo.undo();
    expect(composing.read()).toBe('在北京');
    expect(other.read()).toBe('在北京');
  });
});
