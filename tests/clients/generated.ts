// A client that is generated from /openapi.json, as a ministry's engineer makes one: the types by openapi-typescript, the calls by
// openapi-fetch, the connection by Node with the member's certificate. generated_test.cc starts it. TABADUL_GATEWAY: the address for
// members; TABADUL_SOURCE: theirs; TABADUL_CERTIFICATE, TABADUL_KEY, TABADUL_AUTHORITY: files.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { Readable } from "node:stream";
import { after, test } from "node:test";
import createClient from "openapi-fetch";
import type { components, paths } from "../../portal/scripts/gen/api";

type Schemas = components["schemas"];
type Item = Schemas["tabadul.exchange.v1.PushItem"];
type Message = Schemas["tabadul.exchange.v1.WatchResponse"];

function setting(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: clients_test runs this`);
  return value;
}

const source = setting("TABADUL_SOURCE");
const agent = new Agent({
  cert: readFileSync(setting("TABADUL_CERTIFICATE")),
  key: readFileSync(setting("TABADUL_KEY")),
  ca: readFileSync(setting("TABADUL_AUTHORITY")),
  keepAlive: true,
});
after(() => agent.destroy());

// Node's own fetch shows no certificate.
async function fetchAsMember(asked: Request): Promise<Response> {
  const body = Buffer.from(await asked.arrayBuffer());
  return new Promise((resolve, reject) => {
    const headers = Object.fromEntries(asked.headers);
    const sent = request(asked.url, { agent, method: asked.method, headers }, (answer) => {
      const fields = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
      const stream = Readable.toWeb(answer) as ReadableStream<Uint8Array>;
      resolve(new Response(stream, { status: answer.statusCode ?? 0, headers: fields }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const hub = createClient<paths>({ baseUrl: setting("TABADUL_GATEWAY"), fetch: fetchAsMember });

function given<T>(value: T | undefined, error: unknown): T {
  assert.ok(value !== undefined, JSON.stringify(error));
  return value;
}

const text = (words: string) => ({ translations: [{ language: "en", text: words }] });
const vacancy = (item: string, title: string): Item => ({
  item,
  upsert: {
    recordId: `sponge-${item}`,
    vacancy: { title: text(title), description: text(title), locations: [{ country: "SY" }] },
  },
});

async function push(items: Item[]): Promise<Schemas["tabadul.exchange.v1.BatchPushResponse"]> {
  const { data, error } = await hub.POST("/v1/vacancies:batchPush", { body: { options: { source }, items } });
  return given(data, error);
}

const outcomesOf = ({ outcomes = [] }: Schemas["tabadul.exchange.v1.BatchPushResponse"]) =>
  outcomes.map(({ outcome }) => outcome);

// With what the write has done in it: the hub waits for that, but not for ever.
async function search(query: string, atLeast: string) {
  for (let tries = 10; ; --tries) {
    const { data, error, response } = await hub.GET("/v1/vacancies:search", {
      params: { query: { query, sources: [source], atLeast } },
    });
    if (response.status !== 503 || tries === 0) return given(data, error);
  }
}

// Of NDJSON.
async function* messagesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Message> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as Message;
  }
}

// Of each record of a message, its id and its title.
const titlesIn = ({ changes }: Message): [string, string][] =>
  (changes?.changes ?? []).map(({ state }) => [
    state?.record?.recordId ?? "",
    state?.record?.vacancy?.title?.translations?.[0]?.text ?? "",
  ]);

test("a generated client pushes, searches, follows, and is told its mistakes in Arabic", { timeout: 60_000 }, async () => {
  const issued = await hub.POST("/v1/token", { body: {} });
  const { accessToken } = given(issued.data, issued.error);
  hub.use({
    onRequest({ request: asked }) {
      asked.headers.set("authorization", `Bearer ${accessToken}`);
    },
  });

  const pushed = await push([vacancy("1", "Sponge diver"), vacancy("2", "Sponge diver by night")]);
  assert.deepEqual(outcomesOf(pushed), ["OUTCOME_CREATED", "OUTCOME_CREATED"]);

  const found = await search("sponge diver", pushed.token ?? "");
  assert.equal(found.totalSize, "2");
  assert.deepEqual(new Set(found.vacancies?.map(({ hubId }) => hubId)), new Set(pushed.outcomes?.map(({ hubId }) => hubId)));

  const followed = await hub.GET("/v1/vacancies:watch", {
    params: { query: { "filter.sources": [source] } },
    parseAs: "stream",
  });
  const seen = new Map<string, string>();
  let updated = false;
  for await (const message of messagesOf(given(followed.data ?? undefined, followed.error))) {
    assert.equal(message.goodbye, undefined, JSON.stringify(message));
    for (const [id, title] of titlesIn(message)) seen.set(id, title);
    if (seen.get("sponge-1") === "Pearl diver") break; // its own change, on the stream that was open before
    if (updated || seen.size < 2) continue;
    updated = true;
    assert.deepEqual(outcomesOf(await push([vacancy("1", "Pearl diver")])), ["OUTCOME_UPDATED"]);
  }
  assert.deepEqual(seen, new Map([["sponge-1", "Pearl diver"], ["sponge-2", "Sponge diver by night"]]));

  const refused = await hub.GET("/v1/vacancies:search", {
    params: { query: { countries: ["XX"] } },
    headers: { "accept-language": "ar" },
  });
  assert.equal(refused.response.status, 400);
  assert.equal(refused.response.headers.get("content-language"), "ar");
  const details = given(refused.error, refused.data).error.details;
  assert.equal(details.find((detail) => detail["@type"] === "type.googleapis.com/google.rpc.ErrorInfo")?.reason, "UNKNOWN_CODE");
  const said = details.find((detail) => detail["@type"] === "type.googleapis.com/google.rpc.LocalizedMessage");
  assert.equal(said?.locale, "ar");
  assert.match(said?.message ?? "", /^\p{Script=Arabic}/u);
});
