{{%AUTOESCAPE context="HTML"}}
<h1>{{HEADING}}</h1>
<form id="search" class="search" role="search" action="{{ACTION}}" method="get">
<label for="q">{{WORDS_NAME}}</label>
<div class="line">
<input id="q" name="q" type="search" value="{{WORDS}}" maxlength="200" dir="auto" autocomplete="off" aria-describedby="q-hint">
<button type="submit">{{t:search.button}}</button>
</div>
<p id="q-hint" class="hint">{{WORDS_HINT}}</p>
{{#KEPT}}
<input type="hidden" name="{{KEPT_NAME}}" value="{{KEPT_VALUE}}">
{{/KEPT}}
</form>
{{#PROBLEMS}}
<div class="banner problem" role="alert">
<h2>{{t:search.problems}}</h2>
<ul>
{{#PROBLEM}}
<li>{{PROBLEM_TEXT}}</li>
{{/PROBLEM}}
</ul>
</div>
{{/PROBLEMS}}
{{#HAS_CHIPS}}
<ul class="chips" role="list" aria-label="{{t:search.chosen}}">
{{#UNDERSTOOD}}
<li><a class="chip" href="{{UNDERSTOOD_ADDRESS}}"><span>{{UNDERSTOOD_AS}}</span> <span aria-hidden="true">×</span><span class="spoken">{{t:search.words-alone}}</span></a></li>
{{/UNDERSTOOD}}
{{#CHIP}}
<li><a class="chip" href="{{CHIP_ADDRESS}}" aria-label="{{CHIP_REMOVE}}"><bdi>{{CHIP_LABEL}}</bdi> <span aria-hidden="true">×</span></a></li>
{{/CHIP}}
{{#CLEAR}}
<li><a href="{{CLEAR}}">{{t:search.clear}}</a></li>
{{/CLEAR}}
</ul>
{{/HAS_CHIPS}}
<div class="split">
<section class="found"{{#FOUND}} aria-labelledby="found"{{/FOUND}}>
{{#CORRECTED}}
<p class="banner">{{CORRECTED_TO}} <a href="{{TYPED_ADDRESS}}">{{TYPED}}</a></p>
{{/CORRECTED}}
<div class="toolbar">
{{#FOUND}}
<h2 id="found">{{FOUND}}</h2>
{{/FOUND}}
<a class="to-filters" href="#filters">{{t:search.filters}}</a>
</div>
{{#ORDERED}}
<nav class="orders" aria-label="{{t:search.order}}">
<ul>
{{#ORDER}}
<li><a href="{{ORDER_ADDRESS}}"{{#ORDER_CURRENT}} aria-current="true"{{/ORDER_CURRENT}}>{{ORDER_NAME}}</a></li>
{{/ORDER}}
</ul>
</nav>
{{/ORDERED}}
{{>CARDS}}
{{#EMPTY}}
<div class="empty">
<p>{{t:search.nothing}}</p>
<ul>
{{#EMPTY_FILTERED}}
<li>{{t:search.try-filters}}</li>
{{/EMPTY_FILTERED}}
<li>{{t:search.try-words}}</li>
<li>{{TRY_LANGUAGES}}</li>
</ul>
</div>
{{/EMPTY}}
{{#PAGES}}
<nav class="pages" aria-label="{{t:search.pages}}">
{{#FIRST}}
<a class="button quiet" href="{{FIRST}}">{{t:search.first}}</a>
{{/FIRST}}
{{#NEXT}}
<a class="button" rel="next" href="{{NEXT}}">{{t:search.next}}</a>
{{/NEXT}}
</nav>
{{/PAGES}}
</section>
<section class="filters" id="filters" aria-labelledby="filters-title" tabindex="-1">
<h2 id="filters-title">{{t:search.filters}}</h2>
{{#GROUP}}
{{#BOXES}}
<fieldset>
<legend>{{LEGEND}}</legend>
{{#BOX}}
<label class="choice"><input form="search" type="checkbox" name="{{BOX_NAME}}" value="{{BOX_VALUE}}"{{#BOX_CHECKED}} checked{{/BOX_CHECKED}}> <bdi>{{BOX_LABEL}}</bdi>{{#BOX_COUNT}} <span class="count">{{BOX_COUNT}}</span>{{/BOX_COUNT}}</label>
{{/BOX}}
{{#MORE}}
<details{{#MORE_OPEN}} open{{/MORE_OPEN}}>
<summary>{{t:search.more}}</summary>
{{#BOX}}
<label class="choice"><input form="search" type="checkbox" name="{{BOX_NAME}}" value="{{BOX_VALUE}}"{{#BOX_CHECKED}} checked{{/BOX_CHECKED}}> <bdi>{{BOX_LABEL}}</bdi>{{#BOX_COUNT}} <span class="count">{{BOX_COUNT}}</span>{{/BOX_COUNT}}</label>
{{/BOX}}
</details>
{{/MORE}}
</fieldset>
{{/BOXES}}
{{#TREE}}
<h3>{{LEGEND}}</h3>
<ul class="tree">
{{#BRANCH}}
<li>{{#BRANCH_ADDRESS}}<a rel="nofollow" href="{{BRANCH_ADDRESS}}">{{BRANCH_LABEL}}</a>{{/BRANCH_ADDRESS}}{{#BRANCH_CHOSEN}}<strong>{{BRANCH_LABEL}}</strong>{{/BRANCH_CHOSEN}}{{#BRANCH_COUNT}} <span class="count">{{BRANCH_COUNT}}</span>{{/BRANCH_COUNT}}</li>
{{/BRANCH}}
</ul>
{{/TREE}}
{{#SELECT}}
<p class="select"><label for="f-{{PARAMETER}}">{{LEGEND}}</label>
<select form="search" id="f-{{PARAMETER}}" name="{{PARAMETER}}">
<option value="">{{ANY}}</option>
{{#OPTION}}
<option value="{{OPTION_VALUE}}"{{#OPTION_SELECTED}} selected{{/OPTION_SELECTED}}>{{OPTION_LABEL}}</option>
{{/OPTION}}
</select></p>
{{/SELECT}}
{{#PAY}}
<fieldset class="pay">
<legend>{{LEGEND}}</legend>
<label for="f-pay">{{t:filter.amount}}</label>
<input form="search" id="f-pay" name="pay" inputmode="decimal" autocomplete="off" maxlength="20" dir="ltr" value="{{PAY_VALUE}}">
<label for="f-currency">{{t:filter.currency}}</label>
<select form="search" id="f-currency" name="currency">
{{#CURRENCY}}
{{#OPTION}}
<option value="{{OPTION_VALUE}}"{{#OPTION_SELECTED}} selected{{/OPTION_SELECTED}}>{{OPTION_LABEL}}</option>
{{/OPTION}}
{{/CURRENCY}}
</select>
<label for="f-unit">{{t:filter.unit}}</label>
<select form="search" id="f-unit" name="unit">
{{#UNIT}}
{{#OPTION}}
<option value="{{OPTION_VALUE}}"{{#OPTION_SELECTED}} selected{{/OPTION_SELECTED}}>{{OPTION_LABEL}}</option>
{{/OPTION}}
{{/UNIT}}
</select>
</fieldset>
{{/PAY}}
{{#DAYS}}
<fieldset class="span">
<legend>{{LEGEND}}</legend>
{{#BOUND}}
<label for="f-{{BOUND_NAME}}">{{BOUND_LABEL}}</label>
<input form="search" id="f-{{BOUND_NAME}}" name="{{BOUND_NAME}}" type="date" value="{{BOUND_VALUE}}">
{{/BOUND}}
</fieldset>
{{/DAYS}}
{{#YEARS}}
<fieldset class="span">
<legend>{{LEGEND}}</legend>
{{#BOUND}}
<label for="f-{{BOUND_NAME}}">{{BOUND_LABEL}}</label>
<input form="search" id="f-{{BOUND_NAME}}" name="{{BOUND_NAME}}" inputmode="numeric" autocomplete="off" maxlength="4" dir="ltr" value="{{BOUND_VALUE}}">
{{/BOUND}}
</fieldset>
{{/YEARS}}
{{/GROUP}}
<button form="search" type="submit">{{t:search.apply}}</button>
</section>
</div>
