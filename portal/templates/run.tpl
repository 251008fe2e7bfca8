{{%AUTOESCAPE context="HTML"}}
<p><a href="{{RUNS}}">{{t:system.runs}}</a></p>
<h1>{{HEADING}} <span class="badge {{RUN_STATE}}">{{RUN_STATE_NAME}}</span></h1>
<p class="occupation">{{KIND_NAME}}</p>
{{#PROBLEM}}
<div class="banner problem" role="alert"><p>{{PROBLEM}}</p></div>
{{/PROBLEM}}
{{#REASONS}}
<div class="banner">
<h2>{{REASONS_TEXT}}</h2>
{{#WHY}}
<p>{{WHY_TEXT}}</p>
{{/WHY}}
</div>
{{/REASONS}}
<div{{#GOES_ON}} data-refresh{{/GOES_ON}}>
{{#GOES_ON}}
<noscript><meta http-equiv="refresh" content="5"></noscript>
<p role="status">{{t:system.goes-on}} <a href="{{GOES_ON}}">{{t:system.reload}}</a></p>
{{/GOES_ON}}
<dl class="meaning">
{{#ROW}}
<div><dt>{{ROW_NAME}}</dt><dd>{{ROW_TEXT}}</dd></div>
{{/ROW}}
</dl>
</div>
{{#CONFIRM}}
<section class="panel">
<h2>{{t:system.confirm}}</h2>
<p>{{t:system.confirm-text}}</p>
<form action="{{ACTION}}" method="post">
<input type="hidden" name="csrf" value="{{CONFIRM_CSRF}}">
<input type="hidden" name="act" value="confirm">
<label for="closes">{{CONFIRM_LABEL}}</label>
<div class="line">
<input id="closes" name="closes" type="text" inputmode="numeric" dir="ltr" maxlength="30" required autocomplete="off">
<button type="submit">{{t:system.confirm-button}}</button>
</div>
</form>
</section>
{{/CONFIRM}}
{{#NOT_CONFIRMED}}
<p>{{t:system.not-confirmed}}</p>
{{/NOT_CONFIRMED}}
{{#ABANDON}}
<section class="panel">
<h2>{{t:system.abandon}}</h2>
<p>{{t:system.abandon-text}}</p>
<form action="{{ACTION}}" method="post">
<input type="hidden" name="csrf" value="{{ABANDON_CSRF}}">
<input type="hidden" name="act" value="abandon">
<button type="submit" class="quiet">{{t:system.abandon-button}}</button>
</form>
</section>
{{/ABANDON}}
