{{%AUTOESCAPE context="HTML"}}
<h1>{{t:sources.title}}</h1>
<p class="lead">{{t:sources.lead}}</p>
{{#KIND}}
<section>
<h2>{{KIND_NAME}}</h2>
<p>{{KIND_COUNT}}</p>
{{#TABLE}}
<table class="sources" role="table" aria-label="{{KIND_NAME}}">
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">{{t:sources.source}}</th><th role="columnheader" scope="col">{{t:sources.open}}</th><th role="columnheader" scope="col">{{t:sources.state}}</th><th role="columnheader" scope="col">{{t:sources.heard}}</th><th role="columnheader" scope="col">{{t:sources.promise}}</th><th role="columnheader" scope="col">{{t:sources.proven}}</th></tr>
</thead>
<tbody role="rowgroup">
{{#SOURCE}}
<tr role="row">
<th role="rowheader" scope="row">{{SOURCE_COUNTRY}}{{#SOURCE_DEMO}} <span class="badge demo">{{t:sources.demo}}</span>{{/SOURCE_DEMO}} <a href="{{SOURCE_ADDRESS}}" dir="ltr">{{SOURCE_NAME}}</a></th>
<td role="cell" data-label="{{t:sources.open}}">{{SOURCE_OPEN}}</td>
<td role="cell" data-label="{{t:sources.state}}">{{#FRESHNESS}}<span class="badge {{FRESHNESS}}">{{FRESHNESS_NAME}}</span>{{/FRESHNESS}}</td>
<td role="cell" data-label="{{t:sources.heard}}">{{#HEARD}}<time datetime="{{HEARD_ISO}}">{{HEARD}}</time>{{/HEARD}}</td>
<td role="cell" data-label="{{t:sources.promise}}">{{PROMISE}}</td>
<td role="cell" data-label="{{t:sources.proven}}">{{PROVEN}}</td>
</tr>
{{/SOURCE}}
</tbody>
</table>
{{/TABLE}}
</section>
{{/KIND}}
<section>
<h2>{{t:sources.meaning}}</h2>
<dl class="meaning">
<div><dt>{{t:freshness.CURRENT}}</dt><dd>{{t:sources.meaning-current}}</dd></div>
<div><dt>{{t:freshness.LATE}}</dt><dd>{{t:sources.meaning-late}}</dd></div>
<div><dt>{{t:freshness.SILENT}}</dt><dd>{{t:sources.meaning-silent}}</dd></div>
<div><dt>{{t:freshness.NO_PROMISE}}</dt><dd>{{t:sources.meaning-no-promise}}</dd></div>
</dl>
</section>
