export const endSignature = 0x06054b50;
export const end64Signature = 0x06064b50;
export const locatorSignature = 0x07064b50;
export const centralSignature = 0x02014b50;
export const localSignature = 0x04034b50;
export const localLength = 30;
export const centralLength = 46;
export const endLength = 22;
export const end64Length = 56;
export const locatorLength = 20;
export const longestComment = 0xffff;
/** Marks a field of 16 or 32 bits whose value is in the zip64 part. */
export const beyond16 = 0xffff;
export const beyond32 = 0xffffffff;
export const zip64Extra = 0x0001;
export const version20 = 20;
export const version45 = 45;
/** Says that names are UTF-8. */
export const utf8Names = 0x0800;
/** Holds a fixed time, 1 January 1980, midnight. */
export const zipTime = { time: 0, date: 0x0021 };
export const stored = 0;
export const deflated = 8;
