// What can be checked offline: canonical bytes, digests, set hashes, the tree of records, signatures (docs/protocol.md). The
// vectors in tests/contract/vectors hold this file, the hub's own C++ and the Python client to the same bytes.
import { createCipheriv, createHash, createPublicKey, verify as verifySignature } from "node:crypto";
import { toBinary } from "@bufbuild/protobuf";
import { blake2b } from "@noble/hashes/blake2.js";
import { RecordSchema } from "./gen/tabadul/exchange/v1/record_pb.js";

export const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();

// The one form in which the hub stores, serves and digests a payload.
export const canonicalBytes = toBinary;

// The digest of what was received: computed, not believed. Of a partial record it cannot be computed.
export function digestOf(stored) {
  if (stored.partial) return Buffer.from(stored.digest);
  const { case: kind, value } = stored.record?.payload ?? {};
  if (!kind) return sha256(new Uint8Array());
  const member = RecordSchema.fields.find((field) => field.localName === kind);
  return sha256(canonicalBytes(member.message, value));
}

// What stands for a record in its source's set hash.
export function itemOf(recordId, digest) {
  const id = Buffer.from(recordId, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(id.length);
  return sha256(length, id, digest);
}

const LANES = 1024;

// LtHash: 1,024 numbers of 16 bits; items are added and taken away in any order.
export class SetHash {
  constructor() {
    this.lanes = new Uint16Array(LANES);
    this.count = 0;
  }
  static block(item) {
    const key = blake2b(item, { dkLen: 32 });
    // Node takes counter and nonce as one: both are zero.
    const stream = createCipheriv("chacha20", key, Buffer.alloc(16)).update(Buffer.alloc(2 * LANES));
    return Uint16Array.from({ length: LANES }, (_, lane) => stream.readUInt16LE(2 * lane));
  }
  add(item) {
    const block = SetHash.block(item);
    for (let lane = 0; lane < LANES; ++lane) this.lanes[lane] += block[lane]; // modulo 2^16 by itself
    ++this.count;
  }
  remove(item) {
    const block = SetHash.block(item);
    for (let lane = 0; lane < LANES; ++lane) this.lanes[lane] -= block[lane];
    --this.count;
  }
  digest() {
    const bytes = Buffer.alloc(2 * LANES);
    this.lanes.forEach((number, lane) => bytes.writeUInt16LE(number, 2 * lane));
    return sha256(bytes);
  }
}

// The number of a record's bucket.
export const bucketOf = (recordId) => sha256(Buffer.from(recordId, "utf8")).readUInt16BE(0);

// 256 children of 256 buckets, over the [recordId, digest] of a source's open records.
export class RecordTree {
  constructor(records) {
    const items = new Map(); // by bucket
    for (const [recordId, digest] of records) {
      const bucket = bucketOf(recordId);
      if (!items.has(bucket)) items.set(bucket, []);
      items.get(bucket).push(itemOf(recordId, digest));
    }
    this.hashes = Buffer.alloc(256 * 256 * 32); // of the buckets
    for (const [bucket, list] of items) sha256(...list.sort(Buffer.compare)).copy(this.hashes, 32 * bucket);
  }
  // 256 hashes, one after the other: of a child's buckets.
  buckets(child) {
    return this.hashes.subarray(8192 * child, 8192 * (child + 1));
  }
  // The same of the root's children.
  children() {
    return Buffer.concat(Array.from({ length: 256 }, (_, child) => sha256(this.buckets(child))));
  }
}

const nanoseconds = (time) => time.seconds * 1_000_000_000n + BigInt(time.nanos);

// Of what ListSigningKeys answered the key that may have signed marks and receipts at that time, if there is one.
export function signingKey(keys, keyId, time) {
  return keys.find((key) => key.keyId === keyId && key.service === "jobs" && isValidAt(key, time));
}

// Whether a key of ListSigningKeys may have signed at that time (docs/protocol.md#signing-keys).
export function isValidAt({ notBefore, notAfter }, time) {
  const at = nanoseconds(time);
  return (!notBefore || nanoseconds(notBefore) <= at) && (!notAfter || at < nanoseconds(notAfter));
}

const ED25519_SPKI = Buffer.from("302a300506032b6570032100", "hex"); // what stands before the 32 bytes of a key

// An Ed25519 signature of the hub over `context`, a zero byte, and the message.
export function verify(publicKey, context, message, signature) {
  const key = createPublicKey({ key: Buffer.concat([ED25519_SPKI, publicKey]), format: "der", type: "spki" });
  return verifySignature(null, Buffer.concat([Buffer.from(context), Buffer.alloc(1), message]), key, signature);
}
