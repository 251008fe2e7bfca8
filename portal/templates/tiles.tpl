{{%AUTOESCAPE context="HTML"}}
{{#TILES}}
<h3>{{TILES_NAME}}</h3>
<ul class="tiles" role="list">
{{#TILE}}
<li>{{#TILE_ADDRESS}}<a class="tile level-{{TILE_LEVEL}}" href="{{TILE_ADDRESS}}"><span class="name">{{TILE_NAME}}</span> <span class="count" aria-hidden="true">{{TILE_COUNT}}</span><span class="spoken">{{TILE_SPOKEN}}</span></a>{{/TILE_ADDRESS}}{{#TILE_EMPTY}}<span class="tile"><span class="name">{{TILE_NAME}}</span> <span class="count">{{TILE_COUNT}}</span></span>{{/TILE_EMPTY}}</li>
{{/TILE}}
</ul>
{{/TILES}}
