{{%AUTOESCAPE context="HTML"}}
<article class="prose">
<h1>{{t:privacy.title}}</h1>
<p class="lead">{{t:privacy.lead}}</p>
<h2>{{t:privacy.nothing-title}}</h2>
<p>{{t:privacy.nothing}}</p>
<h2>{{t:privacy.log-title}}</h2>
<p>{{t:privacy.log}}</p>
<h2>{{t:privacy.leave-title}}</h2>
<p>{{t:privacy.leave}}</p>
<h2>{{t:privacy.records-title}}</h2>
<p>{{t:privacy.records}}</p>
</article>
