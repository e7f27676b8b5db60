import type { Editor } from '@tiptap/core';
import type { OwnChanges } from '../own-changes.ts';
import type { EditorTools } from '../passage-editor.ts';

export interface ActContext {
  readonly editor: Editor;
  readonly changes: OwnChanges;
  readonly tools: Pick<EditorTools, 'session' | 'section' | 'language'>;
}
