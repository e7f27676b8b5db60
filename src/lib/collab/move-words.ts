/**
 * Moves text to new client ids: what was written under an id that turned out to be another person's is
 * written anew, in the same positions, under ids that nobody else has.
 */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/** A document that waits for something has gaps: a Skip for each. */
type Struct = Y.Item | Y.GC | Y.Skip;

/** Returns an update in which client ids are renamed, wherever it names them. */
export function moveWords(update: Uint8Array, moved: ReadonlyMap<number, number>): Uint8Array<ArrayBuffer> {
  const rename = (id: Y.ID): Y.ID => {
    const client = moved.get(id.client);
    return client === undefined ? id : Y.createID(client, id.clock);
  };
  const { structs, ds } = Y.decodeUpdate(update);
  const sections = new Map<number, Struct[]>();
  for (const struct of structs) {
    struct.id = rename(struct.id);
    if (struct instanceof Y.Item) {
      if (struct.origin) struct.origin = rename(struct.origin);
      if (struct.rightOrigin) struct.rightOrigin = rename(struct.rightOrigin);
      if (struct.parent instanceof Y.ID) struct.parent = rename(struct.parent);
    }
    const section = sections.get(struct.id.client);
    if (section) section.push(struct);
    else sections.set(struct.id.client, [struct]);
  }
  const encoder = new Y.UpdateEncoderV1();
  encoding.writeVarUint(encoder.restEncoder, sections.size);
  for (const [client, own] of [...sections].sort(([a], [b]) => b - a)) {
    encoding.writeVarUint(encoder.restEncoder, own.length);
    encoder.writeClient(client);
    encoding.writeVarUint(encoder.restEncoder, own[0]?.id.clock ?? 0);
    for (const struct of own) struct.write(encoder, 0);
  }
  encoding.writeVarUint(encoder.restEncoder, ds.clients.size);
  for (const [client, ranges] of ds.clients) {
    encoding.writeVarUint(encoder.restEncoder, moved.get(client) ?? client);
    encoding.writeVarUint(encoder.restEncoder, ranges.length);
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(encoder.restEncoder, clock);
      encoding.writeVarUint(encoder.restEncoder, len);
    }
  }
  return encoder.toUint8Array() as Uint8Array<ArrayBuffer>;
}
