{{%AUTOESCAPE context="HTML"}}
<div class="error">
<h1>{{t:upload.gone}}</h1>
<p class="lead">{{t:upload.gone-advice}}</p>
<p><a class="button" href="{{UPLOADS}}">{{t:upload.title}}</a></p>
</div>
