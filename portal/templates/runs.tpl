{{%AUTOESCAPE context="HTML"}}
<h1>{{t:system.runs}}</h1>
<p class="lead">{{t:system.runs-lead}}</p>
{{#KIND}}
<section>
<h2>{{KIND_NAME}}</h2>
{{#NONE_HELD}}
<p>{{t:system.none-held}}</p>
{{/NONE_HELD}}
{{#HELD}}
<div class="banner"><p>{{HELD_TEXT}} <a href="{{HELD_ADDRESS}}">{{t:system.look}}</a></p></div>
{{/HELD}}
{{#TABLE}}
<table class="sources" role="table" aria-label="{{t:system.runs-latest}}: {{KIND_NAME}}">
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">{{t:system.begun}}</th><th role="columnheader" scope="col">{{t:system.state}}</th><th role="columnheader" scope="col">{{t:system.named}}</th><th role="columnheader" scope="col">{{t:system.closed}}</th></tr>
</thead>
<tbody role="rowgroup">
{{#RUN}}
<tr role="row">
<th role="rowheader" scope="row"><a href="{{RUN_ADDRESS}}"><time datetime="{{RUN_ISO}}">{{RUN_TIME}}</time></a></th>
<td role="cell" data-label="{{t:system.state}}"><span class="badge {{RUN_STATE}}">{{RUN_STATE_NAME}}</span></td>
<td role="cell" data-label="{{t:system.named}}">{{RUN_NAMED}}</td>
<td role="cell" data-label="{{t:system.closed}}">{{RUN_CLOSED}}</td>
</tr>
{{/RUN}}
</tbody>
</table>
{{/TABLE}}
</section>
{{/KIND}}
