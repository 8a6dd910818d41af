"""What a vendor answers when an order is looked up by our key."""

from domain.base import Frozen


class Found(Frozen):
    """The vendor has the order."""

    order_id: str


class NotThere(Frozen):
    """The vendor certainly does not have the order yet. It may still be on its way."""


class CannotSay(Frozen):
    """This vendor offers no way to look an order up by our key."""
