"""What a script of the page may ask the server for, besides what is typed: a question, or an old conversation."""

from pydantic import BaseModel, ConfigDict, ValidationError

from ui.keepsake import KeptConversation

_LIMIT = 400_000  # characters of what a browser hands on


class Order(BaseModel):
    """One wish; one of the two is there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ask: str | None = None
    open: KeptConversation | None = None


def order_of(told: str) -> Order:
    """Return the order that a script has sent.

    Raises:
        ValueError: it is none that our scripts send.
    """
    if len(told) > _LIMIT:
        raise ValueError("too long for an order")
    try:
        return Order.model_validate_json(told)
    except ValidationError as error:
        raise ValueError("no order") from error
