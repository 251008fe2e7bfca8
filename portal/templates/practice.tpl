{{%AUTOESCAPE context="HTML"}}
{{#RESULTS}}
<section aria-labelledby="results">
<h2 id="results">{{t:practice.results}}</h2>
<table class="sources" role="table" aria-labelledby="results">
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">{{t:practice.measured}}</th><th role="columnheader" scope="col">{{t:practice.value}}</th><th role="columnheader" scope="col">{{t:practice.baseline}}</th><th role="columnheader" scope="col">{{t:practice.year}}</th></tr>
</thead>
<tbody role="rowgroup">
{{#RESULT}}
<tr role="row">
<th role="rowheader" scope="row"><span lang="{{MEASURED_LANG}}" dir="{{MEASURED_DIR}}">{{MEASURED}}</span>{{#MEASURED_MACHINE}} <span class="note">({{t:record.machine}})</span>{{/MEASURED_MACHINE}}</th>
<td role="cell" data-label="{{t:practice.value}}"><span dir="ltr">{{RESULT_VALUE}}</span>{{#UNIT}} <span lang="{{UNIT_LANG}}" dir="{{UNIT_DIR}}">{{UNIT}}</span>{{/UNIT}}</td>
<td role="cell" data-label="{{t:practice.baseline}}">{{#BASELINE}}<span dir="ltr">{{BASELINE}}</span>{{/BASELINE}}</td>
<td role="cell" data-label="{{t:practice.year}}">{{RESULT_YEAR}}</td>
</tr>
{{/RESULT}}
</tbody>
</table>
</section>
{{/RESULTS}}
{{#ATTACHMENTS}}
<section aria-labelledby="attachments">
<h2 id="attachments">{{t:practice.attachments}}</h2>
<p class="note">{{t:practice.digest-hint}}</p>
<ul>
{{#ATTACHMENT}}
<li><a href="{{ATTACHMENT_ADDRESS}}" rel="nofollow noopener"><span lang="{{ATTACHMENT_TITLE_LANG}}" dir="{{ATTACHMENT_TITLE_DIR}}">{{ATTACHMENT_TITLE}}</span></a>{{#ATTACHMENT_TITLE_MACHINE}} <span class="note">({{t:record.machine}})</span>{{/ATTACHMENT_TITLE_MACHINE}}{{#ATTACHMENT_LANGUAGE}} ({{ATTACHMENT_LANGUAGE}}){{/ATTACHMENT_LANGUAGE}}{{#MEDIA_TYPE}} <code dir="ltr">{{MEDIA_TYPE}}</code>{{/MEDIA_TYPE}}<br><code dir="ltr">SHA-256 {{SHA256}}</code></li>
{{/ATTACHMENT}}
</ul>
</section>
{{/ATTACHMENTS}}
