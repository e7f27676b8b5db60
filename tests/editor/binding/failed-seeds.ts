export const failedOnce: Readonly<Record<string, readonly number[]>> = {
  'a letter and a kind of one block arrive together': [72, 102, 129],
  'a cell that several rows show has a block of a new id': [63, 109, 125],
  'two blocks of one id get a new kind': [8, 20, 29, 430, 1512, 1982, 2621],
  'a block without a marker gets two attributes at once': [2239, 2507],
  'two cells that hold blocks without a marker get a kind at once': [6060],
  'a mark reaches into cells and captions': [39, 44, 46, 57, 60, 61, 62],
  'words go from a block into a caption': [47, 255],
  'Yjs cleans up formats after the last receipt': [331, 362, 378]
};

/** With the acts that were added later. */
export const failedLater: Readonly<Record<string, readonly number[]>> = {
  'a block is moved in which a dividing line was inserted': [300],
  'words that are brought along go with others that are taken from around them': [6716],
  'a block that got its id when it was written is split by a paste': [
    4605, 13058, 16332, 18957, 26041, 26302, 28969, 60654
  ],
  'a block that is brought along stands behind one without a marker, as long as both borders': [
    15804, 24969, 26046, 59924, 61412, 63661, 68630
  ],
  'a letter before a caret is deleted and restored by a colleague': [55826],
  'undo selects from one table into another': [17916],
  'two move a block at once, and a third moves the copy that stays': [66554],
  'a copy of a block that stands twice is pasted before the block': [47869],
  'a figure is shown no more while somebody types in its caption, and comes back': [44269]
};

/** Of work on tables. */
export const failedGrid: Readonly<Record<string, readonly number[]>> = {
  'two merge cells that overlap, and one of them splits a cell': [2476, 3497, 6828],
  'somebody writes in a cell that a colleague merges with another': [4750],
  'a table is deleted, its cells are merged, and undo restores it': [1853]
};

/** Of writing and moving. */
export const failedMoving: Readonly<Record<string, readonly number[]>> = {
  'structure names a left neighbour that never stood beside the right one': [71],
  'several write in an empty block, and a block is moved behind it': [587, 657, 665],
  'a block that two moved at once is moved again': [658],
  'a block is moved before one that was moved behind new words': [5495],
  'words that were left behind are moved with the block in which they stand': [5382],
  'words are left behind before a block that came and went at once': [5579],
  'words stand where they were left behind, between the halves of a letter': [431],
  'words are brought along from the block behind a copy that goes': [8455, 61583]
};
