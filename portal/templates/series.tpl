{{%AUTOESCAPE context="HTML"}}
{{#TABLE}}
<h2 id="values">{{t:statistics.values}}</h2>
<div class="wide" role="region" aria-labelledby="values" tabindex="0">
<table class="figures" aria-label="{{TABLE_NAME}}">
<thead>
<tr><th scope="col">{{t:statistics.period}}</th>
{{#COLUMN}}
<th scope="col"><bdi>{{COLUMN_NAME}}</bdi>{{#COLUMN_UNIT}} <span class="note">{{COLUMN_UNIT}}</span>{{/COLUMN_UNIT}}</th>
{{/COLUMN}}
</tr>
</thead>
<tbody>
{{#PERIOD}}
<tr><th scope="row">{{PERIOD_NAME}}</th>
{{#VALUE}}
<td><bdi>{{CELL}}</bdi>{{#CELL_STATUS}} <span class="status">{{CELL_STATUS}}</span>{{/CELL_STATUS}}</td>
{{/VALUE}}
</tr>
{{/PERIOD}}
</tbody>
</table>
</div>
{{/TABLE}}
{{>STATUSES}}
<section>
<h2>{{t:statistics.sources}}</h2>
<dl class="meaning">
{{#SOURCE}}
<div><dt><bdi>{{SOURCE_OF}}</bdi></dt>
<dd>{{SOURCE_NAME}}{{#SOURCE_DEMO}} <span class="badge">{{t:sources.demo}}</span>{{/SOURCE_DEMO}} <code dir="ltr">{{SOURCE_CODE}}</code></dd>
{{#VINTAGE}}
<dd class="note">{{t:statistics.vintage}} <time datetime="{{VINTAGE_ISO}}">{{VINTAGE}}</time></dd>
{{/VINTAGE}}
{{#NOTE}}
<dd>{{#NOTE_ABOUT}}<bdi>{{NOTE_ABOUT}}</bdi> – {{/NOTE_ABOUT}}<bdi class="note">{{NOTE_LABEL}}</bdi> <span lang="{{NOTE_TEXT_LANG}}" dir="{{NOTE_TEXT_DIR}}">{{NOTE_TEXT}}</span></dd>
{{/NOTE}}
</div>
{{/SOURCE}}
</dl>
</section>
