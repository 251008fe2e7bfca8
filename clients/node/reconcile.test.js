// Which records differ: two sides compare their trees, while the hub goes on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { bucketOf, RecordTree, sha256 } from "./evidence.js";
import { ReconcileResponseSchema } from "./gen/tabadul/exchange/v1/reconcile_pb.js";
import { differences, StateGone } from "./reconcile.js";

const digest = (text) => sha256(Buffer.from(text));
// "id=content" as Map of record id to digest.
const records = (...texts) => new Map(texts.map((text) => text.split("=")).map(([id, content]) => [id, digest(content)]));

// Answers as the hub does, of one source.
class Hub {
  constructor(held) {
    Object.assign(this, { held, sequence: 7n, calls: 0, moved: new Set() });
  }
  ask(prefixes) {
    ++this.calls;
    const tree = new RecordTree(this.held), byBucket = new Map();
    for (const [id, held] of this.held) byBucket.set(bucketOf(id), [...(byBucket.get(bucketOf(id)) ?? []), [id, held]]);
    const buckets = (prefixes.length > 0 ? prefixes : [Buffer.alloc(0)]).map((prefix) => {
      if (prefix.length === 0) return { prefix, children: tree.children() };
      if (prefix.length === 1) return { prefix, children: tree.buckets(prefix[0]) };
      const inside = byBucket.get(prefix[0] << 8 | prefix[1]) ?? [];
      const still = inside.filter(([id]) => !this.moved.has(id));
      return {
        prefix,
        records: still.map(([recordId, held]) => ({ recordId, digest: held })),
        moved: BigInt(inside.length - still.length),
      };
    });
    return create(ReconcileResponseSchema, { sequence: this.sequence, buckets });
  }
}
const compare = (held, hub, before = () => {}) => differences(held, async (prefixes) => {
  before();
  return hub.ask(prefixes);
});

test("equal sides are one call", async () => {
  const hub = new Hub(records("1=a", "شاغر-٢=b"));
  assert.equal((await compare(new Map(hub.held), hub)).size, 0);
  assert.equal(hub.calls, 1);
});

test("what is missing, additional or another one is found in three calls", async () => {
  const same = Array.from({ length: 1000 }, (_, number) => `${number}=same`);
  const hub = new Hub(records(...same, "شاغر-٢=theirs", "hub=only"));
  const found = await compare(records(...same, "شاغر-٢=ours", "copy=only"), hub);
  assert.deepEqual(found, new Map([
    ["شاغر-٢", [digest("ours"), digest("theirs")]],
    ["hub", [undefined, digest("only")]],
    ["copy", [digest("only"), undefined]],
  ]));
  assert.equal(hub.calls, 3);
});

test("everything is found, in as many calls as it takes", async () => {
  const hub = new Hub(records(...Array.from({ length: 600 }, (_, number) => `${number}=a`)));
  assert.equal((await compare(new Map(), hub)).size, 600);
});

test("it begins again when the hub no longer has the state", async () => {
  const hub = new Hub(records("1=a"));
  const found = await compare(new Map(), hub, () => {
    if (hub.calls === 1) ++hub.sequence; // of the second call it is another state
  });
  assert.deepEqual([...found.keys()], ["1"]);
  assert.equal(hub.calls, 2 + 3);
  await assert.rejects(compare(new Map(), hub, () => ++hub.sequence), StateGone);
});

test("a record that has moved is not taken for a difference", async () => {
  const hub = new Hub(records("1=changed", "2=b"));
  hub.moved.add("1");
  assert.deepEqual([...(await compare(records("1=a"), hub)).keys()], ["2"]);
});
