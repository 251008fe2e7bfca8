#!/usr/bin/env node
// push FILE.jsonl | follow COPY.log: a ministry's system, in the small.
//
//   ./example.js --profile profile.yaml --source SY/mosal/pes push vacancies.jsonl   a Record as JSON a line
//   ./example.js --profile profile.yaml follow copy.log    to the first mark, with the proof; again: what is new
//
// A copy that differs from the hub's is told with the records that differ.
// Exit codes: 0 all in, or proven equal · 1 some rejected, not equal, or unproven · 2 usage · 3 refused.
import { createReadStream, openSync, statSync } from "node:fs";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { create, fromJson } from "@bufbuild/protobuf";
import { Connection, readProfile, Refused } from "./client.js";
import { FilterSchema } from "./gen/tabadul/exchange/v1/feed_pb.js";
import { Outcome } from "./gen/tabadul/exchange/v1/outcome_pb.js";
import { RecordSchema } from "./gen/tabadul/exchange/v1/record_pb.js";
import { Store } from "./store.js";

// Node reads files in threads, and does not end while one of them waits for the next line of a pipe.
function open(path) {
  return statSync(path).isFIFO() ? new Socket({ fd: openSync(path) }) : createReadStream(path);
}

async function* operationsOf(path) {
  for await (const line of createInterface({ input: open(path) })) {
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
  const compare = async (signed) => {
    const known = store.check(signed, keys, connection.kind);
    if (known) return known;
    keys = await connection.signingKeys(); // signed by a key that we do not know yet
    const proven = store.check(signed, keys, connection.kind);
    if (!proven) throw new Error(`no published key ${signed.keyId} of that time`);
    return proven;
  };
  const onMark = async (signed) => {
    proof = undefined;
    try {
      proof = await compare(signed);
    } catch (error) { // it proves nothing, and ends nothing
      console.error(`unproven: ${error.message}`);
    }
  };
  await connection.follow(store, { filter: create(FilterSchema, { sources }), untilMark: true, onMark });
  const { mark, unequal } = proof ?? { mark: undefined, unequal: [] };
  for (const source of unequal) sayWhatDiffers(source, await connection.reconcile(source, store.held(source)));
  const proven = mark ? mark.sources.length - unequal.length : 0;
  const head = mark?.head ?? "unknown";
  console.log(`head=${head} records=${store.records.size} proven=${proven} unequal=${unequal.join(",")}`);
  return mark && unequal.length === 0 ? 0 : 1;
}

function sayWhatDiffers(source, differences) {
  for (const [recordId, [here, there]] of [...differences].sort()) {
    const what = !here ? "only the hub has it" : !there ? "only this copy has it" : "it is another one";
    console.error(`${source}: ${recordId}: ${what}`);
  }
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

process.exit(await main()); // at once, though a producer may still wait for its next line
