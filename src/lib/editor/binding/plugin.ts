/** Holds a binding's life: it opens with the editor's view, writes what each transaction did, and closes with it. */
import { Plugin, PluginKey, type Selection, type Transaction } from '@tiptap/pm/state';
import { followsText, type PassageBinding } from './binding.ts';
import type { LocalTransaction } from './binding-options.ts';

/**
 * Lists the local transactions of a state, the last one first. States are values: one that is computed and never
 * shown leaves nothing behind.
 */
interface Log {
  before: Log | null;
  readonly local: LocalTransaction | null;
}

const logKey = new PluginKey<Log>('passageLog');

/** It must stand before those that change documents of Yjs in their views. */
export function bindingPlugin(binding: PassageBinding): Plugin<Log> {
  return new Plugin<Log>({
    key: logKey,
    state: {
      init: (): Log => ({ before: null, local: null }),
      apply: (transaction: Transaction, log, { selection }: { selection: Selection }): Log =>
        transaction.docChanged && !transaction.getMeta(followsText)
          ? { before: log, local: { transaction, selection } }
          : log
    },
    view: (view) => {
      let written = logKey.getState(view.state) ?? null;
      binding.open(view);
      return {
        update: ({ state }) => {
          const log = logKey.getState(state) ?? null;
          if (log === written) return;
          const locals: LocalTransaction[] = [];
          let entry = log;
          for (; entry && entry !== written; entry = entry.before)
            if (entry.local) locals.unshift(entry.local);
          const isContinued = entry === written;
          written = log;
          if (log) log.before = null;
          if (isContinued) binding.write(locals);
          else binding.settle();
        },
        destroy: () => binding.close()
      };
    }
  });
}
