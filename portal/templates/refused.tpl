{{%AUTOESCAPE context="HTML"}}
<div class="error">
<h1>{{t:system.refused}}</h1>
<p class="lead">{{t:system.refused-advice}}</p>
<p><a class="button" href="{{SYSTEM}}">{{t:system.back}}</a></p>
</div>
