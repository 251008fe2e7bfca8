{{%AUTOESCAPE context="HTML"}}
<p class="occupation">{{FLOW_NAME}}</p>
<h1>{{HEADING}}</h1>
{{#FLOW_SAID}}
<p class="note">{{FLOW_SAID}}</p>
{{/FLOW_SAID}}
{{#CHOICES}}
<ul class="facts">
{{#CHOSEN}}
<li><bdi>{{CHOSEN_NAME}}</bdi> <strong><bdi>{{CHOSEN_CODE}}</bdi></strong></li>
{{/CHOSEN}}
</ul>
{{/CHOICES}}
<div class="split">
<section class="found">
<div class="toolbar">
<a class="to-filters" href="#filters">{{t:statistics.choose}}</a>
</div>
{{#EMPTY}}
<div class="empty">
<p>{{t:statistics.no-values}}</p>
</div>
{{/EMPTY}}
{{>CHART}}
{{#CUT}}
<p class="banner">{{t:statistics.cut}}</p>
{{/CUT}}
{{>SERIES}}
{{>RANKED}}
{{#EXPORTS}}
<section class="panel" aria-labelledby="exports">
<h2 id="exports">{{t:statistics.exports}}</h2>
<ul class="facts">
<li><a href="{{CSV}}" rel="nofollow">{{t:statistics.csv}}</a></li>
<li><a href="{{XML}}" rel="nofollow">{{t:statistics.xml}}</a></li>
</ul>
<label for="sdmx">{{t:statistics.address}}</label>
<input id="sdmx" dir="ltr" readonly value="{{SDMX_ADDRESS}}" aria-describedby="sdmx-hint">
<p id="sdmx-hint" class="hint">{{t:statistics.address-hint}}</p>
</section>
{{/EXPORTS}}
<p class="back"><a href="{{ALL_STATISTICS}}">{{t:statistics.all}}</a></p>
</section>
<section class="filters" id="filters" aria-labelledby="filters-title" tabindex="-1">
<h2 id="filters-title">{{t:statistics.choose}}</h2>
<form id="choices" action="{{ACTION}}" method="get">
{{#SELECT}}
<p class="select"><label for="s-{{SELECT_ID}}">{{SELECT_NAME}}</label>
<select id="s-{{SELECT_ID}}" name="code">
{{#OPTION}}
<option value="{{OPTION_VALUE}}"{{#OPTION_SELECTED}} selected{{/OPTION_SELECTED}}>{{OPTION_LABEL}}</option>
{{/OPTION}}
</select></p>
{{/SELECT}}
{{#COUNTRIES}}
<fieldset>
<legend>{{t:statistics.of-countries}}</legend>
<p class="hint">{{t:statistics.countries-hint}}</p>
<details{{#COUNTRIES_CHOSEN}} open{{/COUNTRIES_CHOSEN}}>
<summary>{{t:statistics.countries}}</summary>
{{#COUNTRY}}
<label class="choice"><input type="checkbox" name="country" value="{{COUNTRY_CODE}}"{{#COUNTRY_CHECKED}} checked{{/COUNTRY_CHECKED}}> <bdi>{{COUNTRY_NAME}}</bdi></label>
{{/COUNTRY}}
</details>
</fieldset>
{{/COUNTRIES}}
{{#SPAN}}
<fieldset class="span">
<legend>{{t:statistics.periods}}</legend>
<label for="s-from">{{t:filter.from}}</label>
<input id="s-from" name="from" dir="ltr" maxlength="10" autocomplete="off" value="{{FROM}}" aria-describedby="span-hint">
<label for="s-until">{{t:filter.until}}</label>
<input id="s-until" name="until" dir="ltr" maxlength="10" autocomplete="off" value="{{UNTIL}}" aria-describedby="span-hint">
<p id="span-hint" class="hint">{{t:statistics.periods-hint}}</p>
</fieldset>
{{/SPAN}}
<button type="submit">{{t:statistics.show}}</button>
{{#ALL_COUNTRIES}}
<p><a href="{{ALL_COUNTRIES}}">{{t:statistics.all-countries}}</a></p>
{{/ALL_COUNTRIES}}
</form>
</section>
</div>
