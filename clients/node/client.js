// A worked client of the exchange: a token for the certificate, push with credits and repetition, follow with a cursor.
// It does what docs/protocol.md asks of a client, in as few lines as that takes. Copy it and change it.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import grpc from "@grpc/grpc-js";
import { ErrorInfoSchema, RetryInfoSchema } from "./gen/google/rpc/error_details_pb.js";
import { StatusSchema } from "./gen/google/rpc/status_pb.js";
import { GoodbyeAction } from "./gen/tabadul/common/v1/goodbye_pb.js";
import { PushItemSchema } from "./gen/tabadul/exchange/v1/push_pb.js";
import { IdentityService } from "./gen/tabadul/identity/v1/identity_service_pb.js";
import { TrainingOfferExchangeService } from "./gen/tabadul/jobs/v1/training_offer_exchange_service_pb.js";
import { VacancyExchangeService } from "./gen/tabadul/jobs/v1/vacancy_exchange_service_pb.js";
import { GoodPracticeExchangeService } from "./gen/tabadul/statistics/v1/good_practice_exchange_service_pb.js";
import { SeriesExchangeService } from "./gen/tabadul/statistics/v1/series_exchange_service_pb.js";
import { differences } from "./reconcile.js";

const MESSAGE_ITEMS = 200; // in one message, at most; more than 16 buys little
const MESSAGE_BYTES = 1 << 20; // of one message, at most, but one item always
const LINGER = 5; // that a message waits for more items
const CONFIRM_EVERY = 10_000; // at most: the hub is told how far the copy is
const SILENCE = 60_000; // without a word of the hub: the stream is dead without knowing it
const SERVICES = {
  vacancy: VacancyExchangeService,
  training_offer: TrainingOfferExchangeService,
  series: SeriesExchangeService,
  good_practice: GoodPracticeExchangeService,
};

// The hub said no; trying again would not help. `reason` is an ErrorReason's name ("NOT_OWNER").
export class Refused extends Error {
  constructor(reason, message) {
    super(`${reason}: ${message}`);
    this.reason = reason;
  }
}

