/** The event of the window when a document has left the page: what it did not send can be handed in. */
export const documentLeft = 'meridian:document-left';
