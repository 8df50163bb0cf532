"""The console's house and its browsers, and the site behind a Bot API."""

from tests.console.conftest import house, signed_in
from tests.stories.conftest import api, short_logs, site

__all__ = ["api", "house", "short_logs", "signed_in", "site"]
