{{%AUTOESCAPE context="HTML"}}
<h1><bdi dir="ltr">{{HEADING}}</bdi></h1>
<p class="lead">{{t:system.overview-lead}}</p>
{{#CERTIFICATES_SOON}}
<div class="banner"><p>{{CERTIFICATES_SOON}} {{t:system.certificates-ask}}</p></div>
{{/CERTIFICATES_SOON}}
{{#KIND}}
<section class="panel">
<h2>{{KIND_NAME}}{{#FRESHNESS}} <span class="badge {{FRESHNESS}}">{{FRESHNESS_NAME}}</span>{{/FRESHNESS}}</h2>
{{#HELD}}
<div class="banner"><p>{{HELD_TEXT}} <a href="{{HELD_ADDRESS}}">{{t:system.look}}</a></p></div>
{{/HELD}}
{{#NOTHING}}
<p>{{t:system.nothing-sent}}</p>
{{/NOTHING}}
{{#ROWS}}
<dl class="meaning">
{{#ROW}}
<div><dt>{{ROW_NAME}}</dt><dd>{{ROW_TEXT}}</dd></div>
{{/ROW}}
</dl>
{{/ROWS}}
{{#REJECTED}}
<h3>{{t:system.rejected-why}}</h3>
<ul>
{{#REASON}}
<li>{{REASON_TEXT}} <span class="count">{{REASON_COUNT}}</span></li>
{{/REASON}}
</ul>
{{/REJECTED}}
{{#EXPORT}}
<h3>{{t:system.export-last}}</h3>
<dl class="meaning">
{{#EXPORT_ROW}}
<div><dt>{{EXPORT_ROW_NAME}}</dt><dd>{{EXPORT_ROW_TEXT}}</dd></div>
{{/EXPORT_ROW}}
</dl>
{{/EXPORT}}
{{#RECEIPTS}}
<h3>{{t:system.receipts}}</h3>
<table class="sources" role="table" aria-label="{{t:system.receipts}}: {{KIND_NAME}}">
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">{{t:system.receipt}}</th><th role="columnheader" scope="col">{{t:system.time}}</th><th role="columnheader" scope="col">{{t:system.items}}</th><th role="columnheader" scope="col">{{t:system.outcomes}}</th></tr>
</thead>
<tbody role="rowgroup">
{{#RECEIPT}}
<tr role="row">
<th role="rowheader" scope="row">{{RECEIPT_NUMBER}}</th>
<td role="cell" data-label="{{t:system.time}}"><time datetime="{{RECEIPT_ISO}}">{{RECEIPT_TIME}}</time></td>
<td role="cell" data-label="{{t:system.items}}">{{RECEIPT_ITEMS}}</td>
<td role="cell" data-label="{{t:system.outcomes}}"><span>{{#OUTCOME}}{{OUTCOME_NAME}} <span class="count">{{OUTCOME_COUNT}}</span> {{/OUTCOME}}</span></td>
</tr>
{{/RECEIPT}}
</tbody>
</table>
{{/RECEIPTS}}
</section>
{{/KIND}}
{{#NO_KINDS}}
<p>{{t:system.no-kinds}}</p>
{{/NO_KINDS}}
<p class="note">{{#CERTIFICATES}}{{CERTIFICATES}} {{/CERTIFICATES}}{{ENDS}}</p>
