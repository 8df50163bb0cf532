"""What names of persons are made of: surnames, the letters of given names, forms of address, posts. See names.toml."""

from __future__ import annotations

from cases.understanding.tables import letters, table

_TABLE = table("names")

CLEAR_SURNAMES = letters(_TABLE["clear_surnames"])
SURNAMES = CLEAR_SURNAMES | letters(_TABLE["other_surnames"])
FAMILIAR_SURNAMES = CLEAR_SURNAMES | letters(_TABLE["other_familiar_surnames"])
NEVER_ADDRESSED = letters(_TABLE["never_addressed"])
COMPOUND_SURNAMES = frozenset(_TABLE["compound_surnames"])
GIVEN_LETTERS = letters(_TABLE["given_letters"])
PERSONAL_LETTERS = letters(_TABLE["personal_letters"])
FIRST_GIVEN_LETTERS = letters(_TABLE["first_given_letters"])
TITLES = tuple(_TABLE["titles"])
POSTS = frozenset(_TABLE["posts"])
ENGLISH_TITLES = tuple(_TABLE["english_titles"])
ENGLISH_POSTS = tuple(_TABLE["english_posts"])
ENGLISH_GIVEN_NAMES = frozenset(_TABLE["english_given_names"])
NO_ENGLISH_NAMES = frozenset(_TABLE["no_english_names"])
