{{%AUTOESCAPE context="HTML"}}
<h1>{{t:sign-in.title}}</h1>
<p class="lead">{{t:sign-in.lead}}</p>
{{#NOTICE}}
<div class="banner"><p>{{NOTICE}}</p></div>
{{/NOTICE}}
{{#PROBLEM}}
<div class="banner problem" role="alert"><p>{{PROBLEM}}</p></div>
{{/PROBLEM}}
{{#GO_ON}}
<p><a class="button quiet" href="{{GO_ON}}">{{t:sign-in.go-on}}</a></p>
{{/GO_ON}}
<form class="panel" action="{{ACTION}}" method="post" data-sign-in>
<input type="hidden" name="next" value="{{NEXT}}">
<label for="code">{{t:sign-in.code}}</label>
<input id="code" name="code" type="text" dir="ltr" maxlength="400" required autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="code-hint">
<p id="code-hint" class="hint">{{t:sign-in.code-hint}}</p>
<button type="submit">{{t:sign-in.button}}</button>
</form>
{{#CERTIFICATE}}
<section class="panel" aria-labelledby="certificate">
<h2 id="certificate">{{t:sign-in.certificate}}</h2>
{{#CERTIFICATE_PROBLEM}}
<p>{{CERTIFICATE_PROBLEM}}</p>
{{/CERTIFICATE_PROBLEM}}
{{#CERTIFICATE_BUTTON}}
<form action="{{ACTION}}" method="post">
<input type="hidden" name="next" value="{{NEXT}}">
<input type="hidden" name="with" value="certificate">
<button type="submit" class="quiet">{{CERTIFICATE_BUTTON}}</button>
</form>
{{/CERTIFICATE_BUTTON}}
</section>
{{/CERTIFICATE}}
<h2>{{t:sign-in.where-title}}</h2>
<p>{{t:sign-in.where}}</p>
<p class="note">{{t:sign-in.cookie}}</p>
