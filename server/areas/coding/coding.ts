/** Creates the service of coding: the code book, tagging, second passes, and what each reader may see of them. */
import { bind } from '#server/commands/bind.ts';
import type { CodingTools } from './acting.ts';
import { listPalette, loadBook } from './book-view.ts';
import { createCitingOfCodings, type CitingTools } from './citing.ts';
import * as book from './code-book.ts';
import { loadCode } from './code-view.ts';
import { loadTask } from './pass-views.ts';
import { cancelTask, closePass, giveTask, settle } from './passes.ts';
import { receiveFile } from './qda-receiving.ts';
import { codeBookFile, codingsFile } from './qda-sending.ts';
import type { ReadingTools } from './reading.ts';
import { tag, tagWithNew, untag } from './tagging.ts';
import { loadCodingsOfComments, loadCodingsOnText } from './text-codings.ts';

export type CodingService = ReturnType<typeof createCoding>;

export const createCoding = (tools: CodingTools & CitingTools & ReadingTools) => ({
  ...bind(tools, {
    palette: listPalette,
    load: loadBook,
    loadCode,
    onText: loadCodingsOnText,
    ofComments: loadCodingsOfComments,
    loadTask,
    codeBookFile,
    codingsFile
  }),
  ...bind(tools, {
    addCode: book.addCode,
    changeCode: book.changeCode,
    moveCode: book.placeCode,
    removeCode: book.takeOutCode,
    mergeCodes: book.joinCodes,
    splitCode: book.divideCode,
    recode: book.recodeCodings,
    addMemo: book.addMemo,
    changeMemo: book.changeMemo,
    undo: book.undo,
    tag,
    tagWithNew,
    untag,
    giveTask,
    closePass,
    cancelTask,
    settle,
    receiveFile
  }),
  ...createCitingOfCodings(tools)
});
