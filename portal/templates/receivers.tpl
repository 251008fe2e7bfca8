{{%AUTOESCAPE context="HTML"}}
<h1>{{t:system.receivers}}</h1>
<p class="lead">{{t:system.receivers-lead}}</p>
{{#PILOT}}
<div class="banner"><p>{{t:system.pilot}}</p></div>
{{/PILOT}}
{{#KIND}}
<section>
<h2>{{KIND_NAME}}</h2>
<h3>{{t:system.grants}}</h3>
{{#GRANTS_TEXT}}
<p>{{GRANTS_TEXT}}</p>
{{/GRANTS_TEXT}}
{{#GRANTS}}
<ul>
{{#GRANT}}
<li><bdi>{{GRANT_RECEIVER}}</bdi>: {{GRANT_PURPOSE}}{{#GRANT_SECTIONS}} ({{t:system.only}} <code dir="ltr">{{GRANT_SECTIONS}}</code>){{/GRANT_SECTIONS}}</li>
{{/GRANT}}
</ul>
{{/GRANTS}}
{{#GRANTS_SET}}
<p class="note">{{GRANTS_SET}}</p>
{{/GRANTS_SET}}
{{#COPIES}}
<h3>{{t:system.copies}}</h3>
{{#COPIES_NONE}}
<p>{{t:system.copies-none}}</p>
{{/COPIES_NONE}}
{{#TABLE}}
<table class="sources" role="table" aria-label="{{t:system.copies}}: {{KIND_NAME}}">
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">{{t:system.organisation}}</th><th role="columnheader" scope="col">{{t:system.receives}}</th><th role="columnheader" scope="col">{{t:system.copies-count}}</th><th role="columnheader" scope="col">{{t:system.unconfirmed}}</th><th role="columnheader" scope="col">{{t:system.watched}}</th></tr>
</thead>
<tbody role="rowgroup">
{{#RECEIVER}}
<tr role="row">
<th role="rowheader" scope="row"><span dir="ltr">{{RECEIVER_NAME}}</span></th>
<td role="cell" data-label="{{t:system.receives}}"><span>{{RECEIVES}}{{#RECEIVES_SECTIONS}} <code dir="ltr">{{RECEIVES_SECTIONS}}</code>{{/RECEIVES_SECTIONS}}</span></td>
<td role="cell" data-label="{{t:system.copies-count}}">{{RECEIVER_COPIES}}</td>
<td role="cell" data-label="{{t:system.unconfirmed}}">{{RECEIVER_UNCONFIRMED}}</td>
<td role="cell" data-label="{{t:system.watched}}">{{#WATCHED}}<time datetime="{{WATCHED_ISO}}">{{WATCHED}}</time>{{/WATCHED}}</td>
</tr>
{{/RECEIVER}}
</tbody>
</table>
{{/TABLE}}
{{/COPIES}}
</section>
{{/KIND}}
<p class="note">{{t:system.grants-how}}</p>
