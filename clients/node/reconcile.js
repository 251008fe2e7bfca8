// In which records a copy and the hub differ, in a few small calls (docs/protocol.md#reconcile).
import { bucketOf, RecordTree } from "./evidence.js";

const ATTEMPTS = 5; // somebody else may write meanwhile
const PREFIXES = 256; // in one call

// The hub no longer had the state that the comparison was begun with, each time.
export class StateGone extends Error {}

// Map of record id to [digest here, digest at the hub]; undefined where one side has no such record asserted OPEN. `held`: Map
// of record id to digest. `ask(prefixes, atSequence)` gives the hub's ReconcileResponse. What somebody else writes all the time
// may be missing. Throws StateGone.
export async function differences(held, ask) {
  const tree = new RecordTree(held);
  let compared;
  for (let attempt = 0; attempt < ATTEMPTS && !compared?.settled; ++attempt) {
    try {
      compared = await compare(held, tree, new State(ask));
    } catch (error) {
      if (!(error instanceof StateGone)) throw error;
    }
  }
  if (!compared) throw new StateGone();
  return compared.found;
}

// The hub's tree in one state: that of the first answer.
class State {
  constructor(ask) {
    this.ask = ask;
    this.sequence = 0n;
  }
  async root() {
    return (await this.call([]))[0];
  }
  async nodes(prefixes) {
    const buckets = [];
    for (let first = 0; first < prefixes.length; first += PREFIXES) {
      buckets.push(...(await this.call(prefixes.slice(first, first + PREFIXES))));
    }
    return buckets;
  }
  async call(prefixes) {
    const { sequence, buckets } = await this.ask(prefixes, this.sequence);
    if (prefixes.length > 0 && sequence !== this.sequence) throw new StateGone();
    this.sequence = sequence;
    return buckets;
  }
}

// The prefixes of those of 256 children whose hashes are not the same.
function differing(prefix, ours, theirs) {
  if (theirs.length !== ours.length) throw new Error("256 hashes expected");
  const isOther = (child) => !ours.subarray(32 * child, 32 * child + 32).equals(theirs.subarray(32 * child, 32 * child + 32));
  return [...Array(256).keys()].filter(isOther).map((child) => Buffer.from([...prefix, child]));
}

// The differences, and whether these are all: records that have changed since that state are not in its answer.
async function compare(held, tree, state) {
  const children = differing([], tree.children(), (await state.root()).children);
  const nodes = await state.nodes(children);
  const prefixes = nodes.flatMap(({ prefix, children: theirs }) => differing(prefix, tree.buckets(prefix[0]), theirs));
  const number = (prefix) => prefix[0] << 8 | prefix[1];
  const found = new Map(), wanted = new Set(prefixes.map(number)), moved = new Set();
  for (const bucket of await state.nodes(prefixes)) {
    for (const { recordId, digest } of bucket.records) found.set(recordId, [undefined, Buffer.from(digest)]);
    if (bucket.moved > 0n) moved.add(number(bucket.prefix));
  }
  for (const [recordId, digest] of held) {
    if (wanted.has(bucketOf(recordId))) found.set(recordId, [digest, found.get(recordId)?.[1]]);
  }
  for (const [recordId, [here, there]] of found) {
    const isMoved = !there && moved.has(bucketOf(recordId));
    if (isMoved || (here && there && here.equals(there))) found.delete(recordId);
  }
  return { found, settled: moved.size === 0 };
}
