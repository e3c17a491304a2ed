"""Why the documents do not answer, in one sentence."""

from collections.abc import Sequence

from bot import years
from bot.chatter import Chatter
from bot.claims import Claim
from bot.conditions import ITEM, KIND_NAMES, SPAN, spoken_years
from bot.evidence import Judgement
from bot.models import Kind
from bot.place_names import find_places, same_place
from bot.question import Question

_SENTENCES = {
    "zh": {
        "nothing": "库中没有找到与这个问题相关的原文。",
        "year": "库中相关的内容只有{found}的数据，没有{asked}的。",
        "year_unknown": "库中相关的原文没有写明年份，无法确认是{asked}的情况。",
        "place": "库中没有找到{asked}的相关内容。",
        "place_near": "库中没有找到{asked}的相关内容，最接近的说的是{near}。",
        "kind": "找到了相关的原文，但其中没有写明{asked}。",
        "target": "库中相关的原文只写了完成情况，没有写目标。",
        "achieved": "库中相关的原文只写了目标或计划，没有写完成情况。",
        "direction": "库中相关的原文说的不是{giver}给{taker}。",
        "weak": "库中的文件没有回答这个问题。",
        "not_a_question": "这里只回答能在资料库的文件中找到原文的问题，请说明要查的事项、单位或年份。",
        Chatter.COURTESY: "您好，请直接输入要在资料库中查的问题。",
        Chatter.ORDER: "这不是对资料库文件的提问，这里只引用文件的原文回答，不执行其他要求。",
        Chatter.TASK: "这里只引用资料库文件的原文，不写作、不翻译，也不计算。",
        Chatter.TALK: "这里不闲聊，只回答能在资料库的文件中找到原文的问题。",
        Chatter.OPINION: "这里只引用资料库文件的原文，不发表看法。",
    },
    "en": {
        "nothing": "The library holds nothing about this question.",
        "year": "What the library holds on this is about {found} only, not {asked}.",
        "year_unknown": "The passages found name no year, so {asked} cannot be confirmed.",
        "place": "The library holds nothing about {asked} in this matter.",
        "place_near": "The library holds nothing about {asked} in this matter; the nearest is about {near}.",
        "kind": "Related passages were found, but they do not state it ({asked}).",
        "target": "The passages found state what was achieved, not the target.",
        "achieved": "The passages found state a target or plan, not what was achieved.",
        "direction": "The passages found are not about {giver} giving to {taker}.",
        "weak": "The documents in the library do not answer this question.",
        "not_a_question": "Only questions that the library's documents speak of are answered here:"
        " please name a matter, an office or a year.",
        Chatter.COURTESY: "Hello: please ask what you want to find in the library.",
        Chatter.ORDER: "This is no question about the library: documents are quoted here, and no other orders"
        " are carried out.",
        Chatter.TASK: "The library's documents are quoted here; nothing is written, translated or computed.",
        Chatter.TALK: "There is no small talk here, only answers that the library's documents hold.",
        Chatter.OPINION: "The library's documents are quoted here; no opinions are given.",
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
_LABELS_IN_ENGLISH = {ITEM: "the item asked about", SPAN: "the first and the last year"}
_NEAREST = 3  # near misses that are looked at for the nearest place
_RELATED = 0.45  # coverage from which a near miss is about the same matter


def reason_for(question: Question, judged: Sequence[Judgement], language: str = "zh") -> str:
    """Return the reason of a refusal, in ``language``, from the nearest misses."""
    say = _SENTENCES.get(language, _SENTENCES["zh"])
    if question.chatter is not None:
        return say[question.chatter]
    if question.is_empty:
        return say["not_a_question"]
    if not judged:
        return say["nothing"]
    absent = [place for place in question.places if not any(_meets(j, place) for j in judged)]
    if absent:
        near = _nearest_place(question, judged, absent)
        return say["place_near" if near else "place"].format(asked=_joined(absent, language), near=near)
    related = [
        j for j in judged if j.coverage >= _RELATED and all(_meets(j, place) for place in question.places)
    ]
    if not related:
        return say["weak"]
    # what lacks only the year tells more than what is of a plan that covers it and states no amount
    closest = max(
        related, key=lambda j: (sum(c.met for c in j.conditions), _lacks_year(question, j), j.score)
    )
    unmet = [c.label for c in closest.conditions if not c.met]
    if question.years and years.label(question.years) in unmet:
        found = _other_years(question, related, closest)
        return say["year" if found else "year_unknown"].format(
            asked=years.label(question.years, language), found=years.label(found, language)
        )
    if question.claim is not None and question.claim.value in unmet:
        return say["target" if question.claim is Claim.TARGET else "achieved"]
    if question.direction and "→".join(question.direction) in unmet:
        return say["direction"].format(giver=question.direction[0], taker=question.direction[1])
    if unmet:
        return say["kind"].format(asked=_joined([_spoken(question, c, language) for c in unmet], language))
    return say["weak"]


def _lacks_year(question: Question, judgement: Judgement) -> bool:
    """Tell whether the year is all that a candidate lacks."""
    unmet = [c.label for c in judgement.conditions if not c.met]
    return unmet == [years.label(question.years)]


def _other_years(question: Question, related: Sequence[Judgement], closest: Judgement) -> frozenset[int]:
    """Return the years that the library does speak of in this matter, where only the year is wrong."""
    found: frozenset[int] = frozenset()
    for judgement in related:
        if judgement is closest or _lacks_year(question, judgement):
            found |= spoken_years(question, judgement.candidate, judgement.around)
    # Of a plan as a whole single years were found, which it covers.
    return found - question.years or found


def _nearest_place(question: Question, judged: Sequence[Judgement], absent: Sequence[str]) -> str:
    """Return the place that the nearest miss of this matter is about; of the same rank, if there is one."""
    present = [place for place in question.places if place not in absent]
    others: list[str] = []
    for judgement in judged[:_NEAREST]:
        if judgement.coverage >= _RELATED and all(_meets(judgement, place) for place in present):
            around = judgement.around
            others += find_places(f"{around.clause} {around.heading} {around.title}")
    others = [name for name in others if not any(same_place(place, name) for place in question.places)]
    return next((name for name in others if name[-1] == absent[0][-1]), next(iter(others), ""))


def _spoken(question: Question, label: str, language: str) -> str:
    """Return a condition's label in the reader's language; names stay as they are."""
    if language != "en":
        return label
    kind = (
        Kind.PERSON
        if label == question.role
        else next((k for k, v in KIND_NAMES.items() if v == label), None)
    )
    if label in _LABELS_IN_ENGLISH:
        return _LABELS_IN_ENGLISH[label]
    return _KINDS_IN_ENGLISH[kind] if kind else label


def _joined(names: Sequence[str], language: str) -> str:
    return (", " if language == "en" else "、").join(dict.fromkeys(names))


def _meets(judgement: Judgement, label: str) -> bool:
    return all(c.met for c in judgement.conditions if c.label == label)
