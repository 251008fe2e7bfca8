{{%AUTOESCAPE context="HTML"}}
<section class="hero">
<h1>{{HEADING}}</h1>
<form class="search" role="search" action="{{ACTION}}" method="get">
<label for="q">{{t:search.words}}</label>
<div class="line">
<input id="q" name="q" type="search" maxlength="200" dir="auto" autocomplete="off" aria-describedby="q-hint">
<button type="submit">{{t:search.button}}</button>
</div>
<p id="q-hint" class="hint">{{t:search.hint}}</p>
</form>
<p class="totals"><a href="{{ALL_VACANCIES}}">{{VACANCIES}}</a>{{#TRAININGS}} <a href="{{TRAININGS_ADDRESS}}">{{TRAININGS_COUNT}}</a>{{/TRAININGS}}</p>
</section>
<section class="states" aria-labelledby="states">
<h2 id="states">{{t:home.states}}</h2>
<p class="hint">{{t:home.states-hint}}</p>
{{>STATE_TILES}}
</section>
{{#NEWEST}}
<section class="newest" aria-labelledby="newest">
<h2 id="newest">{{t:home.newest}}</h2>
{{>CARDS}}
<p><a class="button quiet" href="{{ALL_VACANCIES}}">{{t:home.all}}</a></p>
</section>
{{/NEWEST}}
{{#FIELDS}}
<section class="fields" aria-labelledby="fields">
<h2 id="fields">{{t:home.fields}}</h2>
<ul class="columns">
{{#FIELD}}
<li><a href="{{FIELD_ADDRESS}}">{{FIELD_NAME}}</a> <span class="count">{{FIELD_COUNT}}</span></li>
{{/FIELD}}
</ul>
</section>
{{/FIELDS}}
