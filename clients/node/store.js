// A copy of the feed: in memory, and in a log of which each line is one step (what came and the cursor, together). A line
// is on the disk before the next page is asked for; what a crash left of an unfinished line is cut off. The set hashes are
// computed from the records themselves when the file is read, and then kept as records change: what a mark proves is what
// is held. At a mark the log is written anew if anything was removed since: erased payloads leave the disk.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, truncateSync, writeSync } from "node:fs";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { digestOf, itemOf, SetHash, signingKey, verify } from "./evidence.js";
import { MarkSchema } from "./gen/tabadul/exchange/v1/feed_pb.js";
import { AssertedState, StoredRecordSchema } from "./gen/tabadul/exchange/v1/record_pb.js";

export class Store {
  constructor(path) {
    this.path = path;
    this.cursor = "";
    this.round = 0;
    this.records = new Map(); // by hub id: {bytes, source, item, round}
    this.hashes = new Map(); // by source
    this.removed = false;
    if (existsSync(path)) this.replay();
    this.log = openSync(path, "a", 0o600);
  }

  replay() {
    const text = readFileSync(this.path);
    const whole = text.lastIndexOf(0x0a) + 1;
    if (whole < text.length) truncateSync(this.path, whole);
    for (const line of text.toString("utf8", 0, whole).split("\n")) if (line) this.run(JSON.parse(line));
  }

  // -- what follow() asks ------------------------------------------------------------------------------------------------

  apply(changes, cursor) {
    const put = [], remove = [];
    for (const { change } of changes) {
      const gone = change.case === "removal" || change.value.asserted === AssertedState.ERASED;
      if (gone) remove.push(change.value.hubId);
      else put.push(Buffer.from(toBinary(StoredRecordSchema, change.value)).toString("base64"));
    }
    this.step({ cursor, put, remove });
  }

  // The right to hold these has ended. (Of single sections the records come anew, without them.)
  withdraw({ source }) {
    const remove = [...this.records].filter(([, held]) => held.source === source).map(([hubId]) => hubId);
    this.step({ cursor: this.cursor, put: [], remove });
  }

  // Another history: what is held stays until the feed has come again from its beginning.
  restart() {
    this.step({ cursor: "", put: [], remove: [], restart: true });
  }

  // Everything has come: what was not named since restart() is no longer there.
  marked() {
    const remove = [...this.records].filter(([, held]) => held.round < this.round).map(([hubId]) => hubId);
    if (remove.length > 0) this.step({ cursor: this.cursor, put: [], remove });
    if (this.removed) this.compact();
  }

  // -- proof ---------------------------------------------------------------------------------------------------------------

  // {mark, unequal}: the sources of which this copy is not what the hub signed; none = proven equal. undefined if the
  // mark's key is not among `keys` (ask for them again). Throws if the mark is not the hub's, or not of this kind's feed.
  check(signed, keys, kind) {
    const mark = fromBinary(MarkSchema, signed.mark);
    const key = mark.time && signingKey(keys, signed.keyId, mark.time);
    if (!key) return undefined;
    if (!verify(key.publicKey, "tabadul-mark-v1", signed.mark, signed.signature)) {
      throw new Error("the mark's signature is wrong");
    }
    if (mark.kind !== kind) throw new Error(`the mark is of the feed of ${mark.kind}`);
    const nothing = new SetHash();
    const different = mark.sources.filter(({ source, count, setHash }) => {
      const held = this.hashes.get(source) ?? nothing;
      return BigInt(held.count) !== count || !held.digest().equals(setHash);
    });
    return { mark, unequal: different.map(({ source }) => source) };
  }

  // Map of record id to digest, of the source's records asserted OPEN: what is compared (reconcile.js).
  held(source) {
    const open = [...this.records.values()].filter((held) => held.source === source && held.item);
    return new Map(open.map(({ bytes }) => {
      const stored = fromBinary(StoredRecordSchema, bytes);
      return [stored.record.recordId, digestOf(stored)];
    }));
  }

  // -- the log -------------------------------------------------------------------------------------------------------------

  step(step) {
    writeSync(this.log, JSON.stringify(step) + "\n");
    fsyncSync(this.log);
    this.run(step);
  }

  run({ cursor, put, remove, restart }) {
    if (restart) ++this.round;
    for (const hubId of remove) this.remove(hubId);
    for (const text of put) this.put(Buffer.from(text, "base64"));
    this.removed ||= remove.length > 0;
    this.cursor = cursor;
  }

  remove(hubId) {
    const held = this.records.get(hubId);
    if (held?.item) this.hashes.get(held.source).remove(held.item);
    this.records.delete(hubId);
  }

  put(bytes) {
    const stored = fromBinary(StoredRecordSchema, bytes);
    const { source, recordId } = stored.record;
    this.remove(stored.hubId);
    let item; // of a record asserted OPEN
    if (stored.asserted === AssertedState.OPEN) {
      item = itemOf(recordId, digestOf(stored));
      if (!this.hashes.has(source)) this.hashes.set(source, new SetHash());
      this.hashes.get(source).add(item);
    }
    this.records.set(stored.hubId, { bytes, source, item, round: this.round });
  }

  // The log anew, with what is held only: all of it, or the old one stays.
  compact() {
    const fresh = openSync(this.path + ".new", "w", 0o600);
    for (const { bytes } of this.records.values()) {
      writeSync(fresh, JSON.stringify({ cursor: "", put: [bytes.toString("base64")], remove: [] }) + "\n");
    }
    writeSync(fresh, JSON.stringify({ cursor: this.cursor, put: [], remove: [] }) + "\n");
    fsyncSync(fresh);
    closeSync(fresh);
    renameSync(this.path + ".new", this.path);
    closeSync(this.log);
    this.log = openSync(this.path, "a", 0o600);
    for (const held of this.records.values()) held.round = 0; // as who reads the log now would count
    this.round = 0;
    this.removed = false;
  }
}
