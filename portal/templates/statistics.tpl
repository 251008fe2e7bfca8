{{%AUTOESCAPE context="HTML"}}
<h1>{{t:statistics.title}}</h1>
<p class="lead">{{t:statistics.lead}}</p>
<form class="search" role="search" action="{{ACTION}}" method="get">
<label for="q">{{t:statistics.words}}</label>
<div class="line">
<input id="q" name="q" type="search" value="{{WORDS}}" maxlength="200" dir="auto" autocomplete="off" aria-describedby="q-hint">
<button type="submit">{{t:search.button}}</button>
</div>
<p id="q-hint" class="hint">{{t:statistics.words-hint}}</p>
</form>
{{#ALL_STATISTICS}}
<p><a class="button quiet" href="{{ALL_STATISTICS}}">{{t:statistics.all}}</a></p>
{{/ALL_STATISTICS}}
{{#EMPTY}}
<div class="empty">
<p>{{t:statistics.nothing}}</p>
</div>
{{/EMPTY}}
{{#TOPIC}}
<section>
<h2>{{TOPIC_NAME}}</h2>
{{#FLOW}}
<h3><a href="{{FLOW_ADDRESS}}">{{FLOW_NAME}}</a></h3>
{{#FLOW_SAID}}
<p class="note">{{FLOW_SAID}}</p>
{{/FLOW_SAID}}
<ul class="facts">
{{#FACT}}
<li><bdi>{{FACT_TEXT}}</bdi></li>
{{/FACT}}
</ul>
{{#INDICATORS}}
<ul class="columns">
{{#INDICATOR}}
<li><a href="{{INDICATOR_ADDRESS}}">{{INDICATOR_NAME}}</a></li>
{{/INDICATOR}}
</ul>
{{/INDICATORS}}
{{/FLOW}}
</section>
{{/TOPIC}}
<section aria-labelledby="countries">
<h2 id="countries">{{t:statistics.countries}}</h2>
<ul class="columns">
{{#COUNTRY}}
<li><a href="{{COUNTRY_ADDRESS}}">{{COUNTRY_NAME}}</a></li>
{{/COUNTRY}}
</ul>
</section>
