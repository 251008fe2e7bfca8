{{%AUTOESCAPE context="HTML"}}
{{#BLOCK}}
{{#PARAGRAPH}}
<p>{{#PIECE}}{{PLAIN}}{{#CODE}}<code>{{CODE}}</code>{{/CODE}}{{/PIECE}}</p>
{{/PARAGRAPH}}
{{#ITEMS}}
<ul>
{{#ITEM}}
<li>{{#PIECE}}{{PLAIN}}{{#CODE}}<code>{{CODE}}</code>{{/CODE}}{{/PIECE}}</li>
{{/ITEM}}
</ul>
{{/ITEMS}}
{{/BLOCK}}
