"""Why the documents do not answer, in one sentence."""

from collections.abc import Sequence

from bot import years
from bot.conditions import ITEM, KIND_NAMES, spoken_years
from bot.evidence import Judgement
from bot.models import Kind
from bot.question import Question

_SENTENCES = {
    "zh": {
        "nothing": "库中没有找到与这个问题相关的原文。",
        "year": "库中相关的内容说的是{found}，没有{asked}的。",
        "year_unknown": "库中相关的原文没有写明年份，无法确认是{asked}的情况。",
        "place": "库中没有找到{asked}的相关内容。",
        "kind": "找到了相关的原文，但其中没有写明{asked}。",
        "weak": "库中的文件没有回答这个问题。",
        "not_a_question": "这里只回答能在资料库的文件中找到原文的问题，请说明要查的事项、单位或年份。",
    },
    "en": {
        "nothing": "The library holds nothing about this question.",
        "year": "What the library holds on this is about {found}, not {asked}.",
        "year_unknown": "The passages found name no year, so {asked} cannot be confirmed.",
        "place": "The library holds nothing about {asked} in this matter.",
        "kind": "Related passages were found, but they do not state it ({asked}).",
        "weak": "The documents in the library do not answer this question.",
        "not_a_question": "Only questions that the library's documents speak of are answered here:"
        " please name a matter, an office or a year.",
    },
}
_KINDS_IN_ENGLISH = {
    Kind.AMOUNT: "the amount",
    Kind.PERCENT: "the percentage",
    Kind.COUNT: "the number",
    Kind.DATE: "the date",
    Kind.PERSON: "the person's name",
    Kind.PLACE: "the place",
    Kind.ORGANISATION: "the office",
    Kind.NUMBER: "the document number",
    Kind.PHONE: "the contact details",
}
_RELATED = 0.45  # coverage from which a near miss is about the same matter


def reason_for(question: Question, judged: Sequence[Judgement], language: str = "zh") -> str:
    """Return the reason of a refusal, in ``language``, from the nearest misses."""
    say = _SENTENCES.get(language, _SENTENCES["zh"])
    if question.is_empty:
        return say["not_a_question"]
    if not judged:
        return say["nothing"]
    absent = [place for place in question.places if not any(_meets(j, place) for j in judged)]
    if absent:
        return say["place"].format(asked=_joined(absent, language))
    related = [
        j for j in judged if j.coverage >= _RELATED and all(_meets(j, place) for place in question.places)
    ]
    if not related:
        return say["weak"]
    closest = max(related, key=lambda j: (sum(c.met for c in j.conditions), j.score))
    unmet = [c.label for c in closest.conditions if not c.met]
    if question.years and years.label(question.years) in unmet:
        found = spoken_years(question, closest.candidate, closest.around) - question.years
        key = "year" if found else "year_unknown"
        return say[key].format(
            asked=years.label(question.years, language), found=years.label(found, language)
        )
    if unmet:
        return say["kind"].format(asked=_joined([_spoken(question, c, language) for c in unmet], language))
    return say["weak"]


def _spoken(question: Question, label: str, language: str) -> str:
    """Return a condition's label in the reader's language; names stay as they are."""
    if language != "en":
        return label
    kind = (
        Kind.PERSON
        if label == question.role
        else next((k for k, v in KIND_NAMES.items() if v == label), None)
    )
    if label == ITEM:
        return "the item asked about"
    return _KINDS_IN_ENGLISH[kind] if kind else label


def _joined(names: Sequence[str], language: str) -> str:
    return (", " if language == "en" else "、").join(dict.fromkeys(names))


def _meets(judgement: Judgement, label: str) -> bool:
    return all(c.met for c in judgement.conditions if c.label == label)
