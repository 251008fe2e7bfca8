{{%AUTOESCAPE context="HTML"}}
<article class="prose">
<h1>{{t:developers.title}}</h1>
<p class="lead">{{t:developers.lead}}</p>
<p><a class="button" href="{{REFERENCE}}">{{t:reference.title}}</a> <a class="button quiet" href="/openapi.json">{{t:developers.openapi}}</a></p>
<h2>{{t:developers.where-title}}</h2>
<dl class="meaning">
<div><dt><code dir="ltr">{{ORIGIN}}/v1/</code></dt><dd>{{t:developers.where-visitors}}</dd></div>
<div><dt><code dir="ltr">https://HUB:9443/v1/</code></dt><dd>{{t:developers.where-members}}</dd></div>
</dl>
<h2>{{t:developers.try-title}}</h2>
<p>{{t:developers.try}}</p>
<pre lang="en" dir="ltr"><code>curl -H 'Accept-Language: {{LANGUAGE}}' \
  '{{ORIGIN}}/v1/vacancies:search?query=nurse&amp;countries=MA&amp;pageSize=2'</code></pre>
<p>{{t:developers.try-answer}}</p>
<h2>{{t:developers.member-title}}</h2>
<p>{{t:developers.member}}</p>
<pre lang="en" dir="ltr"><code>hub=https://HUB:9443
me=(--cert certificate.pem --key key.pem --cacert authority.pem)
token=$(curl -sS "${me[@]}" -H 'Content-Type: application/json' -d '{}' "$hub/v1/token" | jq -r .accessToken)
curl "${me[@]}" -H "Authorization: Bearer $token" "$hub/v1/whoami"</code></pre>
<h2>{{t:developers.formats-title}}</h2>
<dl class="meaning">
<div><dt><code dir="ltr">application/json</code></dt><dd>{{t:developers.json}}</dd></div>
<div><dt><code dir="ltr">Accept-Language</code></dt><dd>{{t:developers.languages}}</dd></div>
<div><dt><code dir="ltr">X-Timeout-Ms</code></dt><dd>{{t:developers.timeout}}</dd></div>
<div><dt><code dir="ltr">X-Request-Id</code></dt><dd>{{t:developers.request-id}}</dd></div>
<div><dt><code dir="ltr">If-None-Match</code></dt><dd>{{t:developers.unchanged}}</dd></div>
<div><dt><code dir="ltr">Accept-Encoding: gzip</code></dt><dd>{{t:developers.compressed}}</dd></div>
</dl>
<h2 id="errors">{{t:developers.errors-title}}</h2>
<p>{{t:developers.errors}} <a href="{{REASONS}}">{{t:developers.errors-all}}</a></p>
<pre lang="en" dir="ltr"><code>{"error": {
  "code": 400,
  "status": "INVALID_ARGUMENT",
  "message": "…",
  "details": [
    {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "domain": "tabadul",
     "reason": "MALFORMED", "metadata": {"field": "hub_id", "form": "32 hex digits"}},
    {"@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "{{LANGUAGE}}", "message": "…"}]}}</code></pre>
<dl class="meaning">
<div><dt><code dir="ltr">401</code></dt><dd>{{t:developers.errors-token}}</dd></div>
<div><dt><code dir="ltr">429 503</code></dt><dd>{{t:developers.errors-retry}}</dd></div>
</dl>
<h2>{{t:developers.streams-title}}</h2>
<p>{{t:developers.streams}}</p>
<dl class="meaning">
<div><dt><code dir="ltr">application/x-ndjson</code></dt><dd>{{t:developers.ndjson}}</dd></div>
<div><dt><code dir="ltr">text/event-stream</code></dt><dd>{{t:developers.events}}</dd></div>
</dl>
<pre lang="en" dir="ltr"><code>curl -N "${me[@]}" -H "Authorization: Bearer $token" "$hub/v1/vacancies:watch?untilMark=true"</code></pre>
<p>{{t:developers.streams-end}}</p>
<h2>{{t:developers.bulk-title}}</h2>
<p>{{t:developers.bulk}}</p>
<p>{{t:developers.bulk-proof}}</p>
<h2>{{t:developers.clients-title}}</h2>
<p>{{t:developers.clients}}</p>
<dl class="meaning">
<div><dt><code dir="ltr">proto/</code></dt><dd>{{t:developers.clients-contracts}}</dd></div>
<div><dt><code dir="ltr">docs/protocol.md</code></dt><dd>{{t:developers.clients-protocol}}</dd></div>
<div><dt><code dir="ltr">clients/python clients/node</code></dt><dd>{{t:developers.clients-worked}}</dd></div>
<div><dt><code dir="ltr">tabadul</code></dt><dd>{{t:developers.clients-command}}</dd></div>
</dl>
</article>
