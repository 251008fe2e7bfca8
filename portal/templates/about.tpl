{{%AUTOESCAPE context="HTML"}}
<article class="prose">
<h1>{{t:about.title}}</h1>
<p class="lead">{{t:about.lead}}</p>
<h2>{{t:about.what-title}}</h2>
<p>{{t:about.what}}</p>
<h2>{{t:about.search-title}}</h2>
<p>{{t:about.search}}</p>
<h2>{{t:about.fresh-title}}</h2>
<p>{{t:about.fresh}}</p>
<h2>{{t:about.verified-title}}</h2>
<p>{{t:about.verified}}</p>
<h2>{{t:about.translation-title}}</h2>
<p>{{t:about.translation}}</p>
<h2>{{t:about.fees-title}}</h2>
<p>{{t:about.fees}}</p>
<h2>{{t:about.lists-title}}</h2>
<p>{{t:about.lists}}</p>
</article>
