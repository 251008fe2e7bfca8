{{%AUTOESCAPE context="HTML"}}
<section>
<h2>{{t:statistics.statuses}}</h2>
<dl class="meaning">
{{#STATUS}}
<div><dt>{{STATUS_CODE}}</dt><dd>{{STATUS_NAME}}</dd></div>
{{/STATUS}}
</dl>
</section>
