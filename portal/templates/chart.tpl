{{%AUTOESCAPE context="HTML"}}
<div class="chart">
<div class="plot" dir="ltr">
<svg role="img" aria-labelledby="chart-title chart-said">
<title id="chart-title">{{CHART_TITLE}}</title>
<desc id="chart-said">{{CHART_SAID}}</desc>
<defs>
<circle id="mark-1" r="3.5"></circle>
<path id="mark-2" d="M-3.5 -3.5H3.5V3.5H-3.5Z"></path>
<path id="mark-3" d="M0 -4.5L4.5 3.5H-4.5Z"></path>
<path id="mark-4" d="M0 -5L5 0L0 5L-5 0Z"></path>
<path id="mark-5" d="M0 4.5L4.5 -3.5H-4.5Z"></path>
<path id="mark-6" d="M-1.5 -4.5H1.5V-1.5H4.5V1.5H1.5V4.5H-1.5V1.5H-4.5V-1.5H-1.5Z"></path>
</defs>
{{#TICK}}
<line class="grid" x1="0" x2="100%" y1="{{TICK_AT}}%" y2="{{TICK_AT}}%"></line>
<text x="0" y="{{TICK_AT}}%" dx="-8" dy=".35em" text-anchor="end">{{TICK_TEXT}}</text>
{{/TICK}}
{{#LABEL}}
<text x="{{LABEL_AT}}%" y="100%" dy="1.6em" text-anchor="{{LABEL_ANCHOR}}">{{LABEL_TEXT}}</text>
{{/LABEL}}
<svg viewBox="0 0 1000 1000" preserveAspectRatio="none">
{{#LINE}}
<path class="line line-{{LINE_NUMBER}}" vector-effect="non-scaling-stroke" d="{{LINE_PATH}}"></path>
{{/LINE}}
</svg>
{{#LINE}}
{{#MARK}}
<use class="mark mark-{{LINE_NUMBER}}" href="#mark-{{LINE_NUMBER}}" x="{{MARK_X}}%" y="{{MARK_Y}}%"></use>
{{/MARK}}
{{/LINE}}
</svg>
</div>
<ul class="key" role="list" aria-label="{{t:statistics.key}}">
{{#LINE}}
<li><svg class="sample" viewBox="0 0 40 12" aria-hidden="true"><path class="line line-{{LINE_NUMBER}}" d="M0 6H40"></path><use class="mark mark-{{LINE_NUMBER}}" href="#mark-{{LINE_NUMBER}}" x="20" y="6"></use></svg> <bdi>{{LINE_NAME}}</bdi></li>
{{/LINE}}
</ul>
{{#MORE_LINES}}
<p class="note">{{MORE_LINES}}</p>
{{/MORE_LINES}}
</div>
