{{%AUTOESCAPE context="HTML"}}
<article class="reference">
<h1>{{t:reference.title}}</h1>
<p class="lead">{{t:reference.lead}}</p>
<p>{{t:reference.words}}</p>
<ul class="facts">
<li><a href="{{DEVELOPERS}}">{{t:developers.title}}</a></li>
<li><a href="/openapi.json">{{t:developers.openapi}}</a> <code dir="ltr">{{VERSION}}</code></li>
</ul>
<nav id="index" aria-labelledby="index-title">
<h2 id="index-title">{{t:reference.index}}</h2>
{{#ENTRY}}
<h3><a href="{{ENTRY_ADDRESS}}"><code dir="ltr">{{ENTRY_NAME}}</code></a></h3>
<ul class="columns">
{{#LINK}}
<li><a href="{{LINK_ADDRESS}}"><code dir="ltr">{{LINK_NAME}}</code></a></li>
{{/LINK}}
</ul>
{{/ENTRY}}
<ul>
<li><a href="#errors">{{t:developers.errors-title}}</a></li>
<li><a href="#types">{{t:reference.types}}</a></li>
</ul>
</nav>
{{#SERVICE}}
<section aria-labelledby="{{SERVICE_NAME}}">
<h2 id="{{SERVICE_NAME}}"><code dir="ltr">{{SERVICE_NAME}}</code></h2>
<div lang="en" dir="ltr">
{{>SERVICE_SAID}}
</div>
{{#METHOD}}
<div class="method">
<h3 id="{{METHOD_ID}}"><a href="{{METHOD_ADDRESS}}"><code dir="ltr">{{METHOD_NAME}}</code></a>{{#OPEN}} <span class="badge">{{t:reference.open}}</span>{{/OPEN}}{{#STREAM}} <span class="badge">{{t:reference.stream}}</span>{{/STREAM}}{{#METHOD_DEPRECATED}} <span class="badge">{{t:reference.deprecated}}</span>{{/METHOD_DEPRECATED}}</h3>
<p><code dir="ltr">{{METHOD_CALL}}</code></p>
<div lang="en" dir="ltr">
{{>METHOD_SAID}}
</div>
{{#PARAMETERS}}
<details open>
<summary>{{t:reference.parameters}}</summary>
{{>PARAMETER_FIELDS}}
</details>
{{/PARAMETERS}}
{{#BODY}}
<details>
<summary>{{t:reference.body}} <code dir="ltr">{{BODY_NAME}}</code></summary>
<div lang="en" dir="ltr">
{{>BODY_SAID}}
</div>
{{>BODY_FIELDS}}
</details>
{{/BODY}}
{{#ANSWER}}
<details>
<summary>{{t:reference.answer}} <code dir="ltr">{{ANSWER_NAME}}</code></summary>
<div lang="en" dir="ltr">
{{>ANSWER_SAID}}
</div>
{{>ANSWER_FIELDS}}
</details>
{{/ANSWER}}
{{#ERRORS}}
<p class="errors">{{t:reference.errors-named}}{{#ERROR}} <a href="{{ERROR_ADDRESS}}"><code dir="ltr">{{ERROR_NAME}}</code></a>{{/ERROR}}</p>
{{/ERRORS}}
</div>
{{/METHOD}}
<p><a href="#index">{{t:reference.to-index}}</a></p>
</section>
{{/SERVICE}}
<section id="tabadul.common.v1.ErrorReason" aria-labelledby="errors">
<h2 id="errors">{{t:developers.errors-title}}</h2>
<p>{{t:reference.errors}}</p>
{{>REASONS}}
<p><a href="#index">{{t:reference.to-index}}</a></p>
</section>
<section aria-labelledby="types">
<h2 id="types">{{t:reference.types}}</h2>
<p>{{t:reference.types-text}}</p>
{{#TYPE}}
<details id="{{TYPE_ID}}">
<summary><code dir="ltr">{{TYPE_ID}}</code></summary>
<div lang="en" dir="ltr">
{{>TYPE_SAID}}
</div>
{{>TYPE_FIELDS}}
</details>
{{/TYPE}}
<p><a href="#index">{{t:reference.to-index}}</a></p>
</section>
</article>
