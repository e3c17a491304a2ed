"""Answers to remember, for the tests of the records."""

from dataclasses import replace

from fakes import FUNDS, MISS, ON_TIME

from bot.models import Answer, Status


def answered(question: str = "多少资金？") -> Answer:
    return Answer(question, question, Status.ANSWERED, None, (FUNDS, ON_TIME), {"total": 12.5})


def refused(question: str = "2018年多少资金？") -> Answer:
    return replace(answered(question), status=Status.NO_EVIDENCE, reason="没有2018年的。", quotes=(MISS,))
