/** A rule about how the comment of a declaration begins. */
import type { Rule } from 'eslint';

/** Words that begin a fragment or a riddle, not a sentence that says what something does. */
const fragmentWords = new Set(
  (
    'as by from how in like none nobody of on ours that those to what where whether which who whoever whom ' +
    'whose why with'
  ).split(' ')
);

/**
 * Refuses a doc comment that begins with a word with which no sentence of subject and verb begins, and one of an exported
 * declaration that does not begin with a verb: “Returns …”, “Holds …”.
 */
export const docCommentSentence: Rule.RuleModule = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      fragment: 'A doc comment begins with a sentence that says what this does or is, not with “{{word}}”.',
      verb: 'The doc comment of an export begins with its verb, as “Returns” or “Holds”, not with “{{word}}”.'
    }
  },
  create: (context) => ({
    ExportNamedDeclaration: (node) => {
      const comment = context.sourceCode.getCommentsBefore(node).at(-1);
      if (comment?.type !== 'Block' || !comment.value.startsWith('*')) return;
      const word = /^[\s*]*(\S+)/.exec(comment.value)?.[1] ?? '';
      if (!/^[A-Z][a-z]*s,?$/.test(word) && comment.loc)
        context.report({ loc: comment.loc, messageId: 'verb', data: { word } });
    },
    Program: () => {
      for (const { type, value, range } of context.sourceCode.getAllComments()) {
        if (type !== 'Block' || !value.startsWith('*')) continue;
        const first = /^[\s*]*([A-Za-z]+)/.exec(value);
        const word = first?.[1];
        if (first === null || word === undefined || !fragmentWords.has(word.toLowerCase())) continue;
        const start = (range?.[0] ?? 0) + 2 + first[0].length - word.length;
        context.report({
          loc: {
            start: context.sourceCode.getLocFromIndex(start),
            end: context.sourceCode.getLocFromIndex(start + word.length)
          },
          messageId: 'fragment',
          data: { word }
        });
      }
    }
  })
};
