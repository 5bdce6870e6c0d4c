"""Keep the words by which parts of a pasted page are known, in the languages clinics publish in.

Everything here is compared in one case. The lists are short on purpose: a phrase is in them only if
a line that says just this is hardly ever anything else.
"""

from __future__ import annotations

import re

SURE_CONTENTS_LABELS = frozenset(
    {
        "table of contents",
        "list of contents",
        "inhaltsverzeichnis",
        "table des matières",
        "tabla de contenidos",
        "tabla de contenido",
        "indice dei contenuti",
        "inhoudsopgave",
    }
)
CONTENTS_LABELS = SURE_CONTENTS_LABELS | frozenset(
    {
        "contents",
        "in this article",
        "in this post",
        "in this guide",
        "in this blog",
        "in this leaflet",
        "on this page",
        "what's inside",
        "quick links",
        "jump to",
        "jump to section",
        "inhalt",
        "auf dieser seite",
        "in diesem artikel",
        "sommaire",
        "au sommaire",
        "dans cet article",
        "contenido",
        "índice",
        "en este artículo",
        "indice",
        "in questo articolo",
        "inhoud",
        "in dit artikel",
    }
)
CONTENTS_SWITCHES = frozenset({"toggle", "show", "hide", "[show]", "[hide]", "[toggle]"})

OPENING_WORDS = frozenset(
    {
        "introduction",
        "overview",
        "background",
        "at a glance",
        "einleitung",
        "einführung",
        "überblick",
        "en bref",
        "introducción",
        "introduzione",
        "inleiding",
    }
)
CLOSING_WORDS = (
    "summary",
    "in summary",
    "to summarise",
    "to summarize",
    "conclusion",
    "conclusions",
    "in conclusion",
    "to conclude",
    "final thoughts",
    "final words",
    "closing thoughts",
    "the bottom line",
    "bottom line",
    "key takeaways",
    "takeaways",
    "the takeaway",
    "key points",
    "in short",
    "in a nutshell",
    "to sum up",
    "summing up",
    "wrapping up",
    "wrap-up",
    "the last word",
    "references",
    "sources",
    "further reading",
    "next steps",
    "about us",
    "about the clinic",
    "about the author",
    "contact",
    "contact us",
    "get in touch",
    "disclaimer",
    "zusammenfassung",
    "fazit",
    "kurz gesagt",
    "auf einen blick",
    "quellen",
    "literatur",
    "kontakt",
    "en résumé",
    "résumé",
    "pour conclure",
    "en conclusion",
    "à retenir",
    "resumen",
    "en resumen",
    "conclusión",
    "conclusiones",
    "fuentes",
    "conclusioni",
    "in sintesi",
    "riassunto",
    "fonti",
    "samenvatting",
    "conclusie",
    "bronnen",
)
FAQ_WORDS = (
    "faq",
    "faqs",
    "frequently asked questions",
    "common questions",
    "questions and answers",
    "questions & answers",
    "q&a",
    "your questions answered",
    "häufige fragen",
    "häufig gestellte fragen",
    "fragen und antworten",
    "questions fréquentes",
    "questions et réponses",
    "foire aux questions",
    "preguntas frecuentes",
    "domande frequenti",
    "veelgestelde vragen",
)

