{{%AUTOESCAPE context="HTML"}}
<!doctype html>
<html lang="{{LANGUAGE}}" dir="{{DIRECTION}}">
<head>
<meta charset="utf-8">
<title>{{TITLE}}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
{{#SUMMARY}}
<meta name="description" content="{{SUMMARY}}">
{{/SUMMARY}}
{{#HIDDEN}}
<meta name="robots" content="noindex, follow">
{{/HIDDEN}}
{{#CANONICAL}}
<link rel="canonical" href="{{CANONICAL}}">
{{/CANONICAL}}
{{#ALTERNATE}}
<link rel="alternate" hreflang="{{ALTERNATE_LANGUAGE}}" href="{{ALTERNATE_ADDRESS}}">
{{/ALTERNATE}}
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{{STYLE}}">
<script type="module" src="{{SCRIPT}}" data-suggestions="{{t:script.suggestions}}" data-unreachable="{{t:script.unreachable}}" data-again="{{t:script.again}}"></script>
{{#JSON_LD}}
<script type="application/ld+json">{{JSON_LD:none}}</script>
{{/JSON_LD}}
</head>
<body>
<a class="skip" href="#content">{{t:layout.skip}}</a>
<header class="site">
<div class="band">
<a class="brand" href="{{HOME}}"><img src="{{LOGO}}" alt="" width="40" height="40"> <span>{{t:layout.name}}</span></a>
<nav class="sections" aria-label="{{t:layout.sections}}">
<ul>
{{#SECTION}}
<li><a href="{{SECTION_ADDRESS}}"{{#SECTION_CURRENT}} aria-current="{{SECTION_CURRENT}}"{{/SECTION_CURRENT}}>{{SECTION_NAME}}</a></li>
{{/SECTION}}
</ul>
</nav>
<nav class="languages" aria-label="{{t:layout.languages}}">
<ul>
{{#LANGUAGE_LINK}}
<li><a href="{{LINK_ADDRESS}}" hreflang="{{LINK_LANGUAGE}}" lang="{{LINK_LANGUAGE}}" dir="{{LINK_DIRECTION}}"{{#LINK_CURRENT}} aria-current="true"{{/LINK_CURRENT}}>{{LINK_NAME}}</a></li>
{{/LANGUAGE_LINK}}
</ul>
</nav>
</div>
{{#ACCOUNT}}
<div class="band account">
<nav aria-label="{{t:system.pages}}">
<ul>
{{#ENTRY}}
<li><a href="{{ENTRY_ADDRESS}}"{{#ENTRY_CURRENT}} aria-current="{{ENTRY_CURRENT}}"{{/ENTRY_CURRENT}}>{{ENTRY_NAME}}</a></li>
{{/ENTRY}}
</ul>
</nav>
<form action="{{SIGN_OUT}}" method="post">
<input type="hidden" name="csrf" value="{{ACCOUNT_CSRF}}">
<span dir="ltr">{{ACCOUNT_SOURCE}}</span>
<button type="submit" class="link">{{t:system.sign-out}}</button>
</form>
</div>
{{/ACCOUNT}}
</header>
<main id="content" tabindex="-1">
{{>BODY}}
</main>
<footer class="site">
<div class="band">
<p>{{t:layout.tagline}}</p>
<ul>
<li><a href="{{ABOUT}}">{{t:about.title}}</a></li>
<li><a href="{{PRIVACY}}">{{t:privacy.title}}</a></li>
<li><a href="{{DEVELOPERS}}">{{t:developers.title}}</a></li>
<li><a href="{{SYSTEM}}">{{t:system.title}}</a></li>
</ul>
{{#DIGITS}}
<form class="digits" action="{{DIGITS_ACTION}}" method="post">
<input type="hidden" name="back" value="{{DIGITS_BACK}}">
<button class="button quiet" type="submit" name="digits" value="{{DIGITS_VALUE}}">{{DIGITS_NAME}}</button>
</form>
{{/DIGITS}}
</div>
</footer>
</body>
</html>
