{{%AUTOESCAPE context="HTML"}}
<ol class="cards" role="list">
{{#CARD}}
<li>
<article class="card">
<h3><a href="{{CARD_ADDRESS}}">{{#OCCUPATION}}<span class="occupation">{{OCCUPATION}}</span> {{/OCCUPATION}}<span class="title" lang="{{TITLE_LANG}}" dir="{{TITLE_DIR}}">{{#TITLE_PIECE}}{{PLAIN}}{{#MARKED}}<mark>{{MARKED}}</mark>{{/MARKED}}{{/TITLE_PIECE}}</span></a>{{#TITLE_MACHINE}} <span class="note">({{t:record.machine}})</span>{{/TITLE_MACHINE}}</h3>
{{#BY_LINE}}
<p class="by">{{#BY}}<bdi lang="{{BY_LANG}}" dir="{{BY_DIR}}">{{BY}}</bdi>{{/BY}}{{#BY_MACHINE}} <span class="note">({{t:record.machine}})</span>{{/BY_MACHINE}}{{#VERIFIED}} <span class="badge">{{t:card.verified}}</span>{{/VERIFIED}}</p>
{{/BY_LINE}}
<ul class="facts">
{{#FACT}}
<li><bdi>{{FACT_TEXT}}</bdi></li>
{{/FACT}}
</ul>
{{#SNIPPET}}
<p class="snippet" lang="{{SNIPPET_LANG}}" dir="{{SNIPPET_DIR}}">{{#SNIPPET_PIECE}}{{PLAIN}}{{#MARKED}}<mark>{{MARKED}}</mark>{{/MARKED}}{{/SNIPPET_PIECE}}{{#SNIPPET_MACHINE}} <span class="note">({{t:record.machine}})</span>{{/SNIPPET_MACHINE}}</p>
{{/SNIPPET}}
<p class="days">{{#PUBLISHED}}<span>{{t:card.published}} <time datetime="{{PUBLISHED_ISO}}">{{PUBLISHED}}</time></span> {{/PUBLISHED}}{{#RECEIVED}}<span>{{t:card.received}} <time datetime="{{RECEIVED_ISO}}">{{RECEIVED}}</time></span> {{/RECEIVED}}{{#UNTIL}}<span>{{t:card.until}} <time datetime="{{UNTIL_ISO}}">{{UNTIL}}</time></span>{{/UNTIL}}</p>
</article>
</li>
{{/CARD}}
</ol>
