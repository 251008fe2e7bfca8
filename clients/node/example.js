#!/usr/bin/env node
// push FILE.jsonl | follow COPY.log: a ministry's system, in the small.
//
//   ./example.js --profile profile.yaml --source SY/mosal/pes push vacancies.jsonl   a Record as JSON a line
//   ./example.js --profile profile.yaml follow copy.log    to the first mark, with the proof; again: what is new
//
// Exit codes: 0 all in, or proven equal · 1 some rejected, or not equal · 2 usage · 3 refused.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { create, fromJson } from "@bufbuild/protobuf";
import { Connection, readProfile, Refused } from "./client.js";
import { FilterSchema } from "./gen/tabadul/exchange/v1/feed_pb.js";
import { Outcome } from "./gen/tabadul/exchange/v1/outcome_pb.js";
import { RecordSchema } from "./gen/tabadul/exchange/v1/record_pb.js";
import { Store } from "./store.js";

async function* operationsOf(path) {
  for await (const line of createInterface({ input: createReadStream(path) })) {
    yield { case: "upsert", value: fromJson(RecordSchema, JSON.parse(line)) };
  }
}

async function push(connection, source, path) {
  const counts = {};
  await connection.push(source, operationsOf(path), ({ value: record }, { outcome, errors }) => {
    counts[Outcome[outcome]] = (counts[Outcome[outcome]] ?? 0) + 1;
    for (const { field, message } of errors) console.error(`${record.recordId}: ${field}: ${message}`);
  });
  console.log(Object.keys(counts).sort().map((name) => `${name}=${counts[name]}`).join(" "));
  return Object.keys(counts).every((name) => ["CREATED", "UPDATED", "UNCHANGED"].includes(name)) ? 0 : 1;
}

async function follow(connection, path, sources) {
  const store = new Store(path);
  let keys = [], proof;
  const onMark = async (signed) => {
    proof = store.check(signed, keys);
    if (!proof) { // signed by a key that we do not know yet
      keys = await connection.signingKeys();
      proof = store.check(signed, keys);
    }
    if (!proof) throw new Error(`no published key ${signed.keyId}`);
  };
  await connection.follow(store, { filter: create(FilterSchema, { sources }), untilMark: true, onMark });
  const { mark, unequal } = proof;
  const proven = mark.sources.length - unequal.length;
  console.log(`head=${mark.head} records=${store.records.size} proven=${proven} unequal=${unequal.join(",")}`);
  return unequal.length > 0 ? 1 : 0;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      profile: { type: "string" },
      kind: { type: "string", default: "vacancy" },
      source: { type: "string", multiple: true, default: [] }, // push: ours; follow: only these
    },
  });
  const [command, file] = positionals;
  if (!values.profile || !file || !["push", "follow"].includes(command)) {
    console.error("usage: example.js --profile FILE [--kind KIND] [--source SOURCE] push|follow FILE");
    return 2;
  }
  const connection = new Connection(readProfile(values.profile), values.kind);
  try {
    if (command === "push") return await push(connection, values.source[0], file);
    return await follow(connection, file, values.source);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.error(error.message);
    return 3;
  } finally {
    connection.close();
  }
}

process.exitCode = await main();
