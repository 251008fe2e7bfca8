{{%AUTOESCAPE context="HTML"}}
<dl class="fields" dir="ltr">
{{#FIELD}}
<div{{#FIELD_ID}} id="{{FIELD_ID}}"{{/FIELD_ID}}>
<dt><code>{{FIELD_NAME}}</code>{{#TYPED}} <code class="type">{{TYPE_BEFORE}}{{#TYPE_NAME}}<a href="{{TYPE_ADDRESS}}">{{TYPE_NAME}}</a>{{/TYPE_NAME}}{{TYPE_AFTER}}</code>{{/TYPED}}{{#IN_PATH}} <bdi class="note">{{t:reference.in-path}}</bdi>{{/IN_PATH}}{{#IN_QUERY}} <bdi class="note">{{t:reference.in-query}}</bdi>{{/IN_QUERY}}{{#REQUIRED}} <span class="badge"><bdi>{{t:reference.required}}</bdi></span>{{/REQUIRED}}{{#DEPRECATED}} <span class="badge"><bdi>{{t:reference.deprecated}}</bdi></span>{{/DEPRECATED}}</dt>
<dd lang="en" dir="ltr">{{>FIELD_SAID}}</dd>
</div>
{{/FIELD}}
</dl>