// The profile that `tabadul admin certificate issue` writes: lines of `key: value`, paths beside the file.
export function readProfile(path) {
  const profile = {};
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const [, key, value] = line.match(/^([a-z_]+):\s*["']?(.*?)["']?\s*$/) ?? [];
    if (key) profile[key] = value;
  }
  for (const key of ["certificate", "key", "authority"]) profile[key] = resolve(dirname(path), profile[key]);
  return profile;
}

// How a call ended: what its Goodbye said, or else its status.
function endingOf(goodbye, error) {
  let status = goodbye?.status;
  if (!goodbye && error) {
    const [details] = error.metadata?.get("grpc-status-details-bin") ?? [];
    status = details ? fromBinary(StatusSchema, details) : { message: error.details ?? error.message, details: [] };
  }
  const find = (schema) => status?.details.map((any) => anyUnpack(any, schema)).find(Boolean);
  const reason = find(ErrorInfoSchema)?.reason ?? "";
  const delay = find(RetryInfoSchema)?.retryDelay;
  const newToken = ["TOKEN_EXPIRED", "TOKEN_INVALID", "TOKEN_CERTIFICATE_MISMATCH"].includes(reason);
  // Without a Goodbye, or with an action of a newer hub, the code decides; these are never an answer: something between has
  // ended the stream.
  const { OK, UNAVAILABLE, UNKNOWN, CANCELLED, INTERNAL, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED } = grpc.status;
  const passing = [OK, UNAVAILABLE, UNKNOWN, CANCELLED, INTERNAL, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED];
  const { DONE, RECONNECT, OVERLOADED, DENIED } = GoodbyeAction;
  const code = (goodbye ? status?.code : error?.code) ?? OK;
  const isKnown = [DONE, RECONNECT, OVERLOADED, DENIED].includes(goodbye?.action);
  const denied = isKnown ? goodbye.action === DENIED : !passing.includes(code) || reason === "MESSAGE_TOO_LARGE";
  return {
    reason,
    newToken,
    message: status?.message ?? "",
    done: goodbye?.action === DONE,
    wait: delay ? Number(delay.seconds) * 1000 + delay.nanos / 1e6 : 0,
    refused: denied && !newToken,
  };
}

// Waits that double, each shortened at random, so that a thousand clients do not come back at once.
class Backoff {
  constructor(first = 100, most = 5000) {
    Object.assign(this, { first, most, next: first });
  }
  reset() {
    this.next = this.first;
  }
  async wait(asked) {
    const pause = Math.max(this.next * (0.5 + Math.random() / 2), asked * (1 + Math.random() / 10));
    this.next = Math.min(this.next * 2, this.most);
    await sleep(pause);
  }
}

// What follows from the end of a stream: a refusal, another token, a wait.
class Attempts {
  constructor(connection) {
    Object.assign(this, { connection, backoff: new Backoff(), refusedTokens: 0 });
  }
  // Resolves when the next stream may be opened. Throws Refused. `progress`: the hub has answered something.
  async ended(ending, progress) {
    this.refusedTokens = ending.newToken && !progress ? this.refusedTokens + 1 : 0;
    if (ending.refused || this.refusedTokens > 1) throw new Refused(ending.reason, ending.message);
    if (ending.newToken) this.connection.forgetToken();
    if (progress) this.backoff.reset();
    await this.backoff.wait(ending.wait);
  }
}

// Cancels a call that has been silent for too long.
class Watchdog {
  constructor(call) {
    this.call = call;
    this.heard();
  }
  heard() {
    this.stop();
    this.timer = setTimeout(() => this.call.cancel(), SILENCE);
  }
  stop() {
    clearTimeout(this.timer);
  }
}

// Tells the hub how far the copy is, now and then. That it cannot be told ends nothing: a later cursor says it too.
class Confirmer {
  constructor(connection, follower) {
    Object.assign(this, { connection, follower, next: 0 });
  }
  async marked(cursor) {
    if (Date.now() < this.next) return;
    this.next = Date.now() + CONFIRM_EVERY;
    try {
      await this.connection.confirm(this.follower, cursor);
    } catch (error) {
      if (error.code === undefined || error.metadata === undefined) throw error; // not of gRPC: our own
    }
  }
}

// Mutual TLS by a profile's certificate, and a token that is renewed before its end.
export class Connection {
  constructor(profile, kind = "vacancy", language = "en") {
    const [authority, key, certificate] = ["authority", "key", "certificate"].map((name) => readFileSync(profile[name]));
    const options = {
      "grpc.keepalive_time_ms": 20_000,
      "grpc.keepalive_timeout_ms": 20_000,
      "grpc.max_receive_message_length": 16 << 20,
    };
    if (profile.server_name) options["grpc.ssl_target_name_override"] = profile.server_name;
    this.channel = new grpc.Client(profile.endpoint, grpc.credentials.createSsl(authority, key, certificate), options);
    this.kind = kind;
    this.service = SERVICES[kind];
    this.language = language;
    this.forgetToken();
  }

  close() {
    this.channel.close();
  }

  forgetToken() {
    this.token = undefined;
  }

  // How grpc-js is told of a method: its path, and how its messages become bytes and back.
  static form(method) {
    return [
      `/${method.parent.typeName}/${method.name}`,
      (message) => Buffer.from(toBinary(method.input, message)),
      (bytes) => fromBinary(method.output, bytes),
    ];
  }

  unary(method, request, metadata, timeout = 10_000) {
    const message = create(method.input, request);
    return new Promise((resolve, reject) =>
      this.channel.makeUnaryRequest(
        ...Connection.form(method), message, metadata, { deadline: Date.now() + timeout },
        (error, response) => (error ? reject(error) : resolve(response)),
      ),
    );
  }

  // Of every call: who we are, and the language of error messages.
  async metadata() {
    if (!this.token || Date.now() >= this.renew) {
      const answer = await this.unary(IdentityService.method.issueToken, {}, new grpc.Metadata());
      this.token = answer.accessToken;
      this.renew = Date.now() + 800 * Number(answer.expiresIn.seconds);
    }
    const metadata = new grpc.Metadata();
    metadata.set("authorization", `Bearer ${this.token}`);
    metadata.set("accept-language", this.language);
    return metadata;
  }

  async signingKeys() {
    return (await this.unary(IdentityService.method.listSigningKeys, {}, await this.metadata())).keys;
  }

  // Pushes operations ({case: "upsert", value: record}); `onOutcome(operation, outcome)` is told of each once, in order,
  // after it is durably stored. Their producer may take its time: what it has given is sent meanwhile; what it throws is
  // thrown here, when all that came before is answered. Whatever happens on the way, what is unanswered is sent again in the
  // same order on a new stream: the hub ends in the same state. Throws Refused.
  async push(source, operations, onOutcome) {
    const work = new Push(source, operations, onOutcome);
    const attempts = new Attempts(this);
    try {
      while (!work.complete) {
        const before = work.answered;
        const ending = await work.attempt(this);
        if (!work.complete) await attempts.ended(ending, work.answered > before);
      }
    } finally {
      work.stop();
    }
    if (work.failed) throw work.failed;
  }

  // Everything up to `cursor` is in the copy, durably: so what was erased is gone from it.
  async confirm(follower, cursor) {
    return this.unary(this.service.method.confirmCursor, { follower, cursor }, await this.metadata());
  }

  // In which records `held` (Map of record id to digest, of those asserted OPEN) is not what the hub holds of the source: as
  // differences of reconcile.js.
  async reconcile(source, held) {
    return differences(held, async (prefixes, atSequence) =>
      this.unary(this.service.method.reconcile, { source, prefixes, atSequence }, await this.metadata(), 120_000));
  }

  // Applies the feed to `store` (see store.js) from its cursor on; for ever, or to the first mark. At marks the hub is told
  // how far. `follower` names this copy, if the system keeps several (docs/protocol.md#followers). Throws Refused, and
  // whatever the store throws.
  async follow(store, { filter, untilMark = false, onMark, follower = "" } = {}) {
    const attempts = new Attempts(this);
    const confirmer = new Confirmer(this, follower);
    for (;;) {
      const request = { cursor: store.cursor, filter, untilMark, follower };
      const { ending, progress, marked } = await this.watch(store, request, onMark, confirmer);
      if (untilMark && (marked || ending.done)) return;
      if (ending.reason === "EPOCH_CHANGED" && store.cursor) {
        store.restart(); // the hub was restored: the feed comes again from its beginning
        ending.refused = false;
      }
      await attempts.ended(ending, progress);
    }
  }

  async watch(store, asked, onMark, confirmer) {
    const method = this.service.method.watch;
    let goodbye, watchdog, failed, progress = false, marked = false;
    try {
      const request = create(method.input, asked);
      const call = this.channel.makeServerStreamRequest(...Connection.form(method), request, await this.metadata());
      watchdog = new Watchdog(call);
      for await (const { message } of call) {
        watchdog.stop(); // we are at work ourselves: the hub waits for us
        const { case: what, value } = message;
        progress ||= ["changes", "heartbeat", "withdrawn"].includes(what);
        if (what === "changes") store.apply(value.changes, value.cursor);
        if (what === "heartbeat" && value.cursor && value.cursor !== store.cursor) store.apply([], value.cursor);
        if (what === "withdrawn") store.withdraw(value);
        if (what === "goodbye") goodbye = value;
        if (value?.mark) {
          marked = true;
          store.marked();
          await confirmer.marked(store.cursor);
          await onMark?.(value.mark);
        }
        watchdog.heard();
      }
    } catch (error) {
      if (error.code === undefined || error.metadata === undefined) throw error; // not of gRPC: our own
      failed = error;
    } finally {
      watchdog?.stop();
    }
    return { ending: endingOf(goodbye, failed), progress, marked };
  }
}

// The work of one push over all its streams. `tail`: taken and unanswered, in order; the first `sent` of it were written
// to the stream of now.
class Push {
  constructor(source, operations, onOutcome) {
    Object.assign(this, { source, onOutcome, tail: [], sent: 0, credits: 0, answered: 0, exhausted: false, over: false });
    this.waiting = []; // for something to change
    this.produce(operations);
  }

  get complete() {
    return this.exhausted && this.tail.length === 0;
  }

  get unsent() {
    return this.tail.length - this.sent;
  }

  stop() {
    this.over = true;
    this.wake();
  }

  wake() {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  changed() {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  // Asks the producer beside all else: however slow it is, nothing else waits for it.
  async produce(operations) {
    let number = 0n;
    try {
      for await (const operation of operations) {
        const item = create(PushItemSchema, { item: ++number, operation });
        this.tail.push({ item, bytes: toBinary(PushItemSchema, item).length });
        this.wake();
        while (this.unsent >= 2 * MESSAGE_ITEMS && !this.over) await this.changed();
        if (this.over) return;
      }
    } catch (error) {
      this.failed = error; // push() throws it
    }
    this.exhausted = true;
    this.wake();
  }

  async attempt(connection) {
    const method = connection.service.method.push;
    const stream = { over: false };
    let goodbye, watchdog, failed, writing;
    Object.assign(this, { sent: 0, credits: 0 });
    try {
      const call = connection.channel.makeBidiStreamRequest(...Connection.form(method), await connection.metadata());
      watchdog = new Watchdog(call);
      const write = (message) => call.write(create(method.input, { message }));
      write({ case: "options", value: { source: this.source } });
      writing = this.write(stream, write, () => call.end());
      for await (const { message } of call) {
        watchdog.heard();
        if (message.case === "started") this.credits = Math.max(1, message.value.credits);
        if (message.case === "outcomes") message.value.outcomes.forEach((outcome) => this.take(outcome));
        if (message.case === "goodbye") {
          goodbye = message.value;
          stream.over = true; // half-closes; then reads to the end
        }
        this.wake();
      }
    } catch (error) {
      if (error.code === undefined || error.metadata === undefined) throw error;
      failed = error;
    } finally {
      watchdog?.stop();
      stream.over = true;
      this.wake();
      await writing;
    }
    return endingOf(goodbye, failed);
  }

  take(outcome) {
    const [first] = this.tail;
    if (this.sent === 0 || first.item.item !== outcome.item) throw new Error("an answer without its item");
    this.tail.shift();
    --this.sent;
    ++this.answered;
    this.onOutcome(first.item.operation, outcome);
  }

  async write(stream, write, end) {
    while (!stream.over && !(this.exhausted && this.unsent === 0)) {
      const free = Math.min(this.credits - this.sent, MESSAGE_ITEMS);
      if (free <= 0 || this.unsent === 0) {
        await this.changed();
        continue;
      }
      if (this.unsent < free && !this.exhausted) await sleep(LINGER); // a few more, perhaps
      if (stream.over) break;
      const items = this.pack(free);
      this.sent += items.length;
      write({ case: "items", value: { items } });
    }
    end();
  }

  // The next unsent items, as many as a message may hold.
  pack(free) {
    const items = [];
    let size = 0;
    for (const { item, bytes } of this.tail.slice(this.sent, this.sent + free)) {
      size += bytes;
      if (items.length > 0 && size > MESSAGE_BYTES) break;
      items.push(item);
    }
    return items;
  }
}
