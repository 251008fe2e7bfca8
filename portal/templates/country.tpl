{{%AUTOESCAPE context="HTML"}}
<h1>{{HEADING}}</h1>
<p class="lead">{{t:statistics.country-lead}}</p>
{{#EMPTY}}
<div class="empty">
<p>{{t:statistics.no-values}}</p>
</div>
{{/EMPTY}}
{{#PART}}
<section>
<h2>{{PART_NAME}}</h2>
<table class="sources" role="table" aria-label="{{PART_NAME}}">
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">{{t:statistics.indicator}}</th><th role="columnheader" scope="col">{{t:statistics.value}}</th><th role="columnheader" scope="col">{{t:statistics.period}}</th><th role="columnheader" scope="col">{{t:statistics.change}}</th><th role="columnheader" scope="col">{{t:statistics.source}}</th></tr>
</thead>
<tbody role="rowgroup">
{{#INDICATOR}}
<tr role="row">
<th role="rowheader" scope="row"><a href="{{INDICATOR_ADDRESS}}">{{INDICATOR_NAME}}</a>
{{#SPARK}}
<svg class="spark" viewBox="0 0 96 24" aria-hidden="true"><path class="line line-1" d="{{SPARK}}"></path></svg>
{{/SPARK}}
</th>
<td role="cell" data-label="{{t:statistics.value}}"><span><bdi>{{CELL}}</bdi>{{#CELL_STATUS}} <span class="status">{{CELL_STATUS}}</span>{{/CELL_STATUS}}{{#INDICATOR_UNIT}} <span class="note">{{INDICATOR_UNIT}}</span>{{/INDICATOR_UNIT}}</span></td>
<td role="cell" data-label="{{t:statistics.period}}">{{INDICATOR_PERIOD}}</td>
<td role="cell" data-label="{{t:statistics.change}}">{{#CHANGE}}<span><bdi dir="ltr">{{CHANGE}}</bdi> <span class="note">{{CHANGE_SINCE}}</span></span>{{/CHANGE}}</td>
<td role="cell" data-label="{{t:statistics.source}}"><span>{{INDICATOR_SOURCE}}{{#INDICATOR_DEMO}} <span class="badge">{{t:sources.demo}}</span>{{/INDICATOR_DEMO}}</span></td>
</tr>
{{/INDICATOR}}
</tbody>
</table>
</section>
{{/PART}}
{{>STATUSES}}
<p class="back"><a href="{{ALL_STATISTICS}}">{{t:statistics.all}}</a></p>
