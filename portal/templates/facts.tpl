{{%AUTOESCAPE context="HTML"}}
{{#TABLE}}
<section class="table">
<h2>{{TABLE_NAME}}</h2>
<dl>
{{#ROW}}
<div>
<dt>{{ROW_NAME}}</dt>
{{#VALUE}}
<dd>{{#VALUE_TEXT}}<span lang="{{VALUE_TEXT_LANG}}" dir="{{VALUE_TEXT_DIR}}">{{VALUE_TEXT}}</span>{{#VALUE_TEXT_MACHINE}} <span class="note">({{t:record.machine}})</span>{{/VALUE_TEXT_MACHINE}}{{/VALUE_TEXT}}{{#LINK}}<a href="{{LINK_ADDRESS}}" rel="nofollow noopener" dir="ltr">{{LINK_NAME}}</a>{{/LINK}}{{#CODE}}<code dir="ltr">{{CODE}}</code>{{/CODE}}</dd>
{{/VALUE}}
</div>
{{/ROW}}
</dl>
</section>
{{/TABLE}}
