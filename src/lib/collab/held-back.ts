import * as Y from 'yjs';
import { newClientId } from './client-ids.ts';

/** Is the document that is edited, where it is another, and what brings held writing over from it. */
export interface EditorSide {
  readonly doc: Y.Doc;
  readonly passOut: () => void;
}

/**
 * Brings over what the editor holds back, where the server has other text in its place: somebody else's, under
 * the same id. The server also repeats what was written here, where others wrote at the same moment; that is
 * no reason to touch a composition.
 */
export function bringOver(
  { doc, editor }: { readonly doc: Y.Doc; readonly editor?: EditorSide },
  clocks: ReadonlyMap<number, number>,
  draw: () => number
): void {
  if (!editor) return;
  const { clientID } = editor.doc;
  const isAhead = (client: number, clock: number): boolean => clock > Y.getState(doc.store, client);
  const isHeldBack = ([client, clock]: [number, number]): boolean =>
    isAhead(client, clock) && isAhead(client, Y.getState(editor.doc.store, client));
  if (!isAhead(clientID, clocks.get(clientID) ?? 0)) {
    if ([...clocks].some(isHeldBack)) editor.passOut();
    return;
  }
  editor.passOut();
  // What is composed next under it would be taken for what somebody else wrote.
  if (Y.getState(editor.doc.store, clientID) === 0) editor.doc.clientID = newClientId(doc, draw);
}
