/**
 * Puts ProseMirror into a page by itself, without a copy of the text, colleagues, toolbar or marks: what a key takes in
 * it is what the library takes. The page holds the paragraphs in an element with the id `source`.
 */
import { DOMParser, Schema } from 'prosemirror-model';
import { EditorState } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';

const schema = new Schema({
  nodes: {
    doc: { content: 'paragraph+' },
    paragraph: { content: 'text*', toDOM: () => ['p', 0], parseDOM: [{ tag: 'p' }] },
    text: {}
  }
});
const source = document.querySelector('#source');
if (!source) throw new Error('The page holds no paragraphs');
const doc = DOMParser.fromSchema(schema).parse(source);
source.remove();
new EditorView(document.body, { state: EditorState.create({ doc }) });
