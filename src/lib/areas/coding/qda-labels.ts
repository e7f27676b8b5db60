/** Defines the sentences about REFI-QDA files: why one is not read, and what of it was not taken in. */
import type { LeftReason } from '#rules/coding/coding-import.ts';
import { longestCodeLabel, longestDefinition, deepestCode } from '#rules/coding/code-book.ts';
import { longestMemo } from '#rules/coding/coding.ts';
import { fileFaults, type FileFault } from '#base/read-file.ts';
import type { QdaFault, QdaLoss } from '#rules/coding/qda-project.ts';
import { faultSentence } from '#lib/i18n/file-faults.ts';
import { m } from '#lib/paraglide/messages.js';

const qdaSentences: Readonly<Record<QdaFault | 'wrong-type', (name: string) => string>> = {
  'wrong-type': () => m.coding_fault_no_refi_qda(),
  'no-project': () => m.coding_fault_no_project(),
  'no-refi-qda': () => m.coding_fault_no_refi_qda(),
  'bad-guid': (name) => m.coding_fault_bad_guid({ name }),
  'repeated-guid': (name) => m.coding_fault_repeated_guid({ name }),
  'unknown-code': (name) => m.coding_fault_unknown_code({ name }),
  'no-text': (name) => m.coding_fault_no_text({ name }),
  'outside-text': (name) => m.coding_fault_outside_text({ name }),
  'too-many-codes': (most) => m.coding_fault_too_many_codes({ most }),
  'too-many-selections': (most) => m.coding_fault_too_many_selections({ most }),
  'codes-too-deep': (name) => m.coding_fault_codes_too_deep({ name, most: String(deepestCode) }),
  'nameless-code': (name) => m.coding_fault_nameless_code({ name }),
  'name-too-long': (name) => m.coding_fault_name_too_long({ name, most: String(longestCodeLabel) }),
  'description-too-long': (name) =>
    m.coding_fault_description_too_long({ name, most: String(longestDefinition) }),
  'memo-too-long': (name) => m.coding_fault_memo_too_long({ name, most: String(longestMemo) })
};

const isOfAnyFile = (fault: FileFault | QdaFault): fault is FileFault =>
  (fileFaults as readonly string[]).includes(fault);

/** Returns why a file is not read, with the name of what is wrong in it. */
export function qdaFaultSentence(fault: FileFault | QdaFault, detail: string): string {
  return fault === 'wrong-type' || !isOfAnyFile(fault)
    ? qdaSentences[fault](detail)
    : faultSentence(fault, detail);
}

const lossLabels: Readonly<Record<string, () => string>> = {
  PictureSource: m.coding_loss_pictures,
  PDFSource: m.coding_loss_pdf,
  PDFSelection: m.coding_loss_pdf_areas,
  AudioSource: m.coding_loss_sound,
  VideoSource: m.coding_loss_film,
  TextSource: m.coding_loss_texts,
  Note: m.coding_loss_notes,
  richTextPath: m.coding_loss_formatting,
  Graph: m.coding_loss_graphs,
  color: m.coding_loss_colours,
  isCodable: m.coding_loss_headings,
  Case: m.coding_loss_cases,
  Variable: m.coding_loss_variables,
  Set: m.coding_loss_sets,
  Link: m.label_links
};

export const lossLabel = ({ element }: Pick<QdaLoss, 'element'>): string =>
  (Object.hasOwn(lossLabels, element) ? lossLabels[element]?.() : undefined) ??
  m.coding_loss_other({ name: element });

const leftLabels: Readonly<Record<LeftReason, () => string>> = {
  'other-coder': m.coding_left_other_coder,
  'other-text': m.coding_left_other_text,
  changed: m.coding_left_changed
};
export const leftLabel = (reason: LeftReason): string => leftLabels[reason]();
