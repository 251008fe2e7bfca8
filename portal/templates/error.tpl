{{%AUTOESCAPE context="HTML"}}
<div class="error">
<h1>{{HEADING}}</h1>
<p class="lead">{{ADVICE}}</p>
<form class="search" role="search" action="{{ACTION}}" method="get">
<label for="q">{{t:search.words}}</label>
<div class="line">
<input id="q" name="q" type="search" value="{{WORDS}}" maxlength="200" dir="auto" autocomplete="off">
<button type="submit">{{t:search.button}}</button>
</div>
</form>
<p><a href="{{HOME}}">{{t:error.home}}</a></p>
{{#REFERENCE}}
<p class="note">{{t:error.reference}} <code dir="ltr">{{REFERENCE}}</code></p>
{{/REFERENCE}}
</div>
