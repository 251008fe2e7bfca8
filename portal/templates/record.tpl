{{%AUTOESCAPE context="HTML"}}
<article class="record">
<header>
{{#OCCUPATION}}
<p class="occupation">{{OCCUPATION}}</p>
{{/OCCUPATION}}
<h1 lang="{{RECORD_TITLE_LANG}}" dir="{{RECORD_TITLE_DIR}}">{{RECORD_TITLE}}</h1>
{{#TITLE_NOTE}}
<p class="note">{{TITLE_NOTE}}</p>
{{/TITLE_NOTE}}
{{#BY_LINE}}
<p class="by">{{#BY}}<bdi lang="{{BY_LANG}}" dir="{{BY_DIR}}">{{BY}}</bdi>{{/BY}}{{#BY_MACHINE}} <span class="note">({{t:record.machine}})</span>{{/BY_MACHINE}}{{#VERIFIED}} <span class="badge">{{t:card.verified}}</span>{{/VERIFIED}}</p>
{{/BY_LINE}}
<dl class="head">
{{#HEAD}}
<div><dt>{{HEAD_NAME}}</dt> <dd><bdi>{{HEAD_VALUE}}</bdi></dd></div>
{{/HEAD}}
</dl>
</header>
{{#STATE}}
<div class="banner closed">
<p><strong>{{STATE_TEXT}}</strong> <a href="{{BACK}}">{{OTHERS}}</a></p>
</div>
{{/STATE}}
{{#PASSAGE}}
<section class="text" aria-labelledby="{{PASSAGE_ID}}">
<h2 id="{{PASSAGE_ID}}">{{PASSAGE_NAME}}</h2>
{{#NOTE}}
<p class="note">{{NOTE}}</p>
{{/NOTE}}
{{#BODY_TEXT}}
<div lang="{{TEXT_LANG}}" dir="{{TEXT_DIR}}">
{{#PARAGRAPH}}
<p>{{#LINE}}{{LINE_TEXT}}{{#LINE_separator}}<br>{{/LINE_separator}}{{/LINE}}</p>
{{/PARAGRAPH}}
</div>
{{/BODY_TEXT}}
{{#ORIGINAL}}
<details>
<summary>{{t:record.original-text}}</summary>
<div lang="{{TEXT_LANG}}" dir="{{TEXT_DIR}}">
{{#PARAGRAPH}}
<p>{{#LINE}}{{LINE_TEXT}}{{#LINE_separator}}<br>{{/LINE_separator}}{{/LINE}}</p>
{{/PARAGRAPH}}
</div>
</details>
{{/ORIGINAL}}
</section>
{{/PASSAGE}}
{{#APPLY}}
<section class="apply" aria-labelledby="apply">
<h2 id="apply">{{t:record.apply}}</h2>
{{#APPLY_UNTIL}}
<p class="until"><strong>{{APPLY_UNTIL}}</strong></p>
{{/APPLY_UNTIL}}
{{#INSTRUCTIONS}}
{{#INSTRUCTIONS_NOTE}}
<p class="note">{{INSTRUCTIONS_NOTE}}</p>
{{/INSTRUCTIONS_NOTE}}
<div lang="{{TEXT_LANG}}" dir="{{TEXT_DIR}}">
{{#PARAGRAPH}}
<p>{{#LINE}}{{LINE_TEXT}}{{#LINE_separator}}<br>{{/LINE_separator}}{{/LINE}}</p>
{{/PARAGRAPH}}
</div>
{{/INSTRUCTIONS}}
{{#APPLY_ADDRESS}}
<p><a class="button" href="{{APPLY_ADDRESS}}" rel="nofollow noopener">{{t:record.apply-there}}</a></p>
{{/APPLY_ADDRESS}}
{{#SOURCE_ADDRESS}}
<p><a href="{{SOURCE_ADDRESS}}" rel="nofollow noopener">{{t:record.original}}</a></p>
{{/SOURCE_ADDRESS}}
{{#APPLY_HUB}}
<p>{{t:record.through-service}}</p>
{{/APPLY_HUB}}
{{#APPLY_UNSTATED}}
<p>{{t:record.unstated}}</p>
{{/APPLY_UNSTATED}}
{{#ANSWER}}
<p>{{ANSWER}}</p>
{{/ANSWER}}
<p class="note">{{WARNING}}</p>
</section>
{{/APPLY}}
{{>PRACTICE}}
{{>FACTS}}
<p class="back"><a href="{{BACK}}">{{OTHERS}}</a></p>
</article>
