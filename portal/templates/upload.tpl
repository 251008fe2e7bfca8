{{%AUTOESCAPE context="HTML"}}
<h1>{{t:upload.title}}</h1>
<p class="lead">{{t:upload.lead}}</p>
{{#PROBLEM}}
<div class="banner problem" role="alert"><p>{{PROBLEM}}</p></div>
{{/PROBLEM}}
{{#NO_KINDS}}
<p>{{t:system.no-kinds}}</p>
{{/NO_KINDS}}
{{#FORM}}
<form class="panel" action="{{ACTION}}" method="post" enctype="multipart/form-data">
<input type="hidden" name="csrf" value="{{CSRF}}">
<label for="kind">{{t:upload.kind}}</label>
<select id="kind" name="kind">
{{#KIND}}
<option value="{{KIND_VALUE}}"{{#KIND_CHOSEN}} selected{{/KIND_CHOSEN}}>{{KIND_NAME}}</option>
{{/KIND}}
</select>
<fieldset class="choices">
<legend>{{t:upload.export}}</legend>
<label><input type="radio" name="export" value="changes"{{#IS_CHANGES}} checked{{/IS_CHANGES}}> <span>{{t:upload.export-changes}}</span></label>
<label><input type="radio" name="export" value="full"{{#IS_FULL}} checked{{/IS_FULL}}> <span>{{t:upload.export-full}}</span></label>
</fieldset>
<label for="country">{{t:upload.country}}</label>
<input id="country" name="country" type="text" value="{{COUNTRY}}" maxlength="2" dir="ltr" list="states" autocomplete="off" aria-describedby="country-hint">
<p id="country-hint" class="hint">{{t:upload.country-hint}}</p>
<datalist id="states">
{{#STATE}}
<option value="{{STATE_CODE}}">{{STATE_NAME}}</option>
{{/STATE}}
</datalist>
<label for="mapping">{{t:upload.mapping-file}}</label>
<input id="mapping" name="mapping" type="file" accept=".yaml,.yml" aria-describedby="mapping-hint">
<p id="mapping-hint" class="hint">{{t:upload.mapping-hint}}</p>
<label for="file">{{t:upload.file}}</label>
<input id="file" name="file" type="file" accept=".csv,.tsv,.txt,.xlsx,.json,.jsonl,.xml" required aria-describedby="file-hint">
<p id="file-hint" class="hint">{{FILE_HINT}}</p>
<button type="submit">{{t:upload.button}}</button>
</form>
{{/FORM}}
<p class="note">{{t:upload.kept}}</p>
{{#UPLOADS}}
<section>
<h2>{{t:upload.list}}</h2>
<ul class="cards" role="list">
{{#UPLOAD}}
<li class="card">
<h3><a href="{{UPLOAD_ADDRESS}}"><bdi>{{UPLOAD_NAME}}</bdi></a></h3>
<ul class="facts">
<li>{{UPLOAD_KIND}}</li>
<li>{{UPLOAD_STEP}}</li>
<li><time datetime="{{UPLOAD_ISO}}">{{UPLOAD_TIME}}</time></li>
</ul>
</li>
{{/UPLOAD}}
</ul>
</section>
{{/UPLOADS}}