AUTHOR_LABELS = frozenset(
    {
        "about the author",
        "about the writer",
        "about author",
        "author bio",
        "author",
        "meet the author",
        "written by",
        "about me",
        "über die autorin",
        "über den autor",
        "zur autorin",
        "zum autor",
        "à propos de l'auteur",
        "à propos de l'auteure",
        "à propos de l'autrice",
        "sobre la autora",
        "sobre el autor",
        "l'autrice",
        "l'autore",
        "over de auteur",
    }
)
DISCLAIMER_LABELS = frozenset(
    {
        "disclaimer",
        "medical disclaimer",
        "legal disclaimer",
        "haftungsausschluss",
        "medizinischer hinweis",
        "rechtlicher hinweis",
        "avertissement",
        "mentions légales",
        "descargo de responsabilidad",
        "aviso legal",
    }
)
RELATED_LABELS = frozenset(
    {
        "related posts",
        "related coverage",
        "related news",
        "related stories",
        "related topics",
        "related content",
        "recommended related news",
        "recommended",
        "more stories",
        "related articles",
        "related reading",
        "related",
        "recent posts",
        "recent articles",
        "popular posts",
        "latest posts",
        "more articles",
        "more posts",
        "recommended for you",
        "recommended reading",
        "keep reading",
        "you may also like",
        "you might also like",
        "you may also enjoy",
        "you might also enjoy",
        "you may also be interested in",
        "you might also be interested in",
        "weitere artikel",
        "ähnliche beiträge",
        "das könnte sie auch interessieren",
        "articles similaires",
        "à lire aussi",
        "artículos relacionados",
        "articoli correlati",
        "gerelateerde artikelen",
    }
)

_LONGEST = 160
"""Characters; no phrase and no line of page boilerplate is longer."""

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})


def phrase_key(text: str) -> str:
    """Bring a line to the form in which phrases are kept: one case, no closing colon.

    A line that is too long to be a phrase gives nothing.
    """
    if len(text) > _LONGEST:
        return ""
    if not text.isascii():
        text = text.translate(_APOSTROPHES)
    key = text.casefold().rstrip(" :…»›→>")
    return key.removesuffix("...").strip()


_CLOSING = re.compile(
    rf"(?:(?:our|the|my|a|some) )?(?:{'|'.join(map(re.escape, CLOSING_WORDS))})(?:\b|$)(?!-)"
)
_FAQ = re.compile(rf"(?:.{{0,40}}[ (])?(?:{'|'.join(map(re.escape, FAQ_WORDS))})(?:[ ):].*)?")


def _unnumbered(text: str) -> str:
    return phrase_key(text).lstrip("0123456789.) ")


_DO = re.compile(
    r"(?:(?:please )?(?:do|don't|do not|avoid|never|always)|yes|no|dos|don'ts|do's|(?:not )?allowed"
    r"|you (?:can|can't|cannot|may|may not|should|shouldn't|should not|mustn't|must not)"
    r"|what to avoid|what not to do|(?:foods?|things|activities) to avoid)(?: \(.{1,40}\))?"
)
_WARNING = re.compile(
    r"(?:when|who) to (?:call|contact|see|seek|phone|ring|worry)\b.{0,60}"
    r"|when (?:should (?:i|you)|you should) (?:call|contact|see|seek|worry)\b.{0,60}"
    r"|(?:get|seek|call for) (?:(?:medical|urgent|immediate|emergency) )?"
    r"(?:help|advice|care)\b.{0,60}"
    r"|call (?:999|911|112|111)\b.{0,60}|red flags|warning signs|in an emergency"
)


def is_do_or_dont(text: str) -> bool:
    """Tell whether a line is “Do”, “Don't” or the like, over what to do or not to do."""
    key = phrase_key(text)
    return bool(key) and text[-1:] not in ".;,!" and bool(_DO.fullmatch(key))


def is_answer(text: str) -> bool:
    """Tell whether a line is “Yes” or “No”: over a list a heading, by itself an answer."""
    return phrase_key(text) in ("yes", "no")


def is_warning(text: str) -> bool:
    """Tell whether a line says what to do or not, or when to call: always a heading."""
    key = phrase_key(text)
    is_open = bool(key) and text[-1:] not in ".;,!"
    return is_open and (is_do_or_dont(text) or bool(_WARNING.fullmatch(key)))


def is_opening(text: str) -> bool:
    """Tell whether a heading is one that opens an article, such as “Introduction”."""
    return _unnumbered(text) in OPENING_WORDS


def is_closing(text: str) -> bool:
    """Tell whether a heading is one that ends what came before it, such as “Summary”."""
    return bool(_CLOSING.match(_unnumbered(text)[:120])) or is_faq(text)


def is_faq(text: str) -> bool:
    """Tell whether a heading announces questions and their answers."""
    return bool(_FAQ.fullmatch(_unnumbered(text)[:120]))
