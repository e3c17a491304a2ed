"""Sentences of this part of the interface, in both languages."""

MESSAGES: dict[str, tuple[str, str]] = {
    "records_way_page": ("网页", "page"),
    "records_way_rest": ("程序接口", "REST"),
    "records_way_embed": ("嵌入网页", "embedded page"),
    "records_way_mcp": ("MCP", "MCP"),
    "records_outcome_answered": ("已回答", "answered"),
    "records_outcome_no_evidence": ("没有依据", "no evidence"),
    "records_outcome_failed": ("出错", "failed"),
    "records_verdict_right": ("有用", "right"),
    "records_verdict_wrong_passage": ("不对", "wrong passage"),
    "records_verdict_missing": ("不全", "incomplete"),
}
