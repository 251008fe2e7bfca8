{{%AUTOESCAPE context="HTML"}}
<p><a href="{{UPLOADS}}">{{t:upload.title}}</a></p>
<h1><bdi>{{FILE_NAME}}</bdi> <span class="badge">{{STEP_NAME}}</span></h1>
<ul class="facts occupation">
<li>{{KIND_NAME}}</li>
<li>{{FILE_SIZE}}</li>
<li><time datetime="{{FILE_ISO}}">{{FILE_TIME}}</time></li>
</ul>
{{#PROBLEM}}
<div class="banner problem" role="alert">
{{#PROBLEM_LINE}}
<p>{{PROBLEM_TEXT}}</p>
{{/PROBLEM_LINE}}
</div>
{{/PROBLEM}}
{{#NOTICE}}
<div class="banner"><p>{{NOTICE}}</p></div>
{{/NOTICE}}
{{#WORKING}}
<section class="panel" data-refresh aria-label="{{WORKING_NAME}}">
<p role="status"><strong>{{WORKING_NAME}}</strong></p>
{{#PERCENT}}
<p><progress value="{{PERCENT_VALUE}}" max="100" aria-label="{{WORKING_NAME}}"></progress> {{PERCENT}}</p>
{{/PERCENT}}
{{#ANSWERED}}
<p>{{ANSWERED}}</p>
{{/ANSWERED}}
<p><a href="{{ACTION}}">{{t:system.reload}}</a></p>
<noscript><meta http-equiv="refresh" content="3"></noscript>
</section>
{{/WORKING}}
{{#FATE}}
<section class="panel">
<h2>{{FATE_TITLE}}</h2>
<p role="status">{{FATE_LEAD}}</p>
{{#TROUBLE}}
<div class="banner problem"><p>{{TROUBLE}}</p></div>
{{/TROUBLE}}
{{#RUN}}
<div class="banner"><p>{{RUN_TEXT}} {{#RUN_ADDRESS}}<a href="{{RUN_ADDRESS}}">{{t:system.look}}</a>{{/RUN_ADDRESS}}</p></div>
{{/RUN}}
<dl class="meaning">
{{#COUNT}}
<div><dt>{{COUNT_NAME}}</dt><dd>{{COUNT_TEXT}}</dd></div>
{{/COUNT}}
</dl>
{{#CAUSES}}
<h3>{{t:upload.causes}}</h3>
<ul>
{{#CAUSE}}
<li>{{CAUSE_TEXT}}</li>
{{/CAUSE}}
</ul>
{{/CAUSES}}
{{#REJECTS}}
<p><a class="button quiet" href="{{REJECTS_ADDRESS}}">{{REJECTS_NAME}}</a></p>
<p class="hint">{{t:upload.rejects-hint}}</p>
{{/REJECTS}}
{{#RECEIPTS}}
<p><a class="button quiet" href="{{RECEIPTS_ADDRESS}}">{{RECEIPTS_NAME}}</a></p>
<p class="hint">{{t:upload.receipts-hint}}</p>
{{/RECEIPTS}}
{{#FIRST}}
<h3>{{t:upload.first}}</h3>
{{#FIRST_ROW}}
<details>
<summary>{{FIRST_NAME}}</summary>
{{#FIRST_WHY}}
<p class="banner problem">{{FIRST_WHY_TEXT}}</p>
{{/FIRST_WHY}}
<dl class="meaning">
{{#LINE}}
<div><dt><code dir="ltr">{{LINE_PATH}}</code></dt><dd><bdi{{#LINE_LANGUAGE}} lang="{{LINE_LANGUAGE}}"{{/LINE_LANGUAGE}}>{{LINE_VALUE}}</bdi></dd></div>
{{/LINE}}
</dl>
</details>
{{/FIRST_ROW}}
{{/FIRST}}
</section>
{{/FATE}}
{{#READ}}
<form class="panel" action="{{ACTION}}" method="post">
<input type="hidden" name="csrf" value="{{READ_CSRF}}">
<input type="hidden" name="act" value="read">
<p>{{t:upload.read-text}}</p>
<button type="submit">{{t:upload.read-button}}</button>
</form>
{{/READ}}
{{#PUSH}}
<form class="panel" action="{{ACTION}}" method="post">
<h2>{{t:upload.push}}</h2>
<input type="hidden" name="csrf" value="{{PUSH_CSRF}}">
<input type="hidden" name="act" value="push">
{{#PUSH_CHANGES}}
<p>{{t:upload.push-changes}}</p>
{{/PUSH_CHANGES}}
{{#PUSH_FULL}}
<p>{{t:upload.push-full}}</p>
<label for="records">{{t:upload.records}}</label>
<input id="records" name="records" type="text" inputmode="numeric" dir="ltr" maxlength="30" autocomplete="off" aria-describedby="records-hint">
<p id="records-hint" class="hint">{{t:upload.records-hint}}</p>
{{/PUSH_FULL}}
<button type="submit">{{t:upload.push-button}}</button>
</form>
{{/PUSH}}
{{#CHECK}}
<form class="panel" action="{{ACTION}}" method="post">
<h2>{{t:upload.check}}</h2>
<input type="hidden" name="csrf" value="{{CHECK_CSRF}}">
<input type="hidden" name="act" value="check">
<p>{{t:upload.check-text}}</p>
<button type="submit">{{t:upload.check-button}}</button>
</form>
{{/CHECK}}
{{#HAS_CHOICES}}
{{>CHOICES}}
{{/HAS_CHOICES}}
{{#MAPPING}}
<details class="panel"{{#MAPPING_OPEN}} open{{/MAPPING_OPEN}}>
<summary>{{t:upload.yaml}}</summary>
{{#BY_HAND}}
<p>{{t:upload.by-hand}}</p>
{{/BY_HAND}}
{{#MISTAKES}}
<div class="banner problem">
<h3>{{t:upload.mistakes}}</h3>
<ul>
{{#MISTAKE}}
<li>{{MISTAKE_TEXT}}</li>
{{/MISTAKE}}
</ul>
</div>
{{/MISTAKES}}
<form action="{{ACTION}}" method="post">
<input type="hidden" name="csrf" value="{{MAPPING_CSRF}}">
<input type="hidden" name="act" value="yaml">
<label for="yaml">{{t:upload.yaml-label}}</label>
<textarea id="yaml" name="yaml" rows="24" dir="ltr" spellcheck="false" autocomplete="off">
{{YAML:p}}</textarea>
<p class="hint">{{t:upload.yaml-hint}}</p>
<button type="submit" class="quiet">{{t:upload.yaml-button}}</button>
</form>
{{#MAPPING_ADDRESS}}
<p><a class="button quiet" href="{{MAPPING_ADDRESS}}">{{t:upload.download}}</a></p>
{{/MAPPING_ADDRESS}}
{{#SUGGEST}}
<form action="{{ACTION}}" method="post">
<input type="hidden" name="csrf" value="{{SUGGEST_CSRF}}">
<input type="hidden" name="act" value="suggest">
<button type="submit" class="quiet">{{t:upload.suggest}}</button>
</form>
{{/SUGGEST}}
</details>
{{/MAPPING}}
{{#REMOVE}}
<form action="{{ACTION}}" method="post">
<input type="hidden" name="csrf" value="{{REMOVE_CSRF}}">
<input type="hidden" name="act" value="remove">
<button type="submit" class="quiet">{{t:upload.remove}}</button>
</form>
{{/REMOVE}}
