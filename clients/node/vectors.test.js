// The same bytes as the hub's own code, by the vectors of tests/contract/vectors.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromBinary, fromJson } from "@bufbuild/protobuf";
import { bucketOf, canonicalBytes, itemOf, RecordTree, SetHash, sha256, verify } from "./evidence.js";
import { TrainingOfferSchema } from "./gen/tabadul/jobs/v1/training_offer_pb.js";
import { VacancySchema } from "./gen/tabadul/jobs/v1/vacancy_pb.js";

const folder = process.env.TABADUL_VECTORS ?? new URL("../../tests/contract/vectors", import.meta.url).pathname;
const read = (name) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8"));
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const bytesOf = (text) => Buffer.from(text, "hex");
const SCHEMAS = { "tabadul.jobs.v1.Vacancy": VacancySchema, "tabadul.jobs.v1.TrainingOffer": TrainingOfferSchema };

test("canonical bytes of JSON and of what was received", () => {
  const vectors = read("canonical.json");
  assert.ok(vectors.length > 15);
  for (const { name, message, payload, bytes, digest } of vectors) {
    const schema = SCHEMAS[message];
    assert.equal(hex(canonicalBytes(schema, fromJson(schema, payload))), bytes, name);
    assert.equal(hex(canonicalBytes(schema, fromBinary(schema, bytesOf(bytes)))), bytes, name);
    assert.equal(hex(sha256(bytesOf(bytes))), digest, name);
  }
});

test("set hashes", () => {
  const held = new SetHash();
  for (const { name, add, remove, count, setHash } of read("set-hash.json")) {
    const items = (records) => records.map(({ recordId, digest, item }) => {
      const made = itemOf(recordId, bytesOf(digest));
      assert.equal(hex(made), item, name);
      return made;
    });
    items(remove).forEach((item) => held.remove(item));
    items(add).forEach((item) => held.add(item));
    assert.equal(held.count, count, name);
    assert.equal(hex(held.digest()), setHash, name);
  }
});

test("trees", () => {
  for (const { name, records, buckets, children, childrenDigest } of read("reconcile.json")) {
    const held = records.map(({ recordId, digest, bucket, item }) => {
      assert.equal(bucketOf(recordId), parseInt(bucket, 16), name);
      assert.equal(hex(itemOf(recordId, bytesOf(digest))), item, name);
      return [recordId, bytesOf(digest)];
    });
    const tree = new RecordTree(held);
    const hashOf = (hashes, place) => hex(hashes.subarray(32 * place, 32 * place + 32));
    for (const { prefix, hash } of buckets) {
      const [child, last] = bytesOf(prefix);
      assert.equal(hashOf(tree.buckets(child), last), hash, name);
    }
    for (const { prefix, hash } of children) assert.equal(hashOf(tree.children(), bytesOf(prefix)[0]), hash, name);
    assert.equal(hex(sha256(tree.children())), childrenDigest, name);
  }
});

test("signatures", () => {
  const { publicKey, signatures } = read("mark.json");
  for (const { name, context, message, signature, good } of signatures) {
    assert.equal(verify(bytesOf(publicKey), context, bytesOf(message), bytesOf(signature)), good, name);
  }
});
