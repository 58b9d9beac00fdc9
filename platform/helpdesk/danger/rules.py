"""Does a text sound like danger to life? A rule, not a judgement: an officer looks, and may say that it is none.

When in doubt it is danger: a needless "call 119" costs little. What is denied, long past, supposed, taught or
about papers is let pass, because a warning that comes with every leaflet is soon read by nobody.
"""

import re
import unicodedata

import msgspec

from helpdesk.danger.phrases import (
    BETWEEN,
    DENIALS,
    ENGLISH,
    INDONESIAN,
    JAVANESE,
    LESSON,
    NOW,
    OF_TIME,
    PAPERS,
    PAST,
    POLITE,
    SPELLINGS,
    SUPPOSED,
    Sign,
)

Words = tuple[str, ...]

MOST_CHARACTERS = 8000
"""Of a text that are looked at."""

_SENTENCE_ENDS = re.compile(r"[.!?\n]+")
_CLAUSE_ENDS = re.compile(r"[,;:()–—]+| tapi | tetapi | namun | but ")
_WORD = re.compile(r"[a-z0-9]+")


class Danger(msgspec.Struct, frozen=True, kw_only=True):
    """What was heard."""

    sign: Sign
    english: bool
    """The words were English: answer in that language."""


def danger_in(text: str) -> Danger | None:
    """What sounds like danger to life in a citizen's own words, or nothing."""
    folded = _folded(text[:MOST_CHARACTERS])
    if not _holds_a_phrase(frozenset(_words(folded))):
        return None
    for sentence in _SENTENCE_ENDS.split(folded):
        whole = _words(sentence)
        for clause in _clauses(sentence):
            found = _danger_in_clause(clause, whole)
            if found:
                return found
    return None


def plain(text: str) -> Words:
    """The words of a text in the spelling that the phrases use."""
    return _words(_folded(text))


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower().replace("'", "").replace("’", "")
    return folded.replace("-", " ")


def _words(text: str) -> Words:
    return tuple([SPELLINGS.get(word, word) for word in _WORD.findall(text)])


def _clauses(sentence: str) -> list[Words]:
    """The parts between commas; one that only names a time is the beginning of the next."""
    clauses: list[Words] = []
    before: Words = ()
    for part in _CLAUSE_ENDS.split(sentence):
        words = before + _words(part)
        only_time = bool(words) and all(word in OF_TIME or word.isdigit() for word in words)
        before = words if only_time else ()
        if not only_time:
            clauses.append(words)
    return clauses


def _danger_in_clause(clause: Words, sentence: Words) -> Danger | None:
    for place in range(len(clause)):
        phrase = _phrase_at(clause, place)
        if phrase and not _harmless(phrase, clause, place, sentence):
            return Danger(sign=phrase[1], english=phrase[2])
    return None


def _harmless(phrase: "_Phrase", clause: Words, place: int, sentence: Words) -> bool:
    words, sign, _ = phrase
    if _denied(clause, place):
        return True
    around = clause[:place] + clause[place + len(words) :]
    if NOW.intersection(around):
        return False
    if _says(sentence, _LESSON):
        return True
    if sign is Sign.WISH:
        return False
    if sign is Sign.EVERYDAY and _says(sentence, _PAPERS):
        return True
    return _says(clause, _PAST) or _supposed(clause[:place])


def _denied(clause: Words, place: int) -> bool:
    """A denial stands right before it, or one small word earlier."""
    before = clause[max(0, place - 2) : place]
    if before and before[-1] in DENIALS:
        return True
    return len(before) == 2 and before[0] in DENIALS and before[1] in BETWEEN


def _supposed(before: Words) -> bool:
    follows = (*before[1:], "")
    return any(word in SUPPOSED and after not in POLITE for word, after in zip(before, follows, strict=False))


_Phrase = tuple[Words, Sign, bool]


def _phrases() -> dict[str, list[_Phrase]]:
    """All phrases by their first word, the longest first."""
    by_first: dict[str, list[_Phrase]] = {}
    for language in (INDONESIAN, JAVANESE, ENGLISH):
        for sign, texts in language.items():
            for text in texts:
                words = plain(text)
                by_first.setdefault(words[0], []).append((words, sign, language is ENGLISH))
    for known in by_first.values():
        known.sort(key=lambda phrase: -len(phrase[0]))
    return by_first


def _by_first(texts: tuple[str, ...]) -> dict[str, list[Words]]:
    found: dict[str, list[Words]] = {}
    for text in texts:
        words = plain(text)
        found.setdefault(words[0], []).append(words)
    return found


_PHRASES = _phrases()
_PAST, _LESSON, _PAPERS = _by_first(PAST), _by_first(LESSON), _by_first(PAPERS)


def _holds_a_phrase(words: frozenset[str]) -> bool:
    """Whether all words of some phrase are there, in whatever order: most texts are done with after this."""
    begun = _PHRASES.keys() & words
    return any(words.issuperset(phrase) for first in begun for phrase, _, _ in _PHRASES[first])


def _phrase_at(words: Words, place: int) -> _Phrase | None:
    if place >= len(words):
        return None
    known = _PHRASES.get(words[place], ())
    return next((each for each in known if words[place : place + len(each[0])] == each[0]), None)


def _says(words: Words, texts: dict[str, list[Words]]) -> bool:
    return any(
        words[place : place + len(text)] == text
        for place, word in enumerate(words)
        for text in texts.get(word, ())
    )
