/** Defines the field with the key of a submission of a form, by which the server knows its repetition. */
export const submissionField = 'submission';

/** Counts the bytes of a key, which is written in hexadecimal. */
export const submissionKeyBytes = 16;

export const isSubmissionKey = (value: string): boolean => /^[0-9a-f]{32}$/.test(value);
