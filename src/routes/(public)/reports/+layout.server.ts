// A published report is read without scripts: its pages are small, and the switch of language loads them again.
export const csr = false;
