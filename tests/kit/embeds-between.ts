/** Encodes updates of embeds between any neighbours, those that no editor names included. */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

export interface Embeds {
  readonly client: number;
  /** The clock of the first. */
  readonly from: number;
  readonly neighbours: readonly (readonly [left: Y.ID | null, right: Y.ID | null])[];
}

/** Encodes embeds of several clients; one without neighbours is in the root. */
export function embedsOf(root: string, sections: readonly Embeds[]): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  const { restEncoder } = encoder;
  encoding.writeVarUint(restEncoder, sections.length);
  for (const { client, from, neighbours } of sections) {
    encoding.writeVarUint(restEncoder, neighbours.length);
    encoding.writeVarUint(restEncoder, client);
    encoding.writeVarUint(restEncoder, from);
    for (const [n, [left, right]] of neighbours.entries()) {
      const content = new Y.ContentEmbed({ rule: `r${client}-${from + n}` });
      const id = Y.createID(client, from + n);
      new Y.Item(id, null, left, null, right, root as never, null, content).write(encoder, 0);
    }
  }
  encoding.writeVarUint(restEncoder, 0);
  return encoder.toUint8Array();
}
