{{%AUTOESCAPE context="HTML"}}
{{#RANKING}}
<h2>{{t:statistics.ranking}}</h2>
<p class="hint">{{t:statistics.ranking-hint}}</p>
<table class="sources ranks" role="table" aria-label="{{RANKING_NAME}}">
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">{{t:statistics.rank}}</th><th role="columnheader" scope="col">{{t:filter.country}}</th><th role="columnheader" scope="col">{{t:statistics.value}}</th><th role="columnheader" scope="col">{{t:statistics.period}}</th><th role="columnheader" scope="col">{{t:statistics.source}}</th></tr>
</thead>
<tbody role="rowgroup">
{{#AREA}}
<tr role="row">
<td role="cell" data-label="{{t:statistics.rank}}">{{RANK}}</td>
<th role="rowheader" scope="row">{{#AREA_ADDRESS}}<a href="{{AREA_ADDRESS}}">{{AREA_NAME}}</a>{{/AREA_ADDRESS}}{{#AREA_PLAIN}}{{AREA_PLAIN}}{{/AREA_PLAIN}}
{{#BAR}}
<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect x="{{BAR_X}}" width="{{BAR_WIDTH}}" height="4"></rect></svg>
{{/BAR}}
</th>
<td role="cell" data-label="{{t:statistics.value}}"><span><bdi>{{CELL}}</bdi>{{#CELL_STATUS}} <span class="status">{{CELL_STATUS}}</span>{{/CELL_STATUS}}{{#AREA_UNIT}} <span class="note">{{AREA_UNIT}}</span>{{/AREA_UNIT}}</span></td>
<td role="cell" data-label="{{t:statistics.period}}">{{AREA_PERIOD}}</td>
<td role="cell" data-label="{{t:statistics.source}}"><span>{{AREA_SOURCE}}{{#AREA_DEMO}} <span class="badge">{{t:sources.demo}}</span>{{/AREA_DEMO}}</span></td>
</tr>
{{/AREA}}
</tbody>
</table>
{{/RANKING}}
{{>STATUSES}}
{{#TILED}}
<section class="states" aria-labelledby="states">
<h2 id="states">{{t:statistics.tiles}}</h2>
<p class="hint">{{t:statistics.tiles-hint}}</p>
{{>STATE_TILES}}
</section>
{{/TILED}}
