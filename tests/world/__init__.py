"""The one world of all tests: the product as it is wired for `green-channel run`, and the people who meet it.

`product` opens it, `people` are at its web chat, `telling` is how a report is told, `visiting` is a browser's requests
over HTTP, `service` is the whole thing as a process of its own. Only the clock is replaced.
"""

from __future__ import annotations

from tests.world.clock import Clock
from tests.world.people import Person, Reporter, Seen
from tests.world.product import Product, open_product
from tests.world.telling import USUAL, Teller

__all__ = ["USUAL", "Clock", "Person", "Product", "Reporter", "Seen", "Teller", "open_product"]
