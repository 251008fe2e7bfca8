// The copy by itself: what it holds after removals, erasures, a restored hub, a restart of the process.
import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { digestOf, isValidAt, itemOf, SetHash } from "./evidence.js";
import { ChangeSchema, MarkSchema, SignedMarkSchema } from "./gen/tabadul/exchange/v1/feed_pb.js";
import { AssertedState } from "./gen/tabadul/exchange/v1/record_pb.js";
import { Store } from "./store.js";

const SOURCE = "SY/mosal/pes";
const path = () => join(mkdtempSync(join(tmpdir(), "tabadul-")), "copy.log");

const state = (id, title, asserted = AssertedState.OPEN) => {
  const vacancy = { title: { translations: [{ language: "ar", text: title }] } };
  const record = { source: SOURCE, recordId: id, payload: { case: "vacancy", value: vacancy } };
  return create(ChangeSchema, { change: { case: "state", value: { hubId: `hub-${id}`, asserted, record } } });
};
const removal = (id) => create(ChangeSchema, { change: { case: "removal", value: { hubId: `hub-${id}` } } });

// Holds exactly these, and hashes them; so does who opens the file now.
function expect(store, ...changes) {
  const wanted = new SetHash();
  for (const { change: { value } } of changes) wanted.add(itemOf(value.record.recordId, digestOf(value)));
  for (const held of [store, new Store(store.path)]) {
    assert.deepEqual([...held.records.keys()].sort(), changes.map(({ change }) => change.value.hubId).sort());
    assert.deepEqual(held.hashes.get(SOURCE).digest(), wanted.digest());
  }
}

test("newest state of each record", () => {
  const store = new Store(path());
  store.apply([state("1", "a"), state("2", "b"), state("3", "secret")], "c1");
  store.apply([state("1", "a2"), removal("2"), state("3", "", AssertedState.ERASED), removal("unknown")], "c2");
  assert.equal(new Store(store.path).cursor, "c2");
  expect(store, state("1", "a2"));
  store.marked();
  expect(store, state("1", "a2"));
  const log = readFileSync(store.path, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  assert.equal(log.flatMap(({ put }) => put).length, 1); // the erased one has left the disk
  assert.equal(new Store(store.path).cursor, "c2");
});

test("a restored hub is read over what is held", () => {
  let store = new Store(path());
  store.apply([state("1", "a"), state("2", "b"), state("3", "c")], "old");
  store.restart();
  store.apply([state("1", "a")], "new-1");
  store = new Store(store.path); // killed between the pages
  assert.equal(store.cursor, "new-1");
  assert.equal(store.records.size, 3);
  store.apply([state("2", "b2")], "new-2");
  store.marked();
  expect(store, state("1", "a"), state("2", "b2"));
});

test("an unfinished line is cut off", () => {
  const store = new Store(path());
  store.apply([state("1", "a")], "c1");
  writeFileSync(store.path, '{"cursor":"c2","put":["AA', { flag: "a" });
  assert.equal(new Store(store.path).cursor, "c1");
  expect(store, state("1", "a"));
});

test("a withdrawn source goes", () => {
  const store = new Store(path());
  store.apply([state("1", "a")], "c1");
  store.withdraw({ source: SOURCE });
  assert.equal(store.records.size, 0);
});

const signer = generateKeyPairSync("ed25519");
const publicKey = signer.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
const key = { keyId: "k", service: "jobs", publicKey, notBefore: { seconds: 1000n, nanos: 0 } };

// What the hub would sign for these records.
function signed(changes, kind = "vacancy") {
  const set = new SetHash();
  for (const { change: { value } } of changes) set.add(itemOf(value.record.recordId, digestOf(value)));
  const sources = [{ source: SOURCE, count: BigInt(set.count), setHash: set.digest() }];
  const mark = toBinary(MarkSchema, create(MarkSchema, { kind, time: { seconds: 1500n, nanos: 0 }, sources }));
  const signature = sign(null, Buffer.concat([Buffer.from("tabadul-mark-v1\0"), mark]), signer.privateKey);
  return create(SignedMarkSchema, { mark, keyId: "k", signature });
}

test("a mark proves what is held", () => {
  const store = new Store(path());
  store.apply([state("1", "a"), state("2", "b"), state("3", "c", AssertedState.CLOSED)], "c1");
  assert.deepEqual(store.check(signed([state("1", "a"), state("2", "b")]), [key], "vacancy").unequal, []);
  assert.deepEqual(store.check(signed([state("1", "a")]), [key], "vacancy").unequal, [SOURCE]);
  assert.deepEqual([...store.held(SOURCE).keys()].sort(), ["1", "2"]); // what is compared: the open ones
  assert.equal(store.held("EG/momp/pes").size, 0);
});

test("a mark of another feed, by another service's key, or damaged proves nothing", () => {
  const store = new Store(path());
  assert.throws(() => store.check(signed([], "training_offer"), [key], "vacancy"), /training_offer/);
  assert.equal(store.check(signed([]), [{ ...key, service: "statistics" }], "vacancy"), undefined);
  const damaged = signed([]);
  damaged.signature[0] ^= 1;
  assert.throws(() => store.check(damaged, [key], "vacancy"), /signature/);
});

test("a key is valid from its beginning to just before its end", () => {
  const at = (seconds, nanos = 0) => ({ seconds: BigInt(seconds), nanos });
  const key = { notBefore: at(1000, 5), notAfter: at(2000) };
  assert.equal(isValidAt(key, at(1000, 4)), false);
  assert.equal(isValidAt(key, at(1000, 5)), true);
  assert.equal(isValidAt(key, at(1999, 999_999_999)), true);
  assert.equal(isValidAt(key, at(2000)), false);
  assert.equal(isValidAt({ notBefore: at(1000, 5) }, at(253_402_300_799)), true); // no end
});
