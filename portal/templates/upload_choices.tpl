{{%AUTOESCAPE context="HTML"}}
<form class="panel assistant" action="{{ACTION}}" method="post">
<h2>{{t:upload.mapping}}</h2>
<p>{{t:upload.mapping-lead}}</p>
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="act" value="map">
{{#MISSING}}
<p class="banner">{{MISSING_TEXT}}</p>
{{/MISSING}}
<ul class="cards" role="list">
{{#COLUMN}}
<li class="card">
<label for="{{COLUMN_FIELD}}"><bdi>{{COLUMN_NAME}}</bdi></label>
<select id="{{COLUMN_FIELD}}" name="{{COLUMN_FIELD}}">
{{#FIELD}}
<option value="{{FIELD_VALUE}}"{{#FIELD_CHOSEN}} selected{{/FIELD_CHOSEN}}>{{FIELD_NAME}}</option>
{{/FIELD}}
</select>
{{#VALUE}}
<p class="hint"><bdi>{{VALUE_TEXT}}</bdi></p>
{{/VALUE}}
</li>
{{/COLUMN}}
</ul>
<fieldset class="choices">
<legend>{{t:upload.languages}}</legend>
{{#LANGUAGE}}
<label><input type="checkbox" name="lang.{{LANGUAGE_CODE}}" value="1"{{#LANGUAGE_CHOSEN}} checked{{/LANGUAGE_CHOSEN}}> <span>{{LANGUAGE_NAME}}</span></label>
{{/LANGUAGE}}
</fieldset>
<label for="otherwise">{{t:upload.otherwise}}</label>
<select id="otherwise" name="otherwise">
{{#OTHERWISE}}
<option value="{{OTHERWISE_VALUE}}"{{#OTHERWISE_CHOSEN}} selected{{/OTHERWISE_CHOSEN}}>{{OTHERWISE_NAME}}</option>
{{/OTHERWISE}}
</select>
{{#DATE}}
<fieldset class="choices">
<legend>{{DATE_NAME}}</legend>
{{#AMBIGUOUS}}
<p class="banner">{{t:upload.ambiguous}}</p>
{{/AMBIGUOUS}}
<label for="date.{{DATE_FIELD}}">{{t:upload.form}}</label>
<select id="date.{{DATE_FIELD}}" name="date.{{DATE_FIELD}}" dir="ltr">
{{#FORM}}
<option value="{{FORM_VALUE}}"{{#FORM_CHOSEN}} selected{{/FORM_CHOSEN}}>{{FORM_NAME}}</option>
{{/FORM}}
</select>
<label><input type="checkbox" name="hijri.{{DATE_FIELD}}" value="1"{{#HIJRI}} checked{{/HIJRI}}> <span>{{t:upload.hijri}}</span></label>
{{#EXAMPLE_DAY}}
<p class="hint"><bdi>{{EXAMPLE_WRITTEN}}</bdi> = <bdi>{{EXAMPLE_DAY}}</bdi></p>
{{/EXAMPLE_DAY}}
</fieldset>
{{/DATE}}
<datalist id="states">
{{#STATE}}
<option value="{{STATE_CODE}}">{{STATE_NAME}}</option>
{{/STATE}}
</datalist>
{{#ONE_COUNTRY}}
<label for="country">{{t:upload.country}}</label>
<input id="country" name="country" type="text" value="{{COUNTRY}}" maxlength="2" dir="ltr" list="states" autocomplete="off" aria-describedby="country-hint">
<p id="country-hint" class="hint">{{t:upload.country-hint}}</p>
{{/ONE_COUNTRY}}
{{#COUNTRIES}}
<fieldset>
<legend>{{t:upload.countries}}</legend>
<p class="hint">{{t:upload.countries-hint}}</p>
{{#COUNTRY_ROW}}
<label for="{{COUNTRY_FIELD}}"><bdi>{{COUNTRY_VALUE}}</bdi></label>
<input id="{{COUNTRY_FIELD}}" name="{{COUNTRY_FIELD}}" type="text" value="{{COUNTRY_CODE}}" maxlength="2" dir="ltr" list="states" autocomplete="off"> {{COUNTRY_NAME}}
{{/COUNTRY_ROW}}
</fieldset>
{{/COUNTRIES}}
{{#CODED}}
<fieldset>
<legend>{{CODED_NAME}}</legend>
{{#CODE_ROW}}
<label for="{{CODE_FIELD}}"><bdi>{{CODE_TEXT}}</bdi></label>
<select id="{{CODE_FIELD}}" name="{{CODE_FIELD}}">
{{#CODE}}
<option value="{{CODE_VALUE}}"{{#CODE_CHOSEN}} selected{{/CODE_CHOSEN}}>{{CODE_NAME}}</option>
{{/CODE}}
</select>
{{/CODE_ROW}}
</fieldset>
{{/CODED}}
{{#PAY}}
{{#ONE_CURRENCY}}
<label for="currency">{{t:upload.currency}}</label>
<input id="currency" name="currency" type="text" value="{{CURRENCY}}" maxlength="3" dir="ltr" autocomplete="off" aria-describedby="currency-hint">
<p id="currency-hint" class="hint">{{t:upload.currency-hint}}</p>
{{/ONE_CURRENCY}}
{{#UNIT}}
<label for="unit">{{t:upload.unit-label}}</label>
<select id="unit" name="unit">
{{#UNIT_OPTION}}
<option value="{{UNIT_OPTION_VALUE}}"{{#UNIT_OPTION_CHOSEN}} selected{{/UNIT_OPTION_CHOSEN}}>{{UNIT_OPTION_NAME}}</option>
{{/UNIT_OPTION}}
</select>
{{/UNIT}}
{{/PAY}}
<fieldset class="choices">
<legend>{{t:upload.export}}</legend>
<label><input type="radio" name="export" value="changes"{{#IS_CHANGES}} checked{{/IS_CHANGES}}> <span>{{t:upload.export-changes}}</span></label>
<label><input type="radio" name="export" value="full"{{#IS_FULL}} checked{{/IS_FULL}}> <span>{{t:upload.export-full}}</span></label>
</fieldset>
<button type="submit">{{t:upload.save}}</button>
</form>
