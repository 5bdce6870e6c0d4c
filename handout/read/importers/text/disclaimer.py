"""Find the paragraph that says the article is for information and no substitute for advice.

It speaks of the text itself (“this article”, “the information here”) and says either that it is
for education or that it does not stand in for a professional. “A facial does not replace treatment”
says nothing of the text, and stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from handout.read.importers.text.phrases import DISCLAIMER_LABELS, phrase_key
from handout.read.importers.text.records import Chunk
from handout.read.importers.text.shape import is_body

_LONGEST = 1200
"""Characters; a longer paragraph is more than a disclaimer."""

_SHORT_SENTENCE = 40
"""Characters; a shorter sentence (“Please read this first.”) may stand in a disclaimer."""

_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[^\W\d_])")
_OF_THE_TEXT = re.compile(
    r"\b(?:information|articles?|posts?|blog|contents?|page|leaflet|web ?site|handout|text|material"
    r"|guide|advice (?:here|given|above|on this)|artikel|beitrag|inhalte?|informationen|angaben"
    r"|texte?s?|informations|contenus?|artículo|información|contenido|articolo|informazioni"
    r"|contenuti|informatie)\b"
)
_FOR_EDUCATION = re.compile(
    r"\b(?:education(?:al)?|informational|information|general) (?:and \w+ )?(?:purposes?|use)\b"
    r"|\b(?:general|educational) information\b|\bfor (?:general )?(?:information|education) only\b"
    r"|informationszweck|allgemeinen information|titre (?:purement )?(?:informatif|indicatif)"
    r"|fines (?:informativos|educativos)|(?:scopo|titolo|fini) (?:puramente )?informativ"
    r"|informatieve doeleinden"
)
_NO_SUBSTITUTE = re.compile(
    r"(?:\bnot\b|n['’]t\b|\bnever\b|\bno\b|\bnor\b|\bcannot\b).{0,80}?"
    r"\b(?:replace|substitute|constitute|taken as|treated as|used as|relied|intended|meant"
    r"|considered|medical advice).{0,120}?"
    r"\b(?:advice|diagnos\w+|consultation|treatment|professional|doctor|care|guidance)\b"
    r"|\bno substitute for\b"
    r"|ersetz\w* (?:kein|nicht)|kein ersatz für|(?:nicht|keine\w*) .{0,60}ersetzen"
    r"|ne (?:remplacent?|sauraient|saurait|constituent?|peut|peuvent|doi\w+) .{0,80}"
    r"(?:avis|consultation|conseil)"
    r"|no (?:sustituyen?|reemplazan?)|non (?:sostituisc\w+|intend\w+)|vervang\w* (?:geen|niet)"
)
_ADVISING = re.compile(
    r"\b(?:consult|speak|talk|see|ask|seek|contact|doctor|dermatologist|professional|practitioner"
    r"|provider|results|responsib\w+|liab\w+|own risk|arzt|ärzt\w+|médecin|professionnel|médico"
    r"|medico|arts)\b"
)


def is_disclaimer(text: str) -> bool:
    """Tell whether a paragraph is a disclaimer from its first words to its last."""
    if len(text) > _LONGEST or not is_body(text):
        return False
    sentences = _SENTENCE.split(text.casefold())
    speaks = [_speaks_of_itself(sentence) for sentence in sentences]
    if not any(speaks[:2]):
        return False
    return all(
        spoken
        or _ADVISING.search(sentence)
        or _NO_SUBSTITUTE.search(sentence)
        or len(sentence) < _SHORT_SENTENCE
        for spoken, sentence in zip(speaks, sentences, strict=True)
    )


def _speaks_of_itself(sentence: str) -> bool:
    if not _OF_THE_TEXT.search(sentence):
        return False
    return bool(_NO_SUBSTITUTE.search(sentence) or _FOR_EDUCATION.search(sentence))


def find_disclaimers(chunks: Sequence[Chunk], skipped: Collection[int]) -> Mapping[int, bool]:
    """Find the disclaimer's chunks; True stands for its text, False for a label to leave out.

    A paragraph below a line that says just “Disclaimer” is one whatever its words are.
    """
    found: dict[int, bool] = {}
    live = [index for index in range(len(chunks)) if index not in skipped]
    for place, index in enumerate(live):
        chunk = chunks[index]
        if index in found or chunk.is_rule:
            continue
        if not chunk.is_item and phrase_key(chunk.text) in DISCLAIMER_LABELS:
            below = live[place + 1 : place + 2]
            if below and is_body(chunks[below[0]].text) and not chunks[below[0]].is_rule:
                found[index] = False
                found[below[0]] = True
        elif not chunk.is_item and is_disclaimer(chunk.text):
            found[index] = True
    return found
