"""What names of firms are made of: endings, trades, places, and what is no name at all. See firm_names.toml."""

from __future__ import annotations

from cases.understanding.tables import letters, table

_TABLE = table("firm_names")

FULL_ENDINGS = tuple(_TABLE["full_endings"])
SHORT_ENDINGS = tuple(_TABLE["short_endings"])
TRADES = tuple(_TABLE["trades"])
BRAND_LETTERS = letters(_TABLE["brand_letters"])
PLACES = frozenset(_TABLE["places"])
NOBODY = tuple(_TABLE["nobody"])
LINES = tuple(_TABLE["lines"])
OPENERS = tuple(_TABLE["openers"])
# 中建三局, 中铁十二局: builders of the state by their short names.
STATE_BUILDERS = r"中(?:建|铁|交|冶|电建|核|化|水电|煤|国铁建|国中铁|国建筑)[一二三四五六七八九十0-9]{1,3}[局院公]司?"
